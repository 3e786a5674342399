using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Azure.Tests.Verify;

public sealed class VerifyTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    private readonly string _program = StoredPipeline.NewProgram();

    [Fact]
    public async Task Verify_AfterCountingRepeatsAndChanges_FindsNothing()
    {
        await pipeline.CountAsync(_program, Enumerable.Range(0, 200).Select(i => StoredPipeline.Item(i, i % 11, Day.AddDays(i % 40))));
        await pipeline.CountAsync(_program, Enumerable.Range(150, 100).Select(i => StoredPipeline.Item(i, (i + 5) % 11, Day.AddDays(i % 37))));
        await pipeline.RollUpAsync(_program);

        ProgramVerification found = await VerifyAsync();

        Assert.Equal((250, 0, 0), (found.Feedback, found.PendingDays, found.DifferenceCount));
        Assert.Equal(40, found.Days);
        Assert.Empty(found.BusyDays);
    }

    [Fact]
    public async Task Verify_OfAnAggregateThatWasChanged_NamesDayCellMeasureAndBothNumbers()
    {
        await CountAndRollUpAsync(30);
        TableRow row = (await pipeline.LedgerAsync(_program, LedgerKeys.Aggregates)).First(r => Sums(r).At(Cell.All)[Measure.Feedback] > 0);
        Aggregates sums = Sums(row);
        long promoters = sums.At(Cell.All)[Measure.Promoters];
        sums.At(Cell.All)[Measure.Promoters] = promoters + 3;
        row["Sums"] = sums.ToBytes();
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Replace(row, row.ETag!));

        ProgramVerification found = await VerifyAsync();

        Difference difference = Assert.Single(found.Differences, d => d.Where == $"ledger {row.PartitionKey}");
        Assert.Equal(
            new Difference(_program, $"ledger {row.PartitionKey}", LedgerKeys.DayOf(row.RowKey), "all|all", "Promoters", $"{promoters}", $"{promoters + 3}"), difference);
        Assert.Contains(found.Differences, d => d is { Measure: "Promoters", Cell: "all|all" } && d.Where.StartsWith("metricsdaily", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_OfRootCauses_NamesTheCellAndTheRowThatAreWrong()
    {
        await pipeline.CountAsync(_program, Enumerable.Range(0, 9).Select(i => StoredPipeline.Item(i, i, Day, more: ""","causes":["Late delivery","Rude staff"]""")));
        await pipeline.RollUpAsync(_program);
        Assert.Equal(0, (await VerifyAsync()).DifferenceCount);
        TableRow row = (await pipeline.RowsAsync(TableNames.RootCausesDaily, $"{_program}|202611", RowKeyRange.All)).Single(r => r.RowKey == "20261102|rude-staff");
        row["Mentions"] = 8L;
        await pipeline.CommitAsync(TableNames.RootCausesDaily, RowChange.Replace(row, row.ETag!));

        ProgramVerification found = await VerifyAsync();

        Assert.Equal(new Difference(_program, $"rootcausesdaily {_program}|202611", Day, "rude-staff", "Mentions", "9", "8"), Assert.Single(found.Differences));
    }

    [Fact]
    public async Task Verify_OfRowsChangedMissingAndMadeUp_NamesEach()
    {
        await CountAndRollUpAsync(8);
        string partition = $"{_program}|202611";
        List<TableRow> rows = await pipeline.RowsAsync(TableNames.MetricsDaily, partition, RowKeyRange.All);
        TableRow changed = rows.Single(r => r.RowKey == "20261102|kind|survey");
        changed["Nps"] = 55.5;
        TableRow gone = rows.Single(r => r.RowKey == "20261102|channel|unknown");
        TableRow madeUp = new(partition, "20261102|channel|fax") { ["Feedback"] = 7L };
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Replace(changed, changed.ETag!));
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Delete(gone, gone.ETag!));
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Insert(madeUp));

        ProgramVerification found = await VerifyAsync();

        Assert.Equal(
            [("channel|fax", "row", "", "a row"), ("channel|unknown", "row", "a row", ""), ("kind|survey", "Nps", Expected(changed), "55.5")],
            found.Differences.OrderBy(d => d.Cell, StringComparer.Ordinal).Select(d => (d.Cell, d.Measure, d.Expected, d.Found)));
        Assert.All(found.Differences, d => Assert.Equal(Day, d.Day));

        string Expected(TableRow row) => FormattableString.Invariant(
            $"{100.0 * ((long)row["Promoters"]! - (long)row["Detractors"]!) / (long)row["NpsResponses"]!}");
    }

    /// <summary>A month that readers see and no feedback ever belonged to: rows left by a copy, or put there by hand.</summary>
    [Fact]
    public async Task Verify_OfAMonthThatTheLedgerDoesNotHave_NamesItsRowsAndRebuildTakesThemAway()
    {
        await CountAndRollUpAsync(8);
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Insert(new TableRow($"{_program}|201903", "20190305|all|all") { ["Feedback"] = 7L, ["Version"] = 3L }));
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Insert(new TableRow($"{_program}|203001", "20300101|kind|survey") { ["Feedback"] = 2L }));
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Insert(new TableRow($"{_program}x|203002", "20300201|all|all") { ["Feedback"] = 1L }));

        ProgramVerification found = await VerifyAsync();

        Assert.Contains(found.Differences, d => d is { Cell: "all|all", Measure: "Feedback", Expected: "0", Found: "7" } && d.Where == $"metricsdaily {_program}|201903" && d.Day == new DateOnly(2019, 3, 5));
        Assert.Contains(found.Differences, d => d is { Cell: "kind|survey", Measure: "row", Expected: "", Found: "a row" } && d.Where == $"metricsdaily {_program}|203001");
        Assert.DoesNotContain(found.Differences, d => d.Where.Contains("203002", StringComparison.Ordinal));

        await pipeline.Get<RebuildAggregates>().RebuildAsync(_program, null, CancellationToken.None);

        Assert.Empty((await VerifyAsync()).Differences);
        Assert.DoesNotContain(await pipeline.RowsAsync(TableNames.MetricsDaily, $"{_program}|203001", RowKeyRange.All), r => r.RowKey == "20300101|kind|survey");
    }

    [Fact]
    public async Task Verify_BeforeTheRollup_CallsTheDayPendingAndNothingWrong()
    {
        await pipeline.CountAsync(_program, StoredPipeline.Item(1, 9), StoredPipeline.Item(2, 3, Day.AddDays(1)));

        ProgramVerification found = await VerifyAsync();

        Assert.Equal((2, 0), (found.PendingDays, found.DifferenceCount));
    }

    [Fact]
    public async Task Verify_OfALedgerRowThatIsDamagedOrMisplaced_NamesTheFeedback()
    {
        await CountAndRollUpAsync(20);
        TableRow damaged = (await pipeline.LedgerAsync(_program, LedgerKeys.Feedback))[0];
        damaged[StoredFeedback.Column.Contribution] = new byte[] { 1, 200, 1 };
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Replace(damaged, damaged.ETag!));
        string id = new('0', 32); // belongs into shard 0
        TableRow misplaced = new(LedgerKeys.Partition(_program, 3), LedgerKeys.FeedbackRow(id)) { [StoredFeedback.Column.Contribution] = Array.Empty<byte>() };
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Insert(misplaced));

        ProgramVerification found = await VerifyAsync();

        Assert.Contains(found.Differences, d => d.Cell == $"feedback|{LedgerKeys.FeedbackIdOf(damaged.RowKey)}" && d.Measure == "cannot be read");
        Assert.Contains(found.Differences, d => d.Cell == $"feedback|{id}" && d.Measure == "lies in the wrong shard");
        await Assert.ThrowsAsync<LedgerDamagedException>(() => pipeline.Get<RebuildAggregates>().RebuildAsync(_program, null, CancellationToken.None));
    }

    [Fact]
    public async Task Verify_WhileFeedbackIsCountedChangedAndRolledUp_NeverFindsADifference()
    {
        using CancellationTokenSource stop = new();
        Task counting = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await pipeline.CountAsync(_program, Enumerable.Range(0, 20).Select(k => StoredPipeline.Item(((i * 7) + k) % 120, (i + k) % 11, Day.AddDays((i + k) % 5))));
                await pipeline.RollUpAsync(_program);
            }
        });
        ProgramVerification[] during = [await VerifyAsync(), await VerifyAsync(), await VerifyAsync()];
        await stop.CancelAsync();
        await counting;
        ProgramVerification after = await VerifyAsync();

        Assert.All(during, v => Assert.Empty(v.Differences));
        Assert.Empty(after.Differences);
        Assert.Empty(after.BusyDays);
        Assert.Equal(0, after.PendingDays);
    }

    [Fact]
    public async Task VerificationLog_AfterARecount_KeepsItsResult()
    {
        DateTimeOffset at = new(2026, 11, 21, 3, 30, 0, TimeSpan.Zero);
        Difference difference = new("shop", "ledger shop|01", Day, "all|all", "Promoters", "3", "4");
        VerificationReport report = new(at, at.AddSeconds(90), [new ProgramVerification("shop", 1_000, 30, 1, [Day], 1, [difference])]);

        await pipeline.Get<VerificationLog>().SaveAsync(report, CancellationToken.None);
        LatestVerification? latest = await pipeline.Get<VerificationLog>().LatestAsync(CancellationToken.None);

        Assert.NotNull(latest);
        Assert.Equal((at.AddSeconds(90), 90.0, 1, 1_000L, 1L, 1, 1), (latest.FinishedAt, latest.Seconds, latest.Programs, latest.Feedback, latest.Differences, latest.PendingDays, latest.BusyDays));
        Assert.Equal([difference], latest.FirstDifferences);
    }

    private async Task CountAndRollUpAsync(int feedback)
    {
        await pipeline.CountAsync(_program, Enumerable.Range(0, feedback).Select(i => StoredPipeline.Item(i, i % 11)));
        await pipeline.RollUpAsync(_program);
    }

    private async Task<ProgramVerification> VerifyAsync() =>
        (await pipeline.Get<VerifyCounts>().VerifyAsync(_program, null, CancellationToken.None)).Programs.Single();

    private static Aggregates Sums(TableRow row) => Aggregates.FromBytes(row.Bytes("Sums"));
}
