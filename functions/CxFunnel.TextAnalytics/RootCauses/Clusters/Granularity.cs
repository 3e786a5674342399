namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// How fine to cut, by how well two clusterings agree that were each made from one random half of the similarities. Where they agree, the groups are facts, and the finer of
/// two cuts that hold says more; where they do not, nothing in the texts says how fine, and few groups are what people make of them.
/// </summary>
/// <remarks>
/// Measured on 59 sets of 33 to 4,500 texts, of which intents have an agreement of 0.57 to 0.90 and reviews and complaints 0.08 to 0.45; numbers were chosen with each kind of
/// set left out once (docs/root-causes.md).
/// </remarks>
internal static class Granularity
{
    /// <summary>From a few broad groups to many narrow ones.</summary>
    private static readonly double[] Resolutions = [0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16];

    /// <summary>One pair of halves is a noisy measurement for a few hundred lines; from half as many lines as this on it has to do.</summary>
    private const int LinesPerMeasurement = 4_000;

    private const int MostMeasurements = 6;

    /// <summary>Agreement up to which nothing but the number of groups decides, and from which on nothing but agreement does.</summary>
    private const double Vague = 0.2;

    private const double Clear = 0.6;

    /// <summary>Groups that agree less are not worth telling apart.</summary>
    private const double WorthTelling = 0.45;

    /// <summary>How many groups people make of texts that do not say it.</summary>
    private const double UsualGroups = 8;

    /// <summary>From here on they make more, with the root of the lines: 160 of 200,000. Few broad ones would hide what is rare.</summary>
    private const double ManyLines = 500;

    /// <summary>How clear the texts are is not read from groups that are smaller than this on average: in pairs of neighbours halves agree by luck.</summary>
    private const int LeastAverage = 6;

    /// <summary>Fewer lines are cut as coarsely as can be: their halves are a few similarities each, and agree by luck.</summary>
    private const int FewLines = 30;

    /// <summary>No cut leaves most lines alone: of a handful of lines the halves would agree best on that nobody belongs to anybody.</summary>
    private const int Company = 2;

    /// <param name="memory">For the graph of these neighbours, which is not there yet.</param>
    /// <param name="joined">As large.</param>
    public static (double Resolution, double Stability) Choose(int[] neighbours, float[] similarities, int degree, int threads, EdgeMemory memory, EdgeMemory joined)
    {
        int lines = neighbours.Length / degree;
        int measurements = Math.Clamp(LinesPerMeasurement / Math.Max(1, lines), 1, MostMeasurements);
        double[] agreements = new double[Resolutions.Length];
        double[] counts = new double[Resolutions.Length];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        for (int measurement = 0; measurement < measurements; measurement++)
        {
            Communities[] halves = new Communities[2];
            Parallel.For(0, 2, parallel, half => halves[half] = new Communities(Graph.Of(neighbours, similarities, degree, half, memory, (uint)measurement), joined));
            for (int i = 0; i < Resolutions.Length; i++)
            {
                // One after the other, the halves side by side: each works in memory of its own, whatever the number of cuts.
                double resolution = Resolutions[i];
                int[][] groups = new int[2][];
                Parallel.For(0, 2, parallel, half => groups[half] = halves[half].Find(resolution));
                agreements[i] += Agreement(groups[0], groups[1]) / measurements;
                counts[i] += (Math.Min(groups[0].DefaultIfEmpty(-1).Max(), groups[1].DefaultIfEmpty(-1).Max()) + 1) / (double)measurements;
            }
        }

        int best = Best(agreements, counts, lines);
        return (Resolutions[best], Math.Max(0, agreements[best]));
    }

    /// <summary>The best cut.</summary>
    /// <param name="agreements">Of the halves, for each cut from coarse to fine.</param>
    /// <param name="counts">How many groups they have.</param>
    internal static int Best(double[] agreements, double[] counts, int lines)
    {
        // One measurement is noisy: its neighbours have a say.
        double[] smooth = [.. agreements.Select((agreement, i) => ((2 * agreement) + agreements[Math.Max(i - 1, 0)] + agreements[Math.Min(i + 1, agreements.Length - 1)]) / 4)];
        double most = smooth.Where((_, i) => i == 0 || counts[i] * LeastAverage <= lines).Max();
        double clear = Math.Clamp((most - Vague) / (Clear - Vague), 0, 1);
        double usual = UsualGroups * Math.Max(1, Math.Sqrt(lines / ManyLines));
        double ScoreOf(int i) =>
            (clear * (smooth[i] - WorthTelling) * Math.Log(Math.Max(2, counts[i]))) - ((1 - clear) * Math.Abs(Math.Log(Math.Max(1, counts[i]) / usual)));
        return lines < FewLines ? 0 : Enumerable.Range(0, agreements.Length).Where(i => i == 0 || counts[i] * Company <= lines).MaxBy(ScoreOf);
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
