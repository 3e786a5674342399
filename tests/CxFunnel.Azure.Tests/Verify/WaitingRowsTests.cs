using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Azure.Tests.Verify;

public sealed class WaitingRowsTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private const string IsPartial = ""","state":"partial" """;

    private static readonly DateOnly Day = new(2026, 11, 2);
    private static readonly DateTimeOffset At = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Sweep_OnTheEmulator_CountsWhatWaitedAndLeavesEverythingRight()
    {
        string program = StoredPipeline.CountsPartials;
        await pipeline.CountAsync(program, At, Enumerable.Range(0, 60).Select(i => StoredPipeline.Item(i, 9, Day.AddDays(i % 20), more: i % 2 == 0 ? IsPartial : string.Empty)));
        Assert.Equal(30, (await pipeline.LedgerAsync(program, LedgerKeys.Waiting)).Count);

        Assert.Equal(30, await SweepAsync());
        Assert.Equal(0, await SweepAsync());
        // A completed response takes the place of what was counted as partial, a newly started one waits.
        await pipeline.CountAsync(program, At.AddMinutes(1), [StoredPipeline.Item(0, 2, Day), StoredPipeline.Item(60, 9, Day, more: IsPartial)]);
        Assert.Equal(1, await SweepAsync());
        await pipeline.RollUpAsync(program);

        Assert.Empty(await pipeline.LedgerAsync(program, LedgerKeys.Waiting));
        ProgramVerification found = await VerifyAsync(program);
        Assert.Equal((61, 0), (found.Feedback, found.DifferenceCount));
        IEnumerable<TableRow> days = (await pipeline.RowsAsync(TableNames.MetricsDaily, $"{program}|202611", RowKeyRange.All)).Where(r => r.RowKey.EndsWith("|all|all", StringComparison.Ordinal));
        Assert.Equal((61, 60, 1), (days.Sum(r => r.Number("Feedback")), days.Sum(r => r.Number("Promoters")), days.Sum(r => r.Number("Detractors"))));
    }

    [Fact]
    public async Task Verify_WaitingRowLostAndMadeUp_NamesBothAndRebuildMendsThem()
    {
        string program = StoredPipeline.NewProgram();
        await pipeline.CountAsync(program, At, Enumerable.Range(0, 20).Select(i => StoredPipeline.Item(i, 9, Day, more: i < 10 ? IsPartial : string.Empty)));
        await pipeline.RollUpAsync(program);
        Assert.Equal(0, (await VerifyAsync(program)).DifferenceCount);
        List<TableRow> waiting = await pipeline.LedgerAsync(program, LedgerKeys.Waiting);
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Delete(waiting[0], "*"));
        TableRow madeUp = new(waiting[1].PartitionKey, LedgerKeys.WaitingRow("20200101000000", LedgerKeys.FeedbackIdOfWaiting(waiting[1].RowKey)));
        TableRow ofNobody = new(waiting[2].PartitionKey, LedgerKeys.WaitingRow("20200101000000", new string('0', 32)));
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Insert(madeUp));
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Insert(ofNobody));

        ProgramVerification found = await VerifyAsync(program);
        ProgramRebuild rebuilt = Assert.Single(await pipeline.Get<RebuildAggregates>().RebuildAsync(program, progress: null, CancellationToken.None));

        (string, string, string)[] expected = [(waiting[0].RowKey, "a row", ""), (madeUp.RowKey, "", "a row"), (ofNobody.RowKey, "", "a row")];
        Assert.Equal(expected.Order(), found.Differences.Select(d => (d.Cell, d.Expected, d.Found)).Order());
        Assert.Equal((0, 3), (rebuilt.RepairedDays, rebuilt.RepairedWaitingRows));
        Assert.Equal(0, (await VerifyAsync(program)).DifferenceCount);
        Assert.Equal(waiting.Select(r => r.RowKey), (await pipeline.LedgerAsync(program, LedgerKeys.Waiting)).Select(r => r.RowKey));
    }

    private Task<long> SweepAsync() => pipeline.Get<PartialSweep>().SweepAsync(CancellationToken.None);

    private async Task<ProgramVerification> VerifyAsync(string program) =>
        Assert.Single((await pipeline.Get<VerifyCounts>().VerifyAsync(program, progress: null, CancellationToken.None)).Programs);
}
