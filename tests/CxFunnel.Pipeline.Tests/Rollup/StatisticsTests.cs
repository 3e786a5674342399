using CxFunnel.Pipeline.Rollup;

namespace CxFunnel.Pipeline.Tests.Rollup;

public sealed class StatisticsTests
{
    private const double Z = 1.959963984540054;

    [Theory]
    // 5 promoters, 3 passives, 2 detractors by hand: (5.75 - 2.75) / 13 = 0.230769; sqrt((8.5/13 - 0.230769²) / 13) = 0.214918
    [InlineData(5, 3, 2, 30, -19.0461, 65.1999)]
    [InlineData(0, 0, 0, 0, -80.0152, 80.0152)] // three imagined answers, a quarter each way
    [InlineData(1, 0, 0, 100, -48.4986, 98.4986)] // one answer is drawn towards the middle
    [InlineData(0, 0, 1000, -100, -100, -99.2868)]
    public void NetPromoterScore_KnownCounts_GivesScoreAndAdjustedWaldInterval(long promoters, long passives, long detractors, double nps, double low, double high)
    {
        Estimate estimate = Statistics.NetPromoterScore(promoters, passives, detractors);

        Assert.Equal(nps, estimate.Value, 10);
        Assert.Equal(low, estimate.Low, 0.01);
        Assert.Equal(high, estimate.High, 0.01);
    }

    /// <summary>The variance of an answer worth +100, 0 or -100, taken over the answers and the three imagined ones one by one.</summary>
    [Fact]
    public void NetPromoterScore_ManyCounts_AgreesWithTheFormulaOverSingleAnswers()
    {
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            (int promoters, int passives, int detractors) = (random.Next(60), random.Next(60), random.Next(60));
            (double Worth, double Weight)[] answers = [(100, promoters + 0.75), (0, passives + 1.5), (-100, detractors + 0.75)];
            double n = answers.Sum(a => a.Weight);
            double mean = answers.Sum(a => a.Worth * a.Weight) / n;
            double halfWidth = Z * Math.Sqrt(answers.Sum(a => a.Weight * Math.Pow(a.Worth - mean, 2)) / n / n);

            Estimate estimate = Statistics.NetPromoterScore(promoters, passives, detractors);

            Assert.Equal(Math.Max(-100, mean - halfWidth), estimate.Low, 9);
            Assert.Equal(Math.Min(100, mean + halfWidth), estimate.High, 9);
            Assert.InRange(estimate.Value, -100, 100);
        }
    }

    [Theory]
    [InlineData(2, 12.706)] // the 97.5 % points of Student's t in every statistics table
    [InlineData(3, 4.303)]
    [InlineData(5, 2.776)]
    [InlineData(11, 2.228)]
    [InlineData(31, 2.042)]
    [InlineData(121, 1.980)]
    public void Mean_SomeValues_HasTheIntervalOfStudentsT(int n, double t)
    {
        // Values on both sides of one half, close enough together that the interval stays inside 0..1.
        double[] values = [.. Enumerable.Range(0, n).Select(i => 0.5 + (0.01 * ((i % 3) - 1)))];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (n - 1));

        Estimate estimate = Statistics.Mean(n, values.Sum(), values.Sum(v => v * v));

        Assert.Equal(mean, estimate.Value, 12);
        Assert.Equal(t * deviation / Math.Sqrt(n), estimate.High - mean, 0.0002);
        Assert.Equal(estimate.Value - estimate.Low, estimate.High - estimate.Value, 12);
    }

    [Theory]
    [InlineData(0, 0.0, 0.0, 0.0, 0.0, 1.0)]
    [InlineData(1, 0.25, 0.0625, 0.25, 0.0, 1.0)]
    [InlineData(4, 4.0, 4.0, 1.0, 1.0, 1.0)]
    [InlineData(2, 1.0, 1.0, 0.5, 0.0, 1.0)]
    [InlineData(3, 1.5, 0.7499999, 0.5, 0.5, 0.5)] // rounding below zero is no spread
    public void Mean_ExtremeCases_StaysInsideTheScale(long n, double sum, double squares, double value, double low, double high)
    {
        Estimate estimate = Statistics.Mean(n, sum, squares);

        Assert.Equal((value, low, high), (Math.Round(estimate.Value, 9), Math.Round(estimate.Low, 9), Math.Round(estimate.High, 9)));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(0, 10, 0, 0, 0.2775)] // Wilson's interval, as in Newcombe (1998)
    [InlineData(10, 10, 1, 0.7225, 1)]
    [InlineData(81, 263, 0.3080, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.1014, 0.0624, 0.1605)]
    [InlineData(1, 29, 0.0345, 0.0061, 0.1718)]
    public void Share_KnownCounts_GivesWilsonsInterval(long part, long whole, double value, double low, double high)
    {
        Estimate estimate = Statistics.Share(part, whole);

        Assert.Equal(value, estimate.Value, 0.0001);
        Assert.Equal(low, estimate.Low, 0.0001);
        Assert.Equal(high, estimate.High, 0.0001);
    }
}
