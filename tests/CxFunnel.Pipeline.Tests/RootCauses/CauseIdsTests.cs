using CxFunnel.Pipeline.RootCauses;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class CauseIdsTests
{
    [Theory]
    [InlineData("Waiting time", "stated-waiting-time")]
    [InlineData("  waiting  TIME!", "stated-waiting-time")]
    [InlineData("Délai d'attente", "stated-delai-d-attente")]
    [InlineData("Größe", "stated-große")]
    [InlineData("配送", "stated-配送")]
    [InlineData("a|b/c\\d#e?f+g", "stated-a-b-c-d-e-f-g")]
    public void Stated_APick_IsItsWords(string pick, string id) => Assert.Equal(id, CauseIds.Stated(pick));

    [Fact]
    public void Stated_LongPicks_StayShortAndApart()
    {
        string one = CauseIds.Stated(new string('a', 300) + " one");
        string other = CauseIds.Stated(new string('a', 300) + " other");

        Assert.NotEqual(one, other);
        Assert.True(one.Length <= 60, one);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("😀")]
    public void Stated_NoLetters_IsAHash(string pick) => Assert.Matches("^stated-[0-9a-f]{8}$", CauseIds.Stated(pick));

    [Fact]
    public void Stated_NeitherSeparator_OccursInAnId() => Assert.DoesNotContain(CauseIds.Stated("a+b|c d"), c => c is '+' or '|' or ' ');

    [Fact]
    public void Distinct_MoreThanTheCap_KeepsTheFirst() =>
        Assert.Equal(
            Enumerable.Range(0, CauseIds.MaxPerFeedback).Select(i => $"c{i}"),
            CauseIds.Distinct(Enumerable.Range(0, 40).SelectMany(i => new[] { $"c{i}", "c0" })));

    [Fact]
    public void Pair_EitherOrder_IsOneCell()
    {
        Assert.Equal(CauseIds.Pair("a", "b"), CauseIds.Pair("b", "a"));
        Assert.Equal(("a", "b"), CauseIds.OfPair(CauseIds.Pair("b", "a")));
        Assert.Null(CauseIds.OfPair("(other)"));
    }
}
