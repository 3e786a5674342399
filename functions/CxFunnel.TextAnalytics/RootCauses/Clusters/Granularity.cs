namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>How fine to cut: where two clusterings, each made from one random half of the similarities, agree best.</summary>
internal static class Granularity
{
    /// <summary>From a few broad groups to many narrow ones.</summary>
    private static readonly double[] Resolutions = [0.5, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11];

    /// <summary>No cut whose clusters are smaller than this on average: that many lines are needed before halves of their similarities can agree by more than luck.</summary>
    private const int LeastAverage = 30;

    /// <param name="memory">For the graph of these neighbours, which is not there yet.</param>
    /// <param name="joined">As large.</param>
    public static (double Resolution, double Stability) Choose(int[] neighbours, float[] similarities, int degree, int threads, EdgeMemory memory, EdgeMemory joined)
    {
        int lines = neighbours.Length / degree;
        double[] agreements = new double[Resolutions.Length];
        int[] counts = new int[Resolutions.Length];
        Communities[] halves = new Communities[2];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        Parallel.For(0, 2, parallel, half => halves[half] = new Communities(Graph.Of(neighbours, similarities, degree, half, memory), joined));
        for (int i = 0; i < Resolutions.Length; i++)
        {
            // One after the other, the halves side by side: each works in memory of its own, whatever the number of cuts.
            double resolution = Resolutions[i];
            int[][] groups = new int[2][];
            Parallel.For(0, 2, parallel, half => groups[half] = halves[half].Find(resolution));
            agreements[i] = Agreement(groups[0], groups[1]);
            counts[i] = Math.Min(groups[0].DefaultIfEmpty(-1).Max(), groups[1].DefaultIfEmpty(-1).Max()) + 1;
        }

        int best = 0;
        double most = double.NegativeInfinity;
        for (int i = 0; i < Resolutions.Length; i++)
        {
            if (i > 0 && counts[i] * LeastAverage > lines)
            {
                break;
            }

            // One measurement is noisy: its neighbours have a say.
            double smooth = ((2 * agreements[i]) + agreements[Math.Max(i - 1, 0)] + agreements[Math.Min(i + 1, Resolutions.Length - 1)]) / 4;
            if (smooth > most)
            {
                (best, most) = (i, smooth);
            }
        }

        return (Resolutions[best], Math.Max(0, agreements[best]));
    }

    /// <summary>The adjusted Rand index of two groupings: 1 for the same, around 0 for chance. Hubert and Arabie 1985.</summary>
    public static double Agreement(int[] first, int[] second)
    {
        Dictionary<(int, int), long> both = [];
        Dictionary<int, long> ones = [];
        Dictionary<int, long> others = [];
        for (int i = 0; i < first.Length; i++)
        {
            both[(first[i], second[i])] = both.GetValueOrDefault((first[i], second[i])) + 1;
            ones[first[i]] = ones.GetValueOrDefault(first[i]) + 1;
            others[second[i]] = others.GetValueOrDefault(second[i]) + 1;
        }

        static double Pairs(IEnumerable<long> counts) => counts.Sum(n => n * (n - 1) / 2.0);
        double pairs = first.Length * (first.Length - 1.0) / 2;
        double together = Pairs(both.Values);
        double inFirst = Pairs(ones.Values);
        double inSecond = Pairs(others.Values);
        double chance = pairs > 0 ? inFirst * inSecond / pairs : 0;
        double most = (inFirst + inSecond) / 2;
        return most > chance ? (together - chance) / (most - chance) : 1;
    }
}
