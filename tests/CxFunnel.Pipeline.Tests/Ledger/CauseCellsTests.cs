using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class CauseCellsTests
{
    private static readonly FeedbackItem Detractor = new()
    {
        Source = "generic",
        Kind = FeedbackKind.Survey,
        SubmittedAt = new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero),
        Customer = new Customer { AnnualValue = 2400 },
        Scores = [new Score(ScoreType.Nps, 3, 0, 10)],
    };

    [Fact]
    public void Of_TwoCauses_CountsEachAndThePair()
    {
        Aggregates contribution = Contribution.Of(Detractor, [], ["late-delivery", "a-rude-person"]);

        Tally cause = contribution.Cells[new Cell(Dimensions.RootCause, "late-delivery")];
        Assert.Equal((1, 1, 240_000, 0), (cause[Measure.Feedback], cause[Measure.Detractors], cause[Measure.DetractorValue], cause[Measure.UnscoredValue]));
        Assert.Equal(new Tally { [Measure.NpsResponses] = 1 }, contribution.Cells[new Cell(Dimensions.RootCausePair, "a-rude-person+late-delivery")]);
    }

    [Fact]
    public void Of_NoNpsAnswer_KeepsTheValueApartAndCountsNoPair()
    {
        Aggregates contribution = Contribution.Of(Detractor with { Scores = [new Score(ScoreType.Csat, 1, 1, 5)] }, [], ["a", "b"]);

        Assert.Equal(240_000, contribution.Cells[new Cell(Dimensions.RootCause, "a")][Measure.UnscoredValue]);
        Assert.Equal(0, contribution.Cells[Cell.All][Measure.UnscoredValue]);
        Assert.DoesNotContain(contribution.Cells.Keys, c => c.Dimension == Dimensions.RootCausePair);
    }

    [Fact]
    public void Of_AContentCustomer_IsWorthNothingAtRisk()
    {
        Aggregates contribution = Contribution.Of(Detractor with { Scores = [new Score(ScoreType.Nps, 10, 0, 10)] }, [], ["a"]);

        Tally cause = contribution.Cells[new Cell(Dimensions.RootCause, "a")];
        Assert.Equal((0, 0), (cause[Measure.DetractorValue], cause[Measure.UnscoredValue]));
    }

    [Fact]
    public void Of_Withdrawn_HasNoCauses() =>
        Assert.True(Contribution.Of(Detractor with { State = FeedbackState.Deleted }, [], ["a"]).IsEmpty);

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("c a b")]
    public void Replace_WithAnyCauses_IsWhatTheyWouldHaveContributed(string causes)
    {
        string[] others = causes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Aggregates before = Contribution.Of(Detractor, [], ["a", "b"]);

        Aggregates after = CauseCells.Replace(before, others, Contribution.AnnualValue(Detractor.Customer));

        Assert.Equal(Contribution.Of(Detractor, [], others).ToBytes(), after.ToBytes());
    }

    [Fact]
    public void Of_AsManyCausesAsCount_FitsAColumn()
    {
        string[] longest = [.. Enumerable.Range(0, CauseIds.MaxPerFeedback).Select(i => CauseIds.Stated(new string('x', 200) + i))];

        Assert.True(Contribution.Of(Detractor, [], longest).ToBytes().Length < 20_000);
    }
}
