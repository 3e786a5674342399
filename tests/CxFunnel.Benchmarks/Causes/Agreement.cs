using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.Benchmarks.Causes;

/// <summary>How well found groups agree with known reasons; all from 0 (or around it) to 1.</summary>
/// <param name="Rand">Adjusted Rand index: pairs put together rightly, corrected for chance (Hubert and Arabie 1985).</param>
/// <param name="BestMatch">Share of texts that are right when each group is given one reason and each reason one group, as well as possible.</param>
/// <param name="Information">Mutual information over the mean of both entropies; equals the V-measure (Rosenberg and Hirschberg 2007). Rises with the number of groups.</param>
/// <param name="Homogeneity">How far a group holds one reason only.</param>
/// <param name="Completeness">How far a reason lies in one group only.</param>
/// <param name="Purity">Share of texts whose group is mostly of their reason. Rises with the number of groups.</param>
internal sealed record Agreement(double Rand, double BestMatch, double Information, double Homogeneity, double Completeness, double Purity, int Groups)
{
    /// <param name="known">The reason of each text.</param>
    /// <param name="found">The group of each text; null, what belongs nowhere, is taken as a group of its own.</param>
    public static Agreement Of(IReadOnlyList<string> known, IReadOnlyList<string?> found)
    {
        int[] rows = Number(known, out int reasons);
        int[] columns = Number([.. found.Select(group => group ?? "")], out int groups);
        double[,] counts = new double[reasons, groups];
        double[] ofReason = new double[reasons];
        double[] ofGroup = new double[groups];
        for (int i = 0; i < rows.Length; i++)
        {
            counts[rows[i], columns[i]]++;
            ofReason[rows[i]]++;
            ofGroup[columns[i]]++;
        }

        double n = rows.Length;
        double shared = 0;
        double pure = 0;
        for (int g = 0; g < groups; g++)
        {
            double most = 0;
            for (int r = 0; r < reasons; r++)
            {
                double count = counts[r, g];
                most = Math.Max(most, count);
                shared += count > 0 ? count / n * Math.Log(count * n / (ofReason[r] * ofGroup[g])) : 0;
            }

            pure += most;
        }

        double reasonEntropy = Entropy(ofReason, n);
        double groupEntropy = Entropy(ofGroup, n);
        int[] best = LinearAssignment.Maximize(counts);
        double matched = Enumerable.Range(0, reasons).Sum(r => best[r] < 0 ? 0 : counts[r, best[r]]);
        return new Agreement(
            Granularity.Agreement(rows, columns),
            matched / n,
            reasonEntropy + groupEntropy > 0 ? 2 * shared / (reasonEntropy + groupEntropy) : 1,
            reasonEntropy > 0 ? shared / reasonEntropy : 1,
            groupEntropy > 0 ? shared / groupEntropy : 1,
            pure / n,
            groups);
    }

    private static double Entropy(double[] counts, double n) => -counts.Where(count => count > 0).Sum(count => count / n * Math.Log(count / n));

    private static int[] Number(IReadOnlyList<string> names, out int count)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        int[] result = new int[names.Count];
        for (int i = 0; i < result.Length; i++)
        {
            numbers.TryAdd(names[i], numbers.Count);
            result[i] = numbers[names[i]];
        }

        count = numbers.Count;
        return result;
    }
}
