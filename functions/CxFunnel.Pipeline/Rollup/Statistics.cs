using MathNet.Numerics.Distributions;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>A number with the interval that holds the true one in 95 of 100 samples.</summary>
public readonly record struct Estimate(double Value, double Low, double High);

/// <summary>The contract's statistics.</summary>
public static class Statistics
{
    /// <summary>The 97.5 % point of the normal distribution: a two-sided 95 % interval.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>
    /// Net promoter score, -100..100, with its adjusted Wald interval: three imagined answers, of them 3/4 promoters and 3/4
    /// detractors, which keeps the interval honest for a handful of answers (Rocks, "Interval estimation for the Net Promoter
    /// Score", The American Statistician 2016).
    /// </summary>
    /// <returns>0 in [-80, 80] for no answer.</returns>
    public static Estimate NetPromoterScore(long promoters, long passives, long detractors)
    {
        long n = promoters + passives + detractors;
        double adjusted = n + 3;
        double p = (promoters + 0.75) / adjusted;
        double d = (detractors + 0.75) / adjusted;
        double halfWidth = Z * Math.Sqrt((p + d - ((p - d) * (p - d))) / adjusted);
        return new Estimate(
            n == 0 ? 0 : 100.0 * (promoters - detractors) / n,
            Math.Max(-100, 100 * (p - d - halfWidth)),
            Math.Min(100, 100 * (p - d + halfWidth)));
    }

    /// <summary>A mean of values in 0..1 with its t interval, kept inside 0..1.</summary>
    /// <param name="n">How many values.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="squares">The sum of their squares.</param>
    /// <returns>0 in [0, 1] for no value; one value says nothing about the spread, so its interval is [0, 1] too.</returns>
    public static Estimate Mean(long n, double sum, double squares)
    {
        if (n == 0)
        {
            return new Estimate(0, 0, 1);
        }

        double mean = sum / n;
        if (n == 1)
        {
            return new Estimate(mean, 0, 1);
        }

        double variance = Math.Max(0, (squares - (n * mean * mean)) / (n - 1));
        double halfWidth = StudentT.InvCDF(location: 0, scale: 1, freedom: n - 1, p: 0.975) * Math.Sqrt(variance / n);
        return new Estimate(mean, Math.Max(0, mean - halfWidth), Math.Min(1, mean + halfWidth));
    }

    /// <summary>A share with its Wilson score interval.</summary>
    /// <returns>0 in [0, 1] for none.</returns>
    public static Estimate Share(long part, long whole)
    {
        if (whole == 0)
        {
            return new Estimate(0, 0, 1);
        }

        double p = (double)part / whole;
        double z2 = Z * Z / whole;
        double center = (p + (z2 / 2)) / (1 + z2);
        double halfWidth = Z / (1 + z2) * Math.Sqrt((p * (1 - p) / whole) + (z2 / (4 * whole)));
        return new Estimate(p, Math.Max(0, center - halfWidth), Math.Min(1, center + halfWidth));
    }
}
