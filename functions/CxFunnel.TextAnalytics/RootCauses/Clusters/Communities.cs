namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Groups the nodes of a graph so that they are joined among themselves more than chance would join them (modularity with a resolution),
/// without being told how many groups there are.
/// </summary>
/// <remarks>Louvain: Blondel, Guillaume, Lambiotte and Lefebvre 2008; resolution: Reichardt and Bornholdt 2006. Nodes are looked at in
/// their own order and ties go to the smaller number, so the result is a function of the graph alone.</remarks>
internal static class Communities
{
    private const int MaxSweeps = 16;

    /// <summary>The part of a node's edges that a move must gain where there was a grouping before: doubt speaks for what is.</summary>
    private const double Inertia = 0.15;

    /// <param name="resolution">Above 0; the higher, the finer the groups.</param>
    /// <param name="start">The group of each node to start from, any numbers; null starts from single nodes. Who has a group to start from
    /// leaves it only for a clear gain.</param>
    /// <returns>The group of each node, numbered from 0 in the order of their first nodes.</returns>
    public static int[] Find(Graph graph, double resolution, int[]? start = null)
    {
        int[] groups = start is null ? [.. Enumerable.Range(0, graph.Count)] : Renumber(start, out int _);
        bool[] isSettled = Settled(groups);
        bool moved = Sweep(graph, groups, resolution, isSettled) || start is not null;
        while (moved)
        {
            groups = Renumber(groups, out int count);
            bool[] upperSettled = new bool[count];
            for (int node = 0; node < groups.Length; node++)
            {
                upperSettled[groups[node]] |= isSettled[node];
            }

            int[] upper = [.. Enumerable.Range(0, count)];
            moved = Sweep(Join(graph, groups, count), upper, resolution, upperSettled);
            for (int node = 0; node < groups.Length; node++)
            {
                groups[node] = upper[groups[node]];
            }
        }

        return Renumber(groups, out int _);
    }

    /// <summary>Who starts in company.</summary>
    private static bool[] Settled(int[] groups)
    {
        int[] sizes = new int[groups.Length];
        foreach (int group in groups)
        {
            sizes[group]++;
        }

        return [.. groups.Select(group => sizes[group] > 1)];
    }

    private static int[] Renumber(int[] groups, out int count)
    {
        Dictionary<int, int> numbers = [];
        int[] result = new int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            if (!numbers.TryGetValue(groups[i], out int number))
            {
                numbers.Add(groups[i], number = numbers.Count);
            }

            result[i] = number;
        }

        count = numbers.Count;
        return result;
    }

    /// <summary>Moves single nodes to the group that gains most, until none wants to move.</summary>
    private static bool Sweep(Graph graph, int[] groups, double resolution, bool[] isSettled)
    {
        double[] degrees = new double[graph.Count];
        double[] totals = new double[graph.Count];
        double sum = 0;
        for (int node = 0; node < graph.Count; node++)
        {
            foreach (float weight in graph.Weights(node))
            {
                degrees[node] += weight;
            }

            totals[groups[node]] += degrees[node];
            sum += degrees[node];
        }

        if (sum == 0)
        {
            return false;
        }

        double[] towards = new double[graph.Count];
        int[] touched = new int[graph.Count];
        bool any = false;
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            int moves = 0;
            for (int node = 0; node < graph.Count; node++)
            {
                ReadOnlySpan<int> targets = graph.Targets(node);
                ReadOnlySpan<float> weights = graph.Weights(node);
                int count = 0;
                for (int i = 0; i < targets.Length; i++)
                {
                    if (targets[i] != node)
                    {
                        int group = groups[targets[i]];
                        if (towards[group] == 0)
                        {
                            touched[count++] = group;
                        }

                        towards[group] += weights[i];
                    }
                }

                int old = groups[node];
                totals[old] -= degrees[node];
                double factor = resolution * degrees[node] / sum;
                int best = old;
                double most = towards[old] - (factor * totals[old]);
                double margin = 1e-9 * degrees[node];
                most += isSettled[node] ? Inertia * degrees[node] : 0;
                for (int i = 0; i < count; i++)
                {
                    double gain = towards[touched[i]] - (factor * totals[touched[i]]);
                    if (gain > most + margin || (best != old && gain >= most - margin && touched[i] < best))
                    {
                        (best, most) = (touched[i], gain);
                    }
                }

                totals[best] += degrees[node];
                if (best != old)
                {
                    groups[node] = best;
                    moves++;
                    any = true;
                }

                for (int i = 0; i < count; i++)
                {
                    towards[touched[i]] = 0;
                }
            }

            // The last few moves cost as much as the first ones and change nothing that matters.
            if (moves <= graph.Count / 1000)
            {
                break;
            }
        }

        return any;
    }

    /// <summary>Each group becomes a node; what joined two groups joins their nodes.</summary>
    private static Graph Join(Graph graph, int[] groups, int count)
    {
        int[] starts = new int[count + 1];
        foreach (int group in groups)
        {
            starts[group + 1]++;
        }

        for (int i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts[..count];
        int[] members = new int[groups.Length];
        for (int node = 0; node < groups.Length; node++)
        {
            members[next[groups[node]]++] = node;
        }

        int[] rows = new int[count + 1];
        List<int> targets = [];
        List<float> weights = [];
        double[] towards = new double[count];
        bool[] isTouched = new bool[count];
        List<int> touched = [];
        for (int group = 0; group < count; group++)
        {
            touched.Clear();
            foreach (int node in members.AsSpan(starts[group], starts[group + 1] - starts[group]))
            {
                ReadOnlySpan<int> ends = graph.Targets(node);
                ReadOnlySpan<float> edges = graph.Weights(node);
                for (int i = 0; i < ends.Length; i++)
                {
                    int other = groups[ends[i]];
                    if (!isTouched[other])
                    {
                        isTouched[other] = true;
                        touched.Add(other);
                    }

                    towards[other] += edges[i];
                }
            }

            foreach (int other in touched)
            {
                targets.Add(other);
                weights.Add((float)towards[other]);
                towards[other] = 0;
                isTouched[other] = false;
            }

            rows[group + 1] = targets.Count;
        }

        return new Graph(rows, [.. targets], [.. weights]);
    }
}
