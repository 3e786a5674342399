using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Azure.Tests.Verify;

public sealed class RebuildTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    private readonly string _program = StoredPipeline.NewProgram();

    [Fact]
    public async Task Rebuild_WhereNothingIsWrong_LeavesEveryRowToTheByte()
    {
        await CountAsync(100);
        string[] before = await RowsAsync(withTags: true);

        ProgramRebuild rebuild = await RebuildAsync();

        Assert.Equal((100, 12, 0), (rebuild.Feedback, rebuild.Days, rebuild.RepairedDays));
        Assert.Equal(before, await RowsAsync(withTags: true));
    }

    [Fact]
    public async Task Rebuild_OfAggregatesChangedLostAndMadeUp_GivesTheSameBytesAsBefore()
    {
        await CountAsync(100);
        string[] before = await RowsAsync(withTags: false);
        List<TableRow> aggregates = await pipeline.LedgerAsync(_program, LedgerKeys.Aggregates);
        aggregates[0]["Sums"] = aggregates[^1].Bytes("Sums");
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Replace(aggregates[0], aggregates[0].ETag!));
        aggregates[1]["Sums"] = new byte[] { 9, 9 };
        await pipeline.CommitAsync(TableNames.Ledger, RowChange.Replace(aggregates[1], aggregates[1].ETag!));
        // Every shard's row of one day: its versions begin afresh, and the table for BI takes nothing older.
        foreach (TableRow row in aggregates.Where(r => r.RowKey == LedgerKeys.Aggregate(Day.AddDays(11))))
        {
            await pipeline.CommitAsync(TableNames.Ledger, RowChange.Delete(row, row.ETag!));
        }

        foreach (string table in new[] { TableNames.MetricsDaily, TableNames.RootCausesDaily })
        {
            foreach (TableRow row in (await pipeline.RowsAsync(table, $"{_program}|202611", RowKeyRange.All)).Where((_, i) => i % 3 == 0))
            {
                row["Nps"] = 77.0;
                await pipeline.CommitAsync(table, RowChange.Replace(row, row.ETag!));
            }
        }

        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Insert(new TableRow($"{_program}|202611", "20261105|all|all") { ["Feedback"] = 7L, ["Version"] = 3L }));

        ProgramRebuild rebuild = await RebuildAsync();

        Assert.True(rebuild.RepairedDays >= 3, $"{rebuild.RepairedDays} days were repaired.");
        Assert.Empty(await DifferencesAsync());
        Assert.Equal(before, (await RowsAsync(withTags: false)).Where(r => !r.StartsWith("20261105", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rebuild_OfADayThatTheTableShowsInALaterVersion_IsTakenByTheTable()
    {
        await CountAsync(10);
        TableRow guard = (await pipeline.RowsAsync(TableNames.MetricsDaily, $"{_program}|202611", RowKeyRange.StartingWith("20261120|all")))[0];
        guard["Version"] = 1_000L;
        guard["Feedback"] = 5L;
        await pipeline.CommitAsync(TableNames.MetricsDaily, RowChange.Replace(guard, guard.ETag!));

        await RebuildAsync();

        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Rebuild_WhileFeedbackIsCounted_LosesAndAddsNothing()
    {
        await CountAsync(40);
        using CancellationTokenSource stop = new();
        Task counting = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await pipeline.CountAsync(_program, Enumerable.Range(0, 10).Select(k => StoredPipeline.Item(((i * 3) + k) % 90, (i + k) % 11, Day.AddDays((i + k) % 3))));
            }
        });
        for (int i = 0; i < 3; i++)
        {
            TableRow row = (await pipeline.LedgerAsync(_program, LedgerKeys.Aggregates))[i];
            row["Sums"] = Array.Empty<byte>();
            await pipeline.Tables.CommitAsync(TableNames.Ledger, [RowChange.Replace(row, row.ETag!)], CancellationToken.None);
            await RebuildAsync();
        }

        await stop.CancelAsync();
        await counting;
        await RebuildAsync();

        Assert.Empty(await DifferencesAsync());
    }

    private async Task CountAsync(int feedback)
    {
        await pipeline.CountAsync(_program, Enumerable.Range(0, feedback).Select(i => StoredPipeline.Item(
            i, i % 11, Day.AddDays(i % 12), more: (i % 3) switch { 0 => "", 1 => ""","causes":["Late delivery"]""", _ => ""","causes":["Late delivery","Rude staff"]""" })));
        await pipeline.RollUpAsync(_program);
    }

    private async Task<ProgramRebuild> RebuildAsync() =>
        (await pipeline.Get<RebuildAggregates>().RebuildAsync(_program, null, CancellationToken.None)).Single();

    private async Task<IReadOnlyList<Difference>> DifferencesAsync() =>
        (await pipeline.Get<VerifyCounts>().VerifyAsync(_program, null, CancellationToken.None)).Programs.Single().Differences;

    /// <summary>Every aggregate and every row for BI, spelled out; versions and times only with the tags.</summary>
    private async Task<string[]> RowsAsync(bool withTags)
    {
        List<TableRow> rows = await pipeline.LedgerAsync(_program, LedgerKeys.Aggregates);
        rows.AddRange(await pipeline.RowsAsync(TableNames.MetricsDaily, $"{_program}|202611", RowKeyRange.All));
        rows.AddRange(await pipeline.RowsAsync(TableNames.MetricsDaily, $"{_program}|202612", RowKeyRange.All));
        rows.AddRange(await pipeline.RowsAsync(TableNames.RootCausesDaily, $"{_program}|202611", RowKeyRange.All));
        rows.AddRange(await pipeline.RowsAsync(TableNames.RootCausesDaily, $"{_program}|202612", RowKeyRange.All));
        return [.. rows.Select(row => $"{row.RowKey} {(withTags ? row.ETag : null)} " + string.Join(' ', row.Columns
            .Where(c => withTags || c.Key is not ("Version" or "UpdatedAt"))
            .OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => $"{c.Key}={(c.Value is byte[] bytes ? Convert.ToHexString(bytes) : c.Value)}")))];
    }
}
