using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class LedgerRescoreTests
{
    private const string Program = "shop";
    private const int Feedback = 600;
    private const int DaysOfFeedback = 40;
    private const string Cause = "stated-odd-smell";

    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal) { [Program] = new() { Shards = 1 } });
    private static readonly DateTimeOffset At = new(2026, 9, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly LedgerOptions Options = new();
    private static readonly CauseKnowledge Knowledge = new(Taxonomy.Shipped, model: null, CauseEdits.None);

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Rescore_OfAWholeLedger_ReadsEachRowOnceAndItsDaysBy32()
    {
        await CountAsync();
        InterceptedTables counted = new(_tables);

        Assert.Equal(Feedback, await RescoreAsync(counted));

        // The layout before and after, the head, the range of feedback, and the days twice.
        Assert.InRange(counted.Reads, 4, 8);
        // 15 feedback of each day: ten days' marks and sums leave no room for more than 79.
        Assert.InRange(counted.Commits, 6, 10);
        AssertCounted(Feedback);
        Assert.Equal(0, await RescoreAsync(counted));
    }

    /// <summary>A writer that is first at any of the transactions makes this one look again, and everything comes out right.</summary>
    [Fact]
    public async Task Rescore_WhileOthersWrite_LooksAgainAndCountsAll()
    {
        await CountAsync();
        LedgerWriter rival = Writer();
        int more = 0;
        InterceptedTables disturbed = new(_tables, async (number, changes, commit) =>
        {
            if (number % 2 == 0)
            {
                // The same day as what is being written, and another version of one of its feedback.
                DateOnly day = LedgerKeys.DayOf(changes[1].Row.RowKey);
                string id = LedgerKeys.FeedbackIdOf(changes[^1].Row.RowKey);
                more++;
                await rival.WriteAsync(Program, [Entry(Feedback + more, day), Entries().First(e => e.FeedbackId == id) with { Version = Version($"again {more}", At.AddDays(1)) }]);
            }

            return await commit();
        });

        await RescoreAsync(disturbed);
        await RescoreAsync(_tables);

        Assert.InRange(more, 3, 60);
        AssertCounted(Feedback + more);
    }

    [Fact]
    public async Task Rescore_StoppedBetweenTransactions_IsFinishedByTheNext()
    {
        await CountAsync();
        int asked = 0;

        Assert.Null(await RescoreAsync(_tables, () => ValueTask.FromResult(++asked < 3)));
        int left = Feedback - _tables.All(TableNames.Ledger).Count(r => r.Text(StoredFeedback.Column.Causes) == Cause);

        Assert.InRange(left, 1, Feedback - 1);
        Assert.Equal(left, await RescoreAsync(_tables));
        AssertCounted(Feedback);
    }

    private void AssertCounted(int feedback)
    {
        TableRow[] rows = [.. _tables.All(TableNames.Ledger)];
        Assert.Equal(feedback, rows.Count(r => r.Text(StoredFeedback.Column.Causes) == Cause));
        Aggregates stored = new();
        Aggregates folded = new();
        foreach (TableRow row in rows)
        {
            if (row.RowKey.StartsWith("a|", StringComparison.Ordinal))
            {
                stored.Add(DayRow.Read(row).Sums);
            }
            else if (row.Bytes(StoredFeedback.Column.Contribution) is { } contribution)
            {
                folded.Add(Aggregates.FromBytes(contribution));
            }
        }

        Assert.Equal(folded.ToBytes(), stored.ToBytes());
        Assert.Equal(feedback, stored.Cells[new Cell(Dimensions.RootCause, Cause)][Measure.Feedback]);
    }

    private Task<IReadOnlyList<CountOutcome>> CountAsync() => Writer().WriteAsync(Program, [.. Entries()]);

    private static Task<long?> RescoreAsync(ITableStore tables, Func<ValueTask<bool>>? keepGoing = null) =>
        new LedgerRescore(tables, new Layouts(tables, Programs), TimeProvider.System, Options)
            .RescoreAsync(Program, Knowledge, static (_, _, _) => { }, keepGoing ?? (static () => ValueTask.FromResult(true)), CancellationToken.None);

    private LedgerWriter Writer()
    {
        Layouts layouts = new(_tables, Programs);
        return new LedgerWriter(_tables, new WritePermits(_tables, layouts, new Erasures(_tables)), TimeProvider.System, Options, new WorkerInstance("test"));
    }

    private static IEnumerable<LedgerEntry> Entries() => Enumerable.Range(0, Feedback).Select(i => Entry(i, DateOnly.FromDateTime(At.UtcDateTime).AddDays(i % DaysOfFeedback)));

    /// <summary>Its respondent picked a cause that the entry does not have yet.</summary>
    private static LedgerEntry Entry(int number, DateOnly day)
    {
        FeedbackItem item = new()
        {
            Source = "generic",
            SourceId = $"r-{number}",
            Kind = FeedbackKind.Survey,
            SubmittedAt = At,
            Scores = [new Score(ScoreType.Nps, number % 11, 0, 10)],
            Causes = ["Odd smell"],
        };
        return new LedgerEntry
        {
            FeedbackId = FeedbackId.Of(Program, item),
            Day = day,
            Feedback = new AnalyzedFeedback(item, [], CustomerRef: null, AuthorRef: null),
            Contribution = Contribution.Of(item, [], []),
            Version = Version(FeedbackId.ContentHash(item), At),
        };
    }

    private static LedgerVersion Version(string hash, DateTimeOffset at) => new(FeedbackState.Complete, hash, at, RevisedAt: null, Origin: null);
}
