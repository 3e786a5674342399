using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Tests.Contracts;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("Vite et bien", "Vite et bien")]
    [InlineData("  \u00A0 x \t", "x")]
    [InlineData("a\r\nb\rc\u0085d", "a\nb\nc\nd")]
    [InlineData("a\0b\u0007c\u009Fd\uFFFEe\uFFFFf", "abcdef")]
    [InlineData(" \r\n ", null)]
    [InlineData("\0", null)]
    [InlineData(null, null)]
    public void Normalize_Text_IsSafeToStoreAndToCompare(string? text, string? clean) => Assert.Equal(clean, CleanText.Normalize(text));

    [Fact]
    public void Normalize_HalvesOfSurrogatePairs_BecomeReplacementsAndWholePairsStay() =>
        Assert.Equal("😡 loud \uFFFD and \uFFFD halves 🙏\uFFFD", CleanText.Normalize("😡 loud \uD83D and \uDE21 halves 🙏\uD83D"));

    [Theory]
    [InlineData("Great 😀 service 👍🏽")]
    [InlineData("a long text without anything to mend in it")]
    public void Normalize_NothingToMend_CopiesNothing(string text) => Assert.Same(text, CleanText.Normalize(text));
}
