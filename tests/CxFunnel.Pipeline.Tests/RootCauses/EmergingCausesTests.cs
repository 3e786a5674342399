using CxFunnel.Pipeline.RootCauses.Emerging;
using MathNet.Numerics.Distributions;
using Xunit.Abstractions;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class EmergingCausesTests(ITestOutputHelper output)
{
    private const int Days = 150;

    private static readonly DateOnly First = new(2026, 1, 1);
    private static readonly EmergingOptions Options = new();

    [Theory]
    [InlineData("poisson")]
    [InlineData("overdispersed")]
    [InlineData("weekday")]
    [InlineData("trend")]
    [InlineData("volume")]
    [InlineData("sparse")]
    public void Find_WhereNothingHappens_RarelyRaisesAnAlarm(string kind)
    {
        int days = 0;
        int falseDays = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            (long[] feedback, CauseSeries[] series) = Quiet(kind, seed, causes: 40);
            for (int last = 60; last <= Days; last += 6)
            {
                IReadOnlyList<EmergingCause> found = EmergingCauses.Find(
                    First, feedback[..last], [.. series.Select(s => s with { Mentions = [.. s.Mentions.Take(last)] })], Options);
                days++;
                falseDays += found.Any(f => f.Latest == First.AddDays(last - 1)) ? 1 : 0;
            }
        }

        output.WriteLine($"{kind}: a false alarm on {falseDays} of {days} days, {40 * days} judgements");
        Assert.True(falseDays <= 0.03 * days, $"{kind}: {falseDays} of {days} days");
    }

    /// <summary>Bursts of several sizes, planted at a known day.</summary>
    [Theory]
    [InlineData("poisson", 4, 20, 2)]
    [InlineData("poisson", 0.2, 6, 3)]
    [InlineData("poisson", 0, 6, 2)]
    [InlineData("overdispersed", 4, 30, 3)]
    [InlineData("weekday", 4, 20, 3)]
    [InlineData("volume", 4, 20, 3)]
    public void Find_APlantedBurst_IsFoundWithinDaysAndDated(string kind, double before, double burst, int daysUntilFound)
    {
        int found = 0;
        int dated = 0;
        const int Seeds = 20;
        for (int seed = 0; seed < Seeds; seed++)
        {
            (long[] feedback, CauseSeries[] series) = Quiet(kind, seed, causes: 40);
            Random random = new(seed + 1_000);
            const int Start = 120;
            long[] own = [.. Enumerable.Range(0, Days).Select(d => (long)Poisson.Sample(random, Math.Max(1e-9, (d < Start ? before : burst) * feedback[d] / 200.0)))];
            series[7] = new CauseSeries("planted", own);
            int last = Start + daysUntilFound;

            IReadOnlyList<EmergingCause> emerging = EmergingCauses.Find(
                First, feedback[..last], [.. series.Select(s => s with { Mentions = [.. s.Mentions.Take(last)] })], Options);

            EmergingCause? planted = emerging.FirstOrDefault(e => e.RootCauseId == "planted");
            found += planted is null ? 0 : 1;
            dated += planted is not null && Math.Abs(planted.Since.DayNumber - First.AddDays(Start).DayNumber) <= 1 ? 1 : 0;
        }

        output.WriteLine($"{kind} {before} -> {burst} a day: found within {daysUntilFound} days {found} of {Seeds}, dated {dated}");
        Assert.True(found >= 0.9 * Seeds, $"{found} found");
        Assert.True(dated >= 0.8 * found, $"{dated} dated");
    }

    [Fact]
    public void Find_ASlowRise_IsFoundByItsWeek()
    {
        (long[] feedback, CauseSeries[] series) = Quiet("poisson", seed: 3, causes: 20);
        long[] slow = new long[Days];
        for (int d = Days - 7; d < Days; d++)
        {
            slow[d] = 2;
        }

        EmergingCause found = Assert.Single(EmergingCauses.Find(First, feedback, [.. series, new CauseSeries("slow", slow)], Options), e => e.RootCauseId == "slow");

        Assert.Equal((First.AddDays(Days - 7), 14L), (found.Since, found.Mentions));
        Assert.True(found.Strength > 5);
    }

    [Fact]
    public void Find_ARiseThatIsOver_IsForgottenAfterAWeek()
    {
        (long[] feedback, CauseSeries[] series) = Quiet("poisson", seed: 4, causes: 20);
        long[] burst = new long[Days];
        burst[^8] = 30;

        Assert.DoesNotContain(EmergingCauses.Find(First, feedback, [.. series, new CauseSeries("burst", burst)], Options), e => e.RootCauseId == "burst");
    }

    [Fact]
    public void Find_ALargeImportOfEverything_IsNoNews()
    {
        (long[] feedback, CauseSeries[] series) = Quiet("poisson", seed: 5, causes: 20);
        Random random = new(5);
        feedback[^1] *= 50;
        foreach (CauseSeries cause in series)
        {
            ((long[])cause.Mentions)[^1] = Poisson.Sample(random, 50 * cause.Mentions.Average());
        }

        Assert.Empty(EmergingCauses.Find(First, feedback, series, Options));
    }

    [Fact]
    public void Find_LessThanTwoWeeksOfFeedback_SaysNothing() => Assert.Empty(EmergingCauses.Find(
        First, [.. Enumerable.Repeat(100L, 14)], [new CauseSeries("a", [.. Enumerable.Repeat(0L, 13), 60L])], Options));

    [Fact]
    public void Find_FewerThanTheMinimum_SaysNothing()
    {
        (long[] feedback, CauseSeries[] _) = Quiet("poisson", seed: 6, causes: 1);
        long[] rare = new long[Days];
        rare[^1] = Options.FewestMentions - 1;

        Assert.Empty(EmergingCauses.Find(First, feedback, [new CauseSeries("rare", rare)], Options));
    }

    [Fact]
    public void Find_Nothing_FindsNothing() => Assert.Empty(EmergingCauses.Find(First, [], [], Options));

    /// <summary>By hand: of 0.001, 0.008, 0.02, 0.5 at a rate of 0.05 the first two pass (0.05·2/4 = 0.025 ≥ 0.008, 0.05·3/4 = 0.0375 ≥ 0.02).</summary>
    [Fact]
    public void Threshold_ByHand_IsTheLargestThatPasses()
    {
        Assert.Equal(0.02, EmergingCauses.Threshold([0.5, 0.02, 0.001, 0.008], 0.05));
        Assert.Equal(-1, EmergingCauses.Threshold([0.5, 0.4], 0.05));
        Assert.Equal(-1, EmergingCauses.Threshold([], 0.05));
    }

    [Theory]
    [InlineData(0, 3.0, 2.0)]
    [InlineData(1, 3.0, 2.0)]
    [InlineData(7, 3.0, 2.0)]
    [InlineData(40, 12.5, 6.0)]
    public void ChanceOf_ANegativeBinomial_IsTheSumOfItsProbabilities(int count, double mean, double size)
    {
        double sum = Enumerable.Range(0, count).Sum(k => new NegativeBinomial(size, size / (size + mean)).Probability(k));

        Assert.Equal(1 - sum, new ExpectedMentions.Forecast(mean, size).ChanceOf(count), 9);
    }

    private static (long[] Feedback, CauseSeries[] Series) Quiet(string kind, int seed, int causes)
    {
        Random random = new(seed);
        long[] feedback = [.. Enumerable.Range(0, Days).Select(d => (long)Poisson.Sample(random, 200 * (kind == "volume" ? 1 + (0.9 * Math.Sin(d / 5.0)) + (d % 30 == 0 ? 8 : 0) : 1)))];
        CauseSeries[] series = [.. Enumerable.Range(0, causes).Select(c =>
        {
            double mean = kind == "sparse" ? 0.05 + (0.01 * c) : 0.3 + (0.5 * c);
            return new CauseSeries($"c{c:D2}", (long[])[.. Enumerable.Range(0, Days).Select(d =>
            {
                double today = mean * feedback[d] / 200.0 * kind switch
                {
                    "weekday" => First.AddDays(d).DayOfWeek switch { DayOfWeek.Monday => 1.8, DayOfWeek.Sunday => 0.4, _ => 1 },
                    "trend" => 1 + (d / (double)Days),
                    _ => 1,
                };
                // A gamma of mean 1 and variance 1/4 makes days differ by half.
                return (long)Poisson.Sample(random, Math.Max(1e-9, kind == "overdispersed" ? today * Gamma.Sample(random, 4, 4) : today));
            })]);
        })];
        return (feedback, series);
    }
}
