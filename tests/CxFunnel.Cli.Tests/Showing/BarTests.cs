using CxFunnel.Cli.Showing;

namespace CxFunnel.Cli.Tests.Showing;

public sealed class BarTests
{
    [Theory]
    [InlineData(-100, -100, -100, "●···················│····················")]
    [InlineData(-5, 0, 5, "···················─●─···················")]
    [InlineData(-20, 30, 40, "················────┼─────●──············")]
    [InlineData(90, 250, 300, "····················│·················──●")]
    public void IntervalBar_Value_StandsInsideItsInterval(double low, double value, double high, string expected) =>
        Assert.Equal(expected, IntervalBar.Draw(low, value, high));

    [Theory]
    [InlineData(10, new long[] { 1, 1, 1 }, new[] { 4, 3, 3 })]
    [InlineData(10, new long[] { 0, 0, 0 }, new[] { 0, 0, 0 })]
    [InlineData(40, new long[] { 999, 0, 1 }, new[] { 40, 0, 0 })]
    [InlineData(7, new long[] { 5, 3, 2 }, new[] { 4, 2, 1 })]
    public void ShareBar_Parts_FillTheWidthExactly(int width, long[] parts, int[] expected) =>
        Assert.Equal(expected, ShareBar.Lengths(width, parts));
}
