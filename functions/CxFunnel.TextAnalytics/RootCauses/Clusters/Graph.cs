namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>An undirected graph with weights: each edge stands in the rows of both of its ends, a loop once.</summary>
/// <param name="count">Of the nodes.</param>
/// <param name="starts">Where the row of each node begins, and where the last one ends; may be longer.</param>
/// <param name="rows">One after the other.</param>
internal sealed class Graph(int count, int[] starts, EdgeMemory rows)
{
    public int Count => count;

    /// <summary>Where the row of the first node begins.</summary>
    public int First => starts[0];

    public ReadOnlySpan<int> Targets(int node) => rows.Targets.AsSpan(starts[node], starts[node + 1] - starts[node]);

    public ReadOnlySpan<float> Weights(int node) => rows.Weights.AsSpan(starts[node], starts[node + 1] - starts[node]);

    /// <summary>From the nearest neighbours of each: whoever is near to one of two is joined, twice as firmly when both say so.</summary>
    /// <param name="neighbours"><paramref name="degree"/> for each node; -1 for none.</param>
    /// <param name="similarities">Beside them.</param>
    /// <param name="half">0 or 1 keeps a fixed random half of the edges; -1 keeps all.</param>
    /// <param name="memory">For all edges. The first half of them begins at its begin and the other one ends at its end, so that both have room in it.</param>
    /// <param name="draw">Which of many ways to halve them.</param>
    public static Graph Of(int[] neighbours, float[] similarities, int degree, int half, EdgeMemory memory, uint draw = 0)
    {
        int count = neighbours.Length / degree;
        int[] starts = new int[count + 1];
        for (int i = 0; i < neighbours.Length; i++)
        {
            if (Keeps(i / degree, neighbours[i], half, draw))
            {
                starts[(i / degree) + 1]++;
                starts[neighbours[i] + 1]++;
            }
        }

        for (int i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        int first = half == 1 ? memory.Targets.Length - starts[count] : 0;
        foreach (ref int start in starts.AsSpan())
        {
            start += first;
        }

        int[] next = starts[..count];
        for (int i = 0; i < neighbours.Length; i++)
        {
            int from = i / degree;
            int to = neighbours[i];
            if (Keeps(from, to, half, draw))
            {
                float weight = similarities[i] * similarities[i];
                (memory.Targets[next[from]], memory.Weights[next[from]++]) = (to, weight);
                (memory.Targets[next[to]], memory.Weights[next[to]++]) = (from, weight);
            }
        }

        return new Graph(count, starts, memory);
    }

    private static bool Keeps(int from, int to, int half, uint draw)
    {
        if (to < 0)
        {
            return false;
        }

        if (half < 0)
        {
            return true;
        }

        SplitMix random = new((draw * 0x9E3779B97F4A7C15UL) ^ (((ulong)(uint)Math.Min(from, to) << 32) | (uint)Math.Max(from, to)));
        return (int)(random.Next() >> 63) == half;
    }
}

/// <summary>Room for the rows of graphs, to be used again: what 200,000 lines need of it is 38 MB.</summary>
internal sealed class EdgeMemory(int ends)
{
    public int[] Targets { get; } = new int[ends];

    public float[] Weights { get; } = new float[ends];

    /// <summary>Room for all edges that lead to these neighbours, once from each end.</summary>
    public static EdgeMemory For(int[] neighbours) => new(2 * (neighbours.Length - neighbours.AsSpan().Count(-1)));
}
