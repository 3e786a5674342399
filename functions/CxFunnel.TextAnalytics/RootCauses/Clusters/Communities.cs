namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Groups the nodes of a graph so that they are joined among themselves more than chance would join them (modularity with a resolution),
/// without being told how many groups there are.
/// </summary>
/// <remarks>Louvain: Blondel, Guillaume, Lambiotte and Lefebvre 2008; resolution: Reichardt and Bornholdt 2006. Nodes are looked at in
/// their own order and ties go to the smaller number, so the result is a function of the graph alone. What a search needs to work in is
/// kept for the next one of the same graph, since discovery searches nineteen times. Not for two threads at once.</remarks>
/// <param name="graph">To be divided.</param>
/// <param name="joined">As large as the memory of the graph; only the part that the graph takes up there is used.</param>
internal sealed class Communities(Graph graph, EdgeMemory joined)
{
    private const int MaxSweeps = 16;

    /// <summary>The part of a node's edges that a move must gain where there was a grouping before: doubt speaks for what is.</summary>
    private const double Inertia = 0.15;

    private readonly double[] _degrees = new double[graph.Count];
    private readonly double[] _totals = new double[graph.Count];
    private readonly double[] _towards = new double[graph.Count];
    private readonly int[] _touched = new int[graph.Count];
    private readonly bool[] _isTouched = new bool[graph.Count];
    private readonly int[] _numbers = new int[graph.Count];
    private readonly int[] _members = new int[graph.Count];
    private readonly int[] _joinedStarts = new int[graph.Count + 1];

    /// <param name="resolution">Above 0; the higher, the finer the groups.</param>
    /// <param name="start">The group of each node to start from, any numbers; null starts from single nodes. Who has a group to start from
    /// leaves it only for a clear gain.</param>
    /// <returns>The group of each node, numbered from 0 in the order of their first nodes.</returns>
    public int[] Find(double resolution, int[]? start = null)
    {
        int[] groups = start is null ? Alone(graph.Count) : Numbered(start);
        bool[] isSettled = Settled(groups);
        bool moved = Sweep(graph, groups, resolution, isSettled) || start is not null;
        while (moved)
        {
            int count = Renumber(groups);
            bool[] upperSettled = new bool[count];
            for (int node = 0; node < groups.Length; node++)
            {
                upperSettled[groups[node]] |= isSettled[node];
            }

            int[] upper = Alone(count);
            moved = Sweep(Join(groups, count), upper, resolution, upperSettled);
            for (int node = 0; node < groups.Length; node++)
            {
                groups[node] = upper[groups[node]];
            }
        }

        Renumber(groups);
        return groups;
    }

    private static int[] Alone(int count) => [.. Enumerable.Range(0, count)];

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

    /// <summary>The same groups, from 0 in the order of their first nodes.</summary>
    private static int[] Numbered(int[] start)
    {
        Dictionary<int, int> numbers = [];
        int[] groups = new int[start.Length];
        for (int i = 0; i < start.Length; i++)
        {
            if (!numbers.TryGetValue(start[i], out int number))
            {
                numbers.Add(start[i], number = numbers.Count);
            }

            groups[i] = number;
        }

        return groups;
    }

    /// <summary>The same in place, for numbers below that of the nodes.</summary>
    /// <returns>How many groups there are.</returns>
    private int Renumber(int[] groups)
    {
        Array.Fill(_numbers, -1);
        int count = 0;
        foreach (ref int group in groups.AsSpan())
        {
            ref int number = ref _numbers[group];
            number = number < 0 ? count++ : number;
            group = number;
        }

        return count;
    }

    /// <summary>Moves single nodes to the group that gains most, until none wants to move.</summary>
    private bool Sweep(Graph of, int[] groups, double resolution, bool[] isSettled)
    {
        Span<double> degrees = _degrees.AsSpan(0, of.Count);
        Span<double> totals = _totals.AsSpan(0, of.Count);
        Span<double> towards = _towards.AsSpan(0, of.Count);
        degrees.Clear();
        totals.Clear();
        towards.Clear();
        double sum = 0;
        for (int node = 0; node < of.Count; node++)
        {
            foreach (float weight in of.Weights(node))
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

        bool any = false;
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            int moves = 0;
            for (int node = 0; node < of.Count; node++)
            {
                ReadOnlySpan<int> targets = of.Targets(node);
                ReadOnlySpan<float> weights = of.Weights(node);
                int count = 0;
                for (int i = 0; i < targets.Length; i++)
                {
                    if (targets[i] != node)
                    {
                        int group = groups[targets[i]];
                        if (towards[group] == 0)
                        {
                            _touched[count++] = group;
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
                    double gain = towards[_touched[i]] - (factor * totals[_touched[i]]);
                    if (gain > most + margin || (best != old && gain >= most - margin && _touched[i] < best))
                    {
                        (best, most) = (_touched[i], gain);
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
                    towards[_touched[i]] = 0;
                }
            }

            // The last few moves cost as much as the first ones and change nothing that matters.
            if (moves <= of.Count / 1000)
            {
                break;
            }
        }

        return any;
    }

    /// <summary>Each group becomes a node; what joined two groups joins their nodes. Good until the next one is made.</summary>
    private Graph Join(int[] groups, int count)
    {
        // The members of each group, one group after the other; afterwards a group's number is where the next one begins.
        Span<int> ends = _numbers.AsSpan(0, count);
        ends.Clear();
        foreach (int group in groups)
        {
            ends[group]++;
        }

        for (int group = 0, start = 0; group < count; group++)
        {
            (ends[group], start) = (start, start + ends[group]);
        }

        for (int node = 0; node < groups.Length; node++)
        {
            _members[ends[groups[node]]++] = node;
        }

        Span<double> towards = _towards.AsSpan(0, count);
        towards.Clear();
        int edges = graph.First;
        _joinedStarts[0] = edges;
        for (int group = 0, member = 0; group < count; group++)
        {
            int touched = 0;
            for (; member < ends[group]; member++)
            {
                int node = _members[member];
                ReadOnlySpan<int> targets = graph.Targets(node);
                ReadOnlySpan<float> weights = graph.Weights(node);
                for (int i = 0; i < targets.Length; i++)
                {
                    int other = groups[targets[i]];
                    if (!_isTouched[other])
                    {
                        _isTouched[other] = true;
                        _touched[touched++] = other;
                    }

                    towards[other] += weights[i];
                }
            }

            foreach (int other in _touched.AsSpan(0, touched))
            {
                (joined.Targets[edges], joined.Weights[edges++]) = (other, (float)towards[other]);
                towards[other] = 0;
                _isTouched[other] = false;
            }

            _joinedStarts[group + 1] = edges;
        }

        return new Graph(count, _joinedStarts, joined);
    }
}
