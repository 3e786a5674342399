namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>An undirected graph with weights: each edge stands in the rows of both of its ends, a loop once.</summary>
internal sealed class Graph(int[] starts, int[] targets, float[] weights)
{
    public int Count => starts.Length - 1;

    public ReadOnlySpan<int> Targets(int node) => targets.AsSpan(starts[node], starts[node + 1] - starts[node]);

    public ReadOnlySpan<float> Weights(int node) => weights.AsSpan(starts[node], starts[node + 1] - starts[node]);

    /// <summary>From the nearest neighbours of each: whoever is near to one of two is joined, twice as firmly when both say so.</summary>
    /// <param name="neighbours"><paramref name="degree"/> for each node; -1 for none.</param>
    /// <param name="similarities">Beside them.</param>
    /// <param name="half">0 or 1 keeps a fixed random half of the edges; -1 keeps all.</param>
    public static Graph Of(int[] neighbours, float[] similarities, int degree, int half)
    {
        int count = neighbours.Length / degree;
        int[] starts = new int[count + 1];
        for (int i = 0; i < neighbours.Length; i++)
        {
            if (Keeps(i / degree, neighbours[i], half))
            {
                starts[(i / degree) + 1]++;
                starts[neighbours[i] + 1]++;
            }
        }

        for (int i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts[..count];
        int[] targets = new int[starts[count]];
        float[] weights = new float[starts[count]];
        for (int i = 0; i < neighbours.Length; i++)
        {
            int from = i / degree;
            int to = neighbours[i];
            if (Keeps(from, to, half))
            {
                float weight = similarities[i] * similarities[i];
                (targets[next[from]], weights[next[from]++]) = (to, weight);
                (targets[next[to]], weights[next[to]++]) = (from, weight);
            }
        }

        return new Graph(starts, targets, weights);
    }

    private static bool Keeps(int from, int to, int half)
    {
        if (to < 0)
        {
            return false;
        }

        if (half < 0)
        {
            return true;
        }

        SplitMix random = new(((ulong)(uint)Math.Min(from, to) << 32) | (uint)Math.Max(from, to));
        return (int)(random.Next() >> 63) == half;
    }
}
