using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Intake;

public sealed class PartialSweepTests
{
    private const string Program = "one";
    private const FeedbackState Complete = FeedbackState.Complete;
    private const FeedbackState Partial = FeedbackState.Partial;

    private static readonly TimeSpan After = TimeSpan.FromDays(7);
    private static readonly DateTimeOffset At = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Programs Programs = Counting(After);
    private static readonly LedgerOptions Options = new() { FirstRetryWait = TimeSpan.FromTicks(1), LongestRetryWait = TimeSpan.FromTicks(1) };

    private readonly MemoryTables _tables = new();
    private readonly SteppedClock _clock = new(At);
    private readonly MemoryQueues _queues;

    public PartialSweepTests() => _queues = new MemoryQueues(_clock.GetUtcNow);

    [Fact]
    public async Task Sweep_PartialResponse_CountsItWhenItsTimeIsUpAndOnce()
    {
        await WriteAsync(Entry("a", Partial, nps: 9));
        _clock.Advance(After);
        Assert.Equal(0, await SweepAsync());
        Assert.Empty(Rows("a|"));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        Assert.Equal((1, 1), Counted());
        Assert.Equal("partial", Assert.Single(Rows("f|")).Text("State"));
        Assert.Empty(Rows("c|"));
        Assert.Equal(["d|20261102"], Rows("d|").Select(r => r.RowKey));
        Assert.Equal(1, _queues.Count(QueueNames.Rollup));
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Fact]
    public async Task Sweep_ManyPartialResponsesOfManyDays_CountsAllOfThem()
    {
        await WriteAsync([.. Enumerable.Range(0, 300).Select(i => Entry($"r{i}", i % 3 == 0 ? Complete : Partial, nps: 9, minutes: i, day: i % 40))]);
        Assert.Equal(200, Rows("c|").Length);

        _clock.Advance(After + TimeSpan.FromMinutes(150));
        Assert.Equal(100, await SweepAsync());
        _clock.Advance(After);
        Assert.Equal(100, await SweepAsync());

        Assert.Equal((300, 300), Counted());
        Assert.Empty(Rows("c|"));
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Theory]
    [InlineData(Complete, CountOutcome.Replaced)]
    [InlineData(FeedbackState.Deleted, CountOutcome.Deleted)]
    [InlineData(Partial, CountOutcome.KeptPartial)] // what is counted stays counted
    public async Task Write_VersionAfterItWasCountedAsPartial_TakesItsPlaceInTheSums(FeedbackState state, CountOutcome expected)
    {
        await WriteAsync(Entry("a", Partial, nps: 2));
        _clock.Advance(After * 2);
        Assert.Equal(1, await SweepAsync());
        Assert.Equal((1, 0), Counted());

        Assert.Equal([expected], await WriteAsync(Entry("a", state, nps: 9, minutes: 1, day: 1)));

        Assert.Equal(state == FeedbackState.Deleted ? (0, 0) : (1, 1), Counted());
        Assert.Empty(Rows("c|"));
        Assert.Equal(0, await SweepAsync());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Theory]
    [InlineData(Complete)]
    [InlineData(FeedbackState.Deleted)]
    public async Task Write_VersionThatEndsTheWait_LeavesNothingToSweep(FeedbackState state)
    {
        await WriteAsync(Entry("a", Partial, nps: 2));
        await WriteAsync(Entry("a", state, nps: 9, minutes: 1));
        _clock.Advance(After * 2);

        Assert.Empty(Rows("c|"));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(state == Complete ? (1, 1) : (0, 0), Counted());
    }

    [Theory]
    [InlineData(0)] // in the same second
    [InlineData(5)]
    public async Task Write_LaterPartialVersion_WaitsAnew(int minutes)
    {
        await WriteAsync(Entry("a", Partial, nps: 2));
        await WriteAsync(Entry("a", Partial, nps: 9, minutes: minutes));

        Assert.Equal($"{At.AddMinutes(minutes):yyyyMMddHHmmss}", Assert.Single(Rows("c|")).RowKey.Split('|')[1]);
        LedgerInvariants.SumsEqualRows(_tables);
        _clock.Advance(After + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal((1, 1), Counted());
    }

    /// <summary>The repeat of a webhook says nothing new, and does not make the response wait longer.</summary>
    [Fact]
    public async Task Write_SamePartialVersionAgain_IsADuplicateBeforeAndAfter()
    {
        LedgerEntry entry = Entry("a", Partial, nps: 9);
        LedgerEntry again = entry with { Version = entry.Version with { ReceivedAt = At.AddDays(6) } };
        await WriteAsync(entry);
        Assert.Equal([CountOutcome.Duplicate], await WriteAsync(again));
        _clock.Advance(After * 2);
        await SweepAsync();

        Assert.Equal([CountOutcome.KeptPartial], await WriteAsync(entry));
        Assert.Equal([CountOutcome.Duplicate], await WriteAsync(again));
        Assert.Equal((1, 1), Counted());
        Assert.Empty(Rows("c|"));
    }

    [Fact]
    public async Task Sweep_ProgramThatNeverCountsPartialOnes_AsksStorageNothing()
    {
        await WriteAsync(Entry("a", Partial, nps: 9));
        _clock.Advance(After * 100);
        InterceptedTables tables = new(_tables);

        Assert.Equal(0, await SweepAsync(tables, Counting(null)));

        Assert.Equal((0, 0), (tables.Reads, tables.Commits));
        Assert.Single(Rows("c|"));
    }

    /// <summary>Set later, it counts what came before as well.</summary>
    [Fact]
    public async Task Sweep_NothingDueAmongThousands_ReadsTheLayoutAndARangeOfEachShard()
    {
        await WriteAsync([.. Enumerable.Range(0, 3_000).Select(i => Entry($"r{i}", i % 10 == 0 ? Partial : Complete, nps: 9))]);
        InterceptedTables tables = new(_tables);

        Assert.Equal(0, await SweepAsync(tables));

        Assert.Equal((1 + 2, 0), (tables.Reads, tables.Commits));
    }

    /// <summary>Each call to storage fails once, before or after it has done its work; what is left is for the next sweep.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_StorageFailsAtAnyCall_CountsEachOnceInTheEnd(bool isDone)
    {
        int failures = 0;
        for (int failing = 0; ; failing++)
        {
            MemoryTables memory = new();
            await WriteAsync(memory, [.. Enumerable.Range(0, 40).Select(i => Entry($"r{i}", Partial, nps: 9, day: i % 2))]);
            int calls = 0;
            bool isFirst = true;
            bool hasFailed = false;
            InterceptedTables tables = new(
                memory,
                async (_, _, commit) =>
                {
                    bool fails = calls++ == failing && isFirst;
                    hasFailed |= fails;
                    CommitOutcome? outcome = fails && !isDone ? null : await commit();
                    return fails ? throw new StorageUnavailableException("no answer") : outcome!;
                },
                _ =>
                {
                    bool fails = calls++ == failing && isFirst;
                    hasFailed |= fails;
                    return fails ? throw new StorageUnavailableException("no answer") : Task.CompletedTask;
                });
            SteppedClock later = new(At + (After * 2));
            PartialSweep sweep = new(tables, Programs, new Layouts(memory, Programs), Options, new RollupDoorbell(_queues, later), later);
            try
            {
                await sweep.SweepAsync(CancellationToken.None);
            }
            catch (StorageUnavailableException)
            {
                failures++;
            }

            isFirst = false;
            await sweep.SweepAsync(CancellationToken.None);
            Assert.Equal(40, Counted(memory).Feedback);
            Assert.DoesNotContain(memory.All(TableNames.Ledger), r => r.RowKey.StartsWith("c|", StringComparison.Ordinal));
            LedgerInvariants.SumsEqualRows(memory);
            if (!hasFailed)
            {
                Assert.Equal(failing, failures);
                Assert.True(failures > 40, $"only {failures} calls were tried");
                return;
            }
        }
    }

    /// <summary>The rival has read what is due, and comes to its transaction when all is done.</summary>
    [Fact]
    public async Task Sweep_TwoAtOnce_CountEachOnceBetweenThem()
    {
        await WriteAsync([.. Enumerable.Range(0, 60).Select(i => Entry($"r{i}", Partial, nps: 9))]);
        _clock.Advance(After * 2);
        long byOther = 0;
        InterceptedTables held = new(_tables, async (number, _, commit) =>
        {
            if (number == 0)
            {
                byOther = await SweepAsync();
            }

            return await commit();
        });

        long own = await SweepAsync(held);

        Assert.Equal((0, 60), (own, byOther));
        Assert.Equal((60, 60), Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Fact]
    public async Task Sweep_ResponseThatIsCompletedAtTheSameMoment_CountsTheCompleteOne()
    {
        await WriteAsync(Entry("a", Partial, nps: 2), Entry("b", Partial, nps: 2));
        _clock.Advance(After * 2);
        InterceptedTables held = new(_tables, async (number, _, commit) =>
        {
            if (number == 0)
            {
                await WriteAsync(Entry("a", Complete, nps: 9, minutes: 1));
            }

            return await commit();
        });

        Assert.Equal(1, await SweepAsync(held));

        Assert.Equal((2, 1), Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>It was listed as due, and by the time of its transaction there is another version of it.</summary>
    [Theory]
    [InlineData(0, 1)] // taken in within the same second: due as well, and what counts is what it says now
    [InlineData(60, 0)] // its time begins anew
    public async Task Sweep_LaterPartialVersionAtTheSameMoment_CountsNoVersionOfBefore(int seconds, int expected)
    {
        await WriteAsync(Entry("a", Partial, nps: 2));
        _clock.Advance(After + TimeSpan.FromSeconds(30));
        InterceptedTables held = new(_tables, async (number, _, commit) =>
        {
            if (number == 0)
            {
                LedgerEntry later = Entry("a", Partial, nps: 9);
                await WriteAsync(later with { Version = later.Version with { ReceivedAt = At.AddSeconds(seconds).AddMilliseconds(1) } });
            }

            return await commit();
        });

        Assert.Equal(expected, await SweepAsync(held));

        Assert.Equal((expected, expected), Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Erase_PartialResponses_EndsTheirWait(bool keepCounts, int kept)
    {
        await WriteAsync(Entry("counted", Partial, nps: 9));
        _clock.Advance(After * 2);
        await SweepAsync();
        await WriteAsync(Entry("waiting", Partial, nps: 9, minutes: 20_000));
        Assert.Single(Rows("c|"));

        (long erased, _) = await new LedgerEraser(_tables, new Layouts(_tables, Programs), TimeProvider.System).EraseAsync(Program, ["c"], keepCounts, CancellationToken.None);

        Assert.Equal(2, erased);
        Assert.Empty(Rows("c|"));
        _clock.Advance(After * 10);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((kept, kept), Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>No writer leaves a response without its row; a person with a tool may.</summary>
    [Fact]
    public async Task Write_EndOfAResponseWhoseWaitingRowIsLost_CountsAllTheSame()
    {
        await WriteAsync(Entry("a", Partial, nps: 2), Entry("b", Partial, nps: 2));
        TableRow lost = Rows("c|").Single(r => r.RowKey.EndsWith(FeedbackId.Of(Program, "generic", "a"), StringComparison.Ordinal));
        Assert.IsType<CommitOutcome.Done>(_tables.Commit(TableNames.Ledger, [RowChange.Delete(lost, "*")]));

        IReadOnlyList<CountOutcome> outcomes = await WriteAsync(Entry("a", Complete, nps: 9, minutes: 1), Entry("b", Complete, nps: 9, minutes: 1));

        Assert.Equal([CountOutcome.Replaced, CountOutcome.Replaced], outcomes);
        Assert.Equal((2, 2), Counted());
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Fact]
    public async Task Sweep_MoreValuesThanADimensionTakes_CountsTheRestAsOther()
    {
        LedgerOptions options = new() { MaxValuesPerDimension = 2 };
        await WriteAsync([.. Enumerable.Range(0, 6).Select(i => Entry($"r{i}", Partial, nps: 9, channel: $"c{i}"))]);
        _clock.Advance(After * 2);

        Assert.Equal(6, await new PartialSweep(_tables, Programs, new Layouts(_tables, Programs), options, new RollupDoorbell(_queues, _clock), _clock).SweepAsync(CancellationToken.None));

        Assert.All(Rows("a|"), r => Assert.True(Aggregates.FromBytes(LongText.Bytes(r, "Sums")).Cells.Keys.Count(c => c.Dimension == Dimensions.Channel) <= 3));
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5_000)]
    public void Programs_WaitOutOfRange_SaysWhichAndWhatIsExpected(int days)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Counting(TimeSpan.FromDays(days)));

        Assert.Contains("Programs:one:CountPartialAfter", refused.Message, StringComparison.Ordinal);
    }

    private static Programs Counting(TimeSpan? after) =>
        new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal) { [Program] = new() { Shards = 2, CountPartialAfter = after } });

    private Task<IReadOnlyList<CountOutcome>> WriteAsync(params LedgerEntry[] entries) => WriteAsync(_tables, entries);

    private static Task<IReadOnlyList<CountOutcome>> WriteAsync(MemoryTables tables, LedgerEntry[] entries)
    {
        Layouts layouts = new(tables, Programs);
        return new LedgerWriter(tables, new WritePermits(tables, layouts, new Erasures(tables)), TimeProvider.System, Options, new WorkerInstance("test"))
            .WriteAsync(Program, entries);
    }

    private Task<long> SweepAsync(ITableStore? tables = null, Programs? programs = null) =>
        new PartialSweep(tables ?? _tables, programs ?? Programs, new Layouts(tables ?? _tables, Programs), Options, new RollupDoorbell(_queues, _clock), _clock)
            .SweepAsync(CancellationToken.None);

    private static LedgerEntry Entry(string id, FeedbackState state, int nps, int minutes = 0, int day = 0, string channel = "email")
    {
        FeedbackItem item = new()
        {
            Source = "generic",
            SourceId = id,
            Kind = FeedbackKind.Survey,
            State = state,
            SubmittedAt = At.AddDays(day),
            Channel = channel,
            Scores = [new Score(ScoreType.Nps, nps, 0, 10)],
        };
        return new LedgerEntry
        {
            FeedbackId = FeedbackId.Of(Program, item),
            Day = DateOnly.FromDateTime(At.UtcDateTime).AddDays(day),
            Feedback = new AnalyzedFeedback(item, [], CustomerRef: "c", AuthorRef: null),
            Contribution = Contribution.Of(item, [], []),
            Version = new LedgerVersion(state, FeedbackId.ContentHash(item), At.AddMinutes(minutes), RevisedAt: null, Origin: null),
        };
    }

    private TableRow[] Rows(string prefix) => [.. _tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal))];

    private (long Feedback, long Promoters) Counted() => Counted(_tables);

    private static (long Feedback, long Promoters) Counted(MemoryTables tables)
    {
        Tally all = new();
        foreach (TableRow row in tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("a|", StringComparison.Ordinal)))
        {
            all.Add(Aggregates.FromBytes(LongText.Bytes(row, "Sums")).Cells.GetValueOrDefault(Cell.All) ?? new Tally());
        }

        return (all[Measure.Feedback], all[Measure.Promoters]);
    }
}
