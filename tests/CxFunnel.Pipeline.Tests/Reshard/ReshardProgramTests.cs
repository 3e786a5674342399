using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Reshard;

public sealed class ReshardProgramTests
{
    private const string Program = "shop";
    private const int Feedback = 60;

    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal) { [Program] = new() { Shards = 2 } });
    private static readonly DateTimeOffset At = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly LedgerOptions Options = new()
    {
        FirstRetryWait = TimeSpan.FromTicks(1),
        LongestRetryWait = TimeSpan.FromTicks(1),
        MaxAttempts = 2,
    };

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Reshard_UpAndDown_KeepsEveryNumberAndLeavesNothingBehind()
    {
        await CountAsync();
        DaySum[] before = await SumsAsync();

        foreach (int shards in new[] { 7, 3, 1, 2 })
        {
            ReshardReport? report = await Reshard(_tables).ReshardAsync(Program, shards, CancellationToken.None);

            Assert.Equal((shards, true), (report!.Shards, report.Changed));
            await AssertSameAsync(before);
        }

        Assert.False((await Reshard(_tables).ReshardAsync(Program, 2, CancellationToken.None))!.Changed);
        Assert.Equal(5, (await Layouts(_tables).LatestAsync(Program, CancellationToken.None)).Number);
    }

    [Fact]
    public async Task Reshard_WriterThatHeardNothing_WritesWhereTheLedgerIsNow()
    {
        LedgerWriter writer = Writer(_tables);
        await writer.WriteAsync(Program, [.. Enumerable.Range(0, Feedback).Select(i => Entry(i))]);
        DaySum[] before = await SumsAsync();
        await Reshard(_tables).ReshardAsync(Program, 5, CancellationToken.None);

        IReadOnlyList<CountOutcome> again = await writer.WriteAsync(Program, [.. Enumerable.Range(0, Feedback).Select(i => Entry(i, at: At.AddDays(1)))]);
        Assert.All(again, outcome => Assert.Equal(CountOutcome.Duplicate, outcome));
        await AssertSameAsync(before);

        IReadOnlyList<CountOutcome> more = await writer.WriteAsync(Program, [Entry(Feedback), Entry(0, version: 1)]);
        Assert.Equal([CountOutcome.Counted, CountOutcome.Replaced], more);
        Assert.Equal(Enumerable.Range(0, Feedback + 1).Count(i => !IsPartial(i)), (await SumsAsync()).Sum(d => d.Sums.Cells[Cell.All][Measure.Feedback]));
    }

    /// <summary>At every one of its transactions once: lost, or done with the answer lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reshard_CutOffAnywhere_IsFinishedByWhoeverLooksNext(bool isDone)
    {
        for (int cut = 0; ; cut++)
        {
            MemoryTables tables = new();
            await CountAsync(tables);
            DaySum[] before = await SumsAsync(tables);
            bool isCut = false;
            InterceptedTables dying = new(tables, async (number, _, commit) =>
            {
                isCut |= number >= cut;
                CommitOutcome? outcome = !isCut || (isDone && number == cut) ? await commit() : null;
                return isCut ? throw new TimeoutException("killed") : outcome!;
            });
            try
            {
                await Reshard(dying).ReshardAsync(Program, 3, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                // And is never seen again.
            }

            await AssertSameSumsAsync(before, tables);
            await Reshard(tables).ResumeAsync(CancellationToken.None);
            await AssertSameAsync(before, tables);
            LedgerWriter writer = Writer(tables);
            Assert.All(
                await writer.WriteAsync(Program, [.. Enumerable.Range(0, Feedback).Select(i => Entry(i, at: At.AddDays(1)))]),
                outcome => Assert.Equal(CountOutcome.Duplicate, outcome));
            if (!isCut)
            {
                break;
            }
        }
    }

    /// <summary>At every one of its transactions once: what was copied before is neither written nor read again, but for what a transaction takes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reshard_CutOffInMidCopy_GoesOnFromTheLastFeedbackThatWasCopied(bool isDone)
    {
        const int feedback = 200;
        const int targets = 3;
        LedgerOptions small = new() { MaxChangesPerTransaction = 10, FirstRetryWait = Options.FirstRetryWait, LongestRetryWait = Options.LongestRetryWait };
        int mostCopied = 0;
        bool isCut = true;
        for (int cut = 0; isCut; cut += 3)
        {
            MemoryTables tables = new();
            await CountAsync(tables, feedback);
            DaySum[] before = await SumsAsync(tables);
            CopyWatch watch = new(tables);
            isCut = false;
            InterceptedTables dying = new(tables, async (number, _, commit) =>
            {
                isCut |= number >= cut;
                CommitOutcome? outcome = !isCut || (isDone && number == cut) ? await commit() : null;
                return isCut ? throw new TimeoutException("killed") : outcome!;
            });
            try
            {
                await Reshard(dying, small).ReshardAsync(Program, targets, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                // And is never seen again.
            }

            int copied = watch.Copied;
            bool isCopying = (await Layouts(tables).LatestAsync(Program, CancellationToken.None)).State == LayoutState.Moving && copied < feedback;
            int read = 0;
            await Reshard(new InterceptedTables(tables) { OnRow = row => read += row.Text("ContentHash") is null ? 0 : 1 }, small).ResumeAsync(CancellationToken.None);

            await AssertSameAsync(before, tables);
            watch.Check();
            if (isCopying)
            {
                mostCopied = Math.Max(mostCopied, copied);
                // Targets are not equally far: each may be two transactions behind the furthest.
                Assert.InRange(read, feedback - copied, feedback - copied + (2 * targets * small.MaxChangesPerTransaction));
            }
        }

        Assert.True(mostCopied > feedback * 0.8, "no copy was cut off late");
    }

    [Fact]
    public async Task Reshard_ReadsAndWritesThatGetNoAnswerNowAndThen_EndsAllTheSame()
    {
        await CountAsync();
        DaySum[] before = await SumsAsync();
        InterceptedTables failing = new(
            _tables,
            async (number, _, commit) =>
            {
                CommitOutcome outcome = await commit();
                return number % 3 == 1 ? throw new StorageUnavailableException("no answer") : outcome;
            },
            number => number % 3 == 1 ? throw new StorageUnavailableException("no answer") : Task.CompletedTask);

        PatientTables patient = new(failing, Options, new WorkerInstance("test"), TimeProvider.System);
        await Reshard(_tables, Options, patient).ReshardAsync(Program, 5, CancellationToken.None);

        await AssertSameAsync(before);
    }

    /// <summary>Both know nothing of each other; one of them holds still for a while in the middle.</summary>
    [Fact]
    public async Task Reshard_TwoAtOnce_CopyEachFeedbackOnce()
    {
        const int feedback = 200;
        LedgerOptions small = new() { MaxChangesPerTransaction = 10 };
        for (int pause = 2; pause < 40; pause += 3)
        {
            MemoryTables tables = new();
            await CountAsync(tables, feedback);
            DaySum[] before = await SumsAsync(tables);
            CopyWatch watch = new(tables);
            InterceptedTables slow = new(tables, async (number, _, commit) =>
            {
                if (number == pause)
                {
                    // The other one gets a part of the way, or to its end.
                    int left = pause % 2 == 0 ? pause : int.MaxValue;
                    InterceptedTables other = new(tables, (of, _, go) => of >= left ? throw new TimeoutException("killed") : go());
                    await Record.ExceptionAsync(() => Reshard(other, small).ReshardAsync(Program, 3, CancellationToken.None));
                }

                return await commit();
            });

            await Reshard(slow, small).ReshardAsync(Program, 3, CancellationToken.None);

            await AssertSameAsync(before, tables);
            watch.Check();
            Assert.Equal(feedback, watch.Copied);
        }
    }

    /// <summary>Where several shards become one, more values of a dimension meet than a row takes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reshard_MoreValuesThanARowTakesCutOffAnywhere_CountsTheRestAsOther(bool isDone)
    {
        LedgerOptions crowded = new() { MaxValuesPerDimension = 3, MaxChangesPerTransaction = 10, FirstRetryWait = Options.FirstRetryWait, LongestRetryWait = Options.LongestRetryWait };
        bool isCut = true;
        for (int cut = 0; isCut; cut++)
        {
            MemoryTables tables = new();
            await new ProgramRegistry(tables).EnsureAsync(Program, CancellationToken.None);
            // A writer with other options has taken them all.
            await Writer(tables).WriteAsync(Program, [.. Enumerable.Range(0, Feedback).Select(i => Entry(i, touchpoint: $"desk {i % 12}"))]);
            isCut = false;
            InterceptedTables dying = new(tables, async (number, _, commit) =>
            {
                isCut |= number >= cut;
                CommitOutcome? outcome = !isCut || (isDone && number == cut) ? await commit() : null;
                return isCut ? throw new TimeoutException("killed") : outcome!;
            });
            await Record.ExceptionAsync(() => Reshard(dying, crowded).ReshardAsync(Program, 1, CancellationToken.None));
            await Reshard(tables, crowded).ResumeAsync(CancellationToken.None);

            bool isBegun = (await Layouts(tables).LatestAsync(Program, CancellationToken.None)).Number > 1;
            Assert.Equal(cut > 0 || isDone, isBegun);
            if (!isBegun)
            {
                continue;
            }

            LedgerInvariants.SumsEqualRows(tables);
            Assert.Equal(0, (await VerifyAsync(tables)).Count);
            foreach (DaySum day in await SumsAsync(tables))
            {
                Cell[] desks = [.. day.Sums.Cells.Keys.Where(c => c.Dimension == Dimensions.Touchpoint)];
                Assert.InRange(desks.Length, 1, crowded.MaxValuesPerDimension + 1);
                Assert.Contains(desks, c => c.Value == Cell.Other);
                Assert.Equal(day.Sums.Cells[Cell.All][Measure.Feedback], desks.Sum(c => day.Sums.Cells[c][Measure.Feedback]));
            }
        }
    }

    [Fact]
    public async Task Write_WhereAHeadIsGoneAndNobodyIsAtIt_FailsAndIsNotPutOff()
    {
        await CountAsync();
        foreach (string partition in (await Layouts(_tables).LatestAsync(Program, CancellationToken.None)).Partitions)
        {
            await PartitionHead.CloseAsync(_tables, partition, CancellationToken.None);
        }

        await Assert.ThrowsAsync<PartitionClosedException>(() => Writer(_tables).WriteAsync(Program, [Entry(Feedback)]));
        LedgerInvariants.SumsEqualRows(_tables);
    }

    [Fact]
    public async Task Reshard_UnknownProgram_MakesNone()
    {
        Assert.Null(await Reshard(_tables).ReshardAsync("nobody", 3, CancellationToken.None));
        Assert.Empty(_tables.All(TableNames.Programs));
    }

    [Theory]
    [InlineData("shop|07")]
    [InlineData("shop|2.04")]
    public async Task Verify_RowsOutsideTheProgramsPartitions_AreNamed(string partition)
    {
        await CountAsync();
        await Reshard(_tables).ReshardAsync(Program, 5, CancellationToken.None);
        await Reshard(_tables).ReshardAsync(Program, 2, CancellationToken.None);
        _tables.Commit(TableNames.Ledger, [RowChange.Put(new TableRow(partition, LedgerKeys.FeedbackRow(new string('0', 32))))]);

        Findings findings = await VerifyAsync(_tables);

        Assert.Equal($"ledger {partition}", Assert.Single(findings.Listed).Where);
    }

    /// <summary>What was copied is erased; what it was copied from is there until someone finishes the move.</summary>
    [Fact]
    public async Task Erase_WhileThePartitionsOfBeforeAreBeingEmptied_EndsWhenTheyAre()
    {
        await CountAsync();
        LedgerEntry own = Entry(Feedback);
        await Writer(_tables).WriteAsync(Program, [own with { Feedback = own.Feedback with { CustomerRef = "customer" } }]);
        InterceptedTables dying = new(_tables, (_, changes, commit) =>
            changes.All(c => c.Kind == RowChangeKind.Delete && c.Row.RowKey[0] != 'h') ? throw new TimeoutException("killed") : commit());
        await Assert.ThrowsAsync<TimeoutException>(() => Reshard(dying).ReshardAsync(Program, 3, CancellationToken.None));
        Assert.Equal(LayoutState.Cleaning, (await Layouts(_tables).LatestAsync(Program, CancellationToken.None)).State);
        ManualClock clock = new(At);

        Task<(long Feedback, IReadOnlyCollection<DateOnly> Days)> erasing = new LedgerEraser(_tables, Layouts(_tables), clock).EraseAsync(
            Program, ["customer"], keepCounts: false, CancellationToken.None);
        Assert.False(erasing.IsCompleted);
        await Reshard(_tables).ResumeAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await erasing).Feedback);
        Assert.DoesNotContain(_tables.All(TableNames.Ledger), row => row.Text("CustomerRef") is not null);
        LedgerInvariants.SumsEqualRows(_tables);
    }

    private static Layouts Layouts(ITableStore tables) => new(tables, Programs);

    private static LedgerWriter Writer(ITableStore tables) => new(tables, new WritePermits(tables, Layouts(tables), new Erasures(tables)), TimeProvider.System, Options, new WorkerInstance("test"));

    private static ReshardProgram Reshard(ITableStore tables) => Reshard(tables, Options);

    private static ReshardProgram Reshard(ITableStore tables, LedgerOptions options) =>
        Reshard(tables, options, new PatientTables(tables, options, new WorkerInstance("test"), TimeProvider.System));

    private static ReshardProgram Reshard(ITableStore tables, LedgerOptions options, PatientTables patient) => new(
        patient, Programs, new ProgramRegistry(tables), new LedgerCopy(patient, options), new LayoutSums(patient, options), new RollupProgram(tables, Layouts(tables), new DaySums(tables, Layouts(tables)), [], new CauseSwitch(tables, TimeProvider.System), TimeProvider.System), TimeProvider.System);

    private static async Task<Findings> VerifyAsync(MemoryTables tables)
    {
        Findings findings = new(Program);
        await new LedgerVerifier(new LedgerFold(tables), new WaitingRows(tables), new StrayRows(tables), TimeProvider.System).VerifyAsync(
            findings, await Layouts(tables).LatestAsync(Program, CancellationToken.None), progress: null, CancellationToken.None);
        return findings;
    }

    private Task CountAsync() => CountAsync(_tables);

    private static async Task CountAsync(MemoryTables tables, int feedback = Feedback)
    {
        await new ProgramRegistry(tables).EnsureAsync(Program, CancellationToken.None);
        await Writer(tables).WriteAsync(Program, [.. Enumerable.Range(0, feedback).Select(i => Entry(i))]);
    }

    private async Task<DaySum[]> SumsAsync() => await SumsAsync(_tables);

    private static async Task<DaySum[]> SumsAsync(MemoryTables tables) =>
        [.. await new DaySums(tables, Layouts(tables)).ReadAsync(Program, DateOnly.MinValue, DateOnly.MaxValue, CancellationToken.None)];

    private Task AssertSameAsync(DaySum[] before) => AssertSameAsync(before, _tables);

    private static async Task AssertSameAsync(DaySum[] before, MemoryTables tables)
    {
        await AssertSameSumsAsync(before, tables);
        Assert.Equal(0, (await VerifyAsync(tables)).Count);
        Layout layout = await Layouts(tables).LatestAsync(Program, CancellationToken.None);
        Assert.Equal(LayoutState.Settled, layout.State);
        Assert.DoesNotContain(
            tables.All(TableNames.Ledger), row => !layout.Partitions.Contains(row.PartitionKey) && !row.RowKey.StartsWith("h|", StringComparison.Ordinal));
    }

    private static async Task AssertSameSumsAsync(DaySum[] before, MemoryTables tables)
    {
        DaySum[] after = await SumsAsync(tables);
        Assert.Equal(before.Select(d => d.Day), after.Select(d => d.Day));
        Assert.All(before.Zip(after), pair =>
        {
            Assert.Equal(pair.First.Sums.ToBytes(), pair.Second.Sums.ToBytes());
            Assert.True(pair.Second.Version >= pair.First.Version, "a day's version went back");
        });
        LedgerInvariants.SumsEqualRows(tables);
    }

    /// <summary>Some wait for their end, and go on waiting wherever the ledger is.</summary>
    private static bool IsPartial(int number) => number % 9 == 4;

    private static LedgerEntry Entry(int number, int version = 0, DateTimeOffset? at = null, string? touchpoint = null)
    {
        FeedbackItem item = new()
        {
            Source = "generic",
            SourceId = $"r-{number}",
            Kind = FeedbackKind.Survey,
            State = IsPartial(number) ? FeedbackState.Partial : FeedbackState.Complete,
            SubmittedAt = At,
            Touchpoint = touchpoint,
            Scores = [new Score(ScoreType.Nps, (number + version) % 11, 0, 10)],
        };
        return new LedgerEntry
        {
            FeedbackId = FeedbackId.Of(Program, item),
            Day = DateOnly.FromDateTime(At.UtcDateTime).AddDays(number % 3),
            Feedback = new AnalyzedFeedback(item, [], CustomerRef: null, AuthorRef: null),
            Contribution = Contribution.Of(item, [], []),
            Version = new LedgerVersion(item.State, FeedbackId.ContentHash(item), at ?? At.AddMinutes(version), RevisedAt: null, Origin: null),
        };
    }
}
