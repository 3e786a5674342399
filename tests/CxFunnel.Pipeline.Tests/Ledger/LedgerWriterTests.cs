using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class LedgerWriterTests
{
    private const string Program = "one";

    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal) { [Program] = new() { Shards = 1 } });
    private static readonly DateTimeOffset At = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly MemoryTables _tables = new();
    private readonly Layouts _layouts;

    public LedgerWriterTests()
    {
        _layouts = new Layouts(_tables, Programs);
        // Not what is counted or disturbed here: the program exists, and its partition is open.
        _ = _layouts.StoredAsync(Program, CancellationToken.None).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Write_ManyAtOnce_TakesOneTransactionForEachHundredChanges()
    {
        int before = _tables.Commits;
        IReadOnlyList<CountOutcome> outcomes = await Writer(_tables).WriteAsync(Program, [.. Enumerable.Range(0, 485).Select(i => Entry($"r{i}"))]);

        Assert.All(outcomes, o => Assert.Equal(CountOutcome.Counted, o));
        Assert.Equal(485, Counted());
        // 97 feedback beside the head of the partition and the sums and the marker of their day.
        Assert.Equal(before + 5, _tables.Commits);
    }

    [Fact]
    public async Task Write_SameFeedbackSeveralTimesInOneCall_CountsOnceInOrder()
    {
        IReadOnlyList<CountOutcome> outcomes = await Writer(_tables).WriteAsync(
            Program, [Entry("a"), Entry("a", version: 1), Entry("b"), Entry("a"), Entry("a", version: 2), Entry("a", version: 2)]);

        Assert.Equal(
            [CountOutcome.Counted, CountOutcome.Replaced, CountOutcome.Counted, CountOutcome.Duplicate, CountOutcome.Replaced, CountOutcome.Counted], outcomes);
        Assert.Equal(2, Counted());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Write_ReplyLost_CountsOnce(int lost)
    {
        InterceptedTables tables = new(_tables, async (number, _, commit) =>
        {
            CommitOutcome outcome = await commit();
            return number == lost ? throw new StorageUnavailableException("no reply") : outcome;
        });
        LedgerWriter writer = Writer(tables);

        for (int version = 0; version < 3; version++)
        {
            await writer.WriteAsync(Program, [.. Enumerable.Range(0, 5).Select(i => Entry($"r{i}", version, day: version))]);
        }

        Assert.Equal(5, Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>The first request arrives after the writer has looked, found nothing, and is about to write again.</summary>
    [Fact]
    public async Task Write_RequestThatArrivesBehindTheLook_CountsOnce()
    {
        Func<Task<CommitOutcome>>? late = null;
        InterceptedTables tables = new(_tables, async (number, _, commit) =>
        {
            if (number == 0)
            {
                late = commit;
                throw new StorageUnavailableException("no answer");
            }

            await late!();
            return await commit();
        });

        Assert.Equal([CountOutcome.Counted], await Writer(tables).WriteAsync(Program, [Entry("a")]));

        Assert.Equal(1, Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Fact]
    public async Task Write_NoStorageAtAll_ThrowsAndAnotherTryCounts()
    {
        bool isDown = true;
        InterceptedTables tables = new(_tables, (_, _, commit) => isDown ? throw new StorageUnavailableException("down") : commit());
        LedgerWriter writer = Writer(tables);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => writer.WriteAsync(Program, [Entry("a"), Entry("b")]));

        isDown = false;

        Assert.Equal([CountOutcome.Counted, CountOutcome.Counted], await writer.WriteAsync(Program, [Entry("a"), Entry("b")]));
        Assert.Equal(2, Counted());
    }

    [Fact]
    public async Task Write_TwoWritersAlternately_BothCount()
    {
        LedgerWriter one = Writer(_tables);
        LedgerWriter other = Writer(_tables);
        for (int i = 0; i < 10; i++)
        {
            await one.WriteAsync(Program, [Entry($"a{i}"), Entry("both", version: i)]);
            await other.WriteAsync(Program, [Entry($"b{i}"), Entry("both", version: i)]);
        }

        Assert.Equal(21, Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Fact]
    public async Task Write_OneFeedbackLargerThanARow_SaysSoAndCountsItsNeighbours()
    {
        IReadOnlyList<CountOutcome> outcomes = await Writer(_tables).WriteAsync(Program, [Entry("a"), TooLarge("b"), Entry("c")]);

        Assert.Equal([CountOutcome.Counted, CountOutcome.TooLarge, CountOutcome.Counted], outcomes);
        Assert.Equal(2, Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>Each fits a row, and by the estimate all fit a transaction; storage knows better.</summary>
    [Fact]
    public async Task Write_TogetherBeyondFourMebibytes_CountsAllInSmallerTransactions()
    {
        LedgerEntry[] entries = [.. Enumerable.Range(0, 40).Select(i => Entry(Large($"r{i}"), version: 0, day: i % 2))];
        int tooLarge = 0;
        InterceptedTables tables = new(_tables, async (_, _, commit) =>
        {
            CommitOutcome outcome = await commit();
            tooLarge += outcome is CommitOutcome.TooLarge ? 1 : 0;
            return outcome;
        });

        IReadOnlyList<CountOutcome> outcomes = await Writer(tables).WriteAsync(Program, entries);

        Assert.All(outcomes, outcome => Assert.Equal(CountOutcome.Counted, outcome));
        Assert.Equal(entries.Length, Counted());
        Assert.True(tooLarge > 0, "no transaction was too large");
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>Refused for a reason that nobody foresaw, and each time again.</summary>
    [Fact]
    public async Task Write_OneFeedbackThatStorageRefuses_FailsAndCountsItsNeighbours()
    {
        InterceptedTables tables = new(_tables, (_, changes, commit) =>
            changes.Any(c => c.Row.RowKey == LedgerKeys.FeedbackRow(Entry("bad").FeedbackId)) ? throw new InvalidOperationException("400") : commit());
        LedgerEntry[] entries = [.. Enumerable.Range(0, 20).Select(i => Entry(i == 7 ? "bad" : $"r{i}"))];

        await Assert.ThrowsAsync<InvalidOperationException>(() => Writer(tables).WriteAsync(Program, entries));

        Assert.Equal(entries.Length - 1, Counted());
        LedgerInvariants.SumsEqualRows(_tables);
        await Writer(_tables).WriteAsync(Program, entries);
        Assert.Equal(entries.Length, Counted());
    }

    [Fact]
    public async Task Write_ChangedDay_MovesTheContribution()
    {
        LedgerWriter writer = Writer(_tables);
        await writer.WriteAsync(Program, [Entry("a", version: 0, day: 0)]);

        Assert.Equal([CountOutcome.Replaced], await writer.WriteAsync(Program, [Entry("a", version: 1, day: 3)]));

        Assert.True(Sums(0).IsEmpty);
        Assert.Equal(1, Sums(3).Cells[Cell.All][Measure.Feedback]);
        Assert.Equal(["d|20261102", "d|20261105"], Rows("d|").Select(r => r.RowKey));
    }

    [Theory]
    [InlineData(FeedbackState.Partial)]
    [InlineData(FeedbackState.Deleted)]
    public async Task Write_WhatContributesNothing_LeavesNoDayOfZeros(FeedbackState state)
    {
        await Writer(_tables).WriteAsync(Program, [Entry("a", state: state)]);

        Assert.Single(Rows("f|"));
        Assert.Empty(Rows("a|"));
        Assert.Empty(Rows("d|"));
    }

    [Fact]
    public async Task Write_Deletion_TakesBackTheContributionAndTheTexts()
    {
        LedgerWriter writer = Writer(_tables);
        await writer.WriteAsync(Program, [Entry("a")]);

        await writer.WriteAsync(Program, [Entry("a", version: 1, state: FeedbackState.Deleted)]);

        Assert.True(Sums(0).IsEmpty);
        TableRow row = Assert.Single(Rows("f|"));
        Assert.DoesNotContain("good", LongText.Text(row, "Item"), StringComparison.Ordinal);
        Assert.Null(row["Insights"]);
        Assert.Null(row["CustomerRef"]);
    }

    [Fact]
    public async Task Write_MoreValuesThanADimensionTakes_CountsTheRestAsOther()
    {
        LedgerOptions options = new() { MaxValuesPerDimension = 3 };
        LedgerEntry[] entries = [.. Enumerable.Range(0, 9).Select(i => Entry($"r{i}", channel: $"c{i}"))];
        LedgerWriter writer = new(_tables, new WritePermits(_tables, _layouts, new Erasures(_tables)), TimeProvider.System, options, new WorkerInstance("test"));

        await writer.WriteAsync(Program, entries);
        Assert.Equal(6, Sums(0).Cells[new Cell(Dimensions.Channel, Cell.Other)][Measure.Feedback]);

        await writer.WriteAsync(Program, [.. Enumerable.Range(0, 9).Select(i => Entry($"r{i}", version: 1, state: FeedbackState.Deleted))]);
        Assert.True(Sums(0).IsEmpty);
    }

    private LedgerWriter Writer(ITableStore tables) =>
        new(tables, new WritePermits(_tables, _layouts, new Erasures(_tables)), TimeProvider.System, new LedgerOptions { FirstRetryWait = TimeSpan.FromTicks(1), LongestRetryWait = TimeSpan.FromTicks(1) }, new WorkerInstance("test"));

    private static LedgerEntry Entry(string id, int version = 0, int day = 0, FeedbackState state = FeedbackState.Complete, string channel = "email")
    {
        FeedbackItem item = new()
        {
            Source = "generic",
            SourceId = id,
            Kind = FeedbackKind.Survey,
            State = state,
            SubmittedAt = At.AddDays(day),
            Channel = channel,
            Scores = [new Score(ScoreType.Nps, version % 11, 0, 10)],
            Comments = [new Comment(null, "good")],
        };
        return Entry(item, version, day);
    }

    /// <summary>Every field is within its bound; what JSON has to escape takes six times its place.</summary>
    private static LedgerEntry TooLarge(string id) => Entry(
        new FeedbackItem
        {
            Source = "generic",
            SourceId = id,
            Kind = FeedbackKind.Survey,
            SubmittedAt = At,
            Comments = [.. Enumerable.Range(0, FeedbackLimits.MaxComments).Select(i => new Comment(new string('\u2028', FeedbackLimits.MaxShortTextChars), new string('\u2028', 1_500)))],
            Attributes = Enumerable.Range(0, FeedbackLimits.MaxAttributes).ToDictionary(i => $"a{i}", _ => new string('\u2028', FeedbackLimits.MaxShortTextChars), StringComparer.Ordinal),
        },
        version: 0,
        day: 0);

    /// <summary>A few hundred thousand characters in fields that nobody estimates.</summary>
    private static FeedbackItem Large(string id) => new()
    {
        Source = "generic",
        SourceId = id,
        Kind = FeedbackKind.Survey,
        SubmittedAt = At,
        Scores = [new Score(ScoreType.Nps, 9, 0, 10)],
        Attributes = Enumerable.Range(0, 400).ToDictionary(i => $"a{i}", _ => new string('x', 500), StringComparer.Ordinal),
    };

    private static LedgerEntry Entry(FeedbackItem item, int version, int day) => new()
    {
        FeedbackId = FeedbackId.Of(Program, item),
        Day = DateOnly.FromDateTime(At.UtcDateTime).AddDays(day),
        Feedback = new AnalyzedFeedback(item, [], CustomerRef: "c", AuthorRef: null),
        Contribution = Contribution.Of(item with { Comments = null }, [], []),
        Version = new LedgerVersion(item.State, FeedbackId.ContentHash(item), At.AddMinutes(version), null, null),
    };

    private TableRow[] Rows(string prefix) => [.. _tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal))];

    private Aggregates Sums(int day) => Aggregates.FromBytes(LongText.Bytes(
        Rows("a|").Single(r => LedgerKeys.DayOf(r.RowKey) == DateOnly.FromDateTime(At.UtcDateTime).AddDays(day)), "Sums"));

    private long Counted() =>
        Rows("a|").Sum(r => Aggregates.FromBytes(LongText.Bytes(r, "Sums")).Cells.GetValueOrDefault(Cell.All)?[Measure.Feedback] ?? 0);
}
