namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>One-to-one between old and new so that they share as much as possible together.</summary>
internal static class Matching
{
    /// <summary>Larger knots are untied greedily: the largest overlap first.</summary>
    private const int MostExact = 400;

    /// <param name="shared">How much an old and a new one share.</param>
    /// <param name="oldSizes">How large the old ones are.</param>
    /// <param name="newSizes">How large the new ones are.</param>
    /// <param name="least">Pairs whose Jaccard overlap is below do not match.</param>
    /// <returns>For each new one its old one, or -1.</returns>
    public static int[] Best(IReadOnlyDictionary<(int Old, int New), long> shared, long[] oldSizes, int[] newSizes, double least)
    {
        (int Old, int New, long Shared)[] pairs = [.. shared
            .Where(p => p.Value >= least * (oldSizes[p.Key.Old] + newSizes[p.Key.New] - p.Value))
            .Select(p => (p.Key.Old, p.Key.New, p.Value))
            .OrderByDescending(p => p.Value).ThenBy(p => p.Old).ThenBy(p => p.New)];
        int[] match = new int[newSizes.Length];
        Array.Fill(match, -1);
        foreach (List<(int Old, int New, long Shared)> knot in Knots(pairs))
        {
            int[] olds = [.. knot.Select(p => p.Old).Distinct().Order()];
            int[] news = [.. knot.Select(p => p.New).Distinct().Order()];
            if (olds.Length > MostExact || news.Length > MostExact)
            {
                HashSet<int> used = [];
                foreach ((int old, int fresh, long _) in knot)
                {
                    if (match[fresh] < 0 && used.Add(old))
                    {
                        match[fresh] = old;
                    }
                }

                continue;
            }

            double[,] gain = new double[news.Length, olds.Length];
            foreach ((int old, int fresh, long value) in knot)
            {
                gain[Array.BinarySearch(news, fresh), Array.BinarySearch(olds, old)] = value;
            }

            int[] best = LinearAssignment.Maximize(gain);
            for (int i = 0; i < news.Length; i++)
            {
                match[news[i]] = best[i] >= 0 && gain[i, best[i]] > 0 ? olds[best[i]] : -1;
            }
        }

        return match;
    }

    /// <summary>Pairs that hang together through an old or a new one.</summary>
    private static IEnumerable<List<(int Old, int New, long Shared)>> Knots((int Old, int New, long Shared)[] pairs)
    {
        Dictionary<int, int> parent = [];
        int Root(int node)
        {
            while (parent.TryGetValue(node, out int up) && up != node)
            {
                node = up;
            }

            return node;
        }

        foreach ((int old, int fresh, long _) in pairs)
        {
            int a = Root(old);
            int b = Root(~fresh);
            parent[a] = a;
            parent[b] = a;
        }

        return pairs.GroupBy(p => Root(p.Old)).Select(group => group.ToList());
    }
}
