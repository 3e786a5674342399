using CxFunnel.Pipeline.RootCauses.Report;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class CauseTrendTests
{
    private static readonly long[] Feedback = [.. Enumerable.Repeat(100L, 56)];

    [Fact]
    public void Of_TwiceAsMany_IsNearOne() => Assert.Equal(1, CauseTrend.Of([.. Enumerable.Repeat(10L, 28), .. Enumerable.Repeat(20L, 28)], Feedback), 2);

    [Fact]
    public void Of_GoneAltogether_IsNearMinusOne() => Assert.InRange(CauseTrend.Of([.. Enumerable.Repeat(10L, 28), .. Enumerable.Repeat(0L, 28)], Feedback), -1, -0.99);

    [Fact]
    public void Of_TwiceTheFeedbackToo_IsNoTrend() =>
        Assert.Equal(0, CauseTrend.Of([.. Enumerable.Repeat(10L, 28), .. Enumerable.Repeat(20L, 28)], [.. Enumerable.Repeat(100L, 28), .. Enumerable.Repeat(200L, 28)]), 6);

    /// <summary>Two mentions after one are no doubling: (2 + 1) / (1 + 1) - 1.</summary>
    [Fact]
    public void Of_AHandful_IsPulledTowardsNoChange() =>
        Assert.Equal(0.5, CauseTrend.Of([.. Enumerable.Repeat(0L, 27), 1, .. Enumerable.Repeat(0L, 27), 2], Feedback), 6);

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Of_NothingToCompareWith_IsZero(int days) => Assert.Equal(0, CauseTrend.Of(Feedback[..days], Feedback[..days]));
}
