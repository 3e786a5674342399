namespace CxFunnel.Cli.Showing;

/// <summary>Parts of a whole as one bar.</summary>
public static class ShareBar
{
    /// <summary>Splits the width so that the lengths add up to it exactly (largest remainders); nothing of nothing is no bar.</summary>
    public static IReadOnlyList<int> Lengths(int width, params IReadOnlyList<long> parts)
    {
        long whole = parts.Sum();
        if (whole == 0)
        {
            return [.. parts.Select(_ => 0)];
        }

        double[] exact = [.. parts.Select(part => (double)part * width / whole)];
        int[] lengths = [.. exact.Select(length => (int)length)];
        foreach (int i in Enumerable.Range(0, parts.Count).OrderByDescending(i => exact[i] - lengths[i]).Take(width - lengths.Sum()))
        {
            lengths[i]++;
        }

        return lengths;
    }
}
