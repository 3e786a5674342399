using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Rollup;

/// <summary>What becomes of the markers, while others set them again.</summary>
public sealed class RollupProgramTests
{
    private const string Program = "one";
    private const int Days = 60;

    private static readonly DateOnly First = new(2026, 9, 1);
    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal) { [Program] = new() { Shards = 1 } });

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task RollUp_NobodyCountsMeanwhile_ClearsAllMarkers()
    {
        await MarkAsync(0, Days);

        Assert.Equal(Days, await RollUpAsync(_tables));

        Assert.Empty(await MarkedAsync());
    }

    [Fact]
    public async Task RollUp_DaysCountedMeanwhile_KeepTheirMarkersAtTheCostOfOneLook()
    {
        const int Again = 20;
        await MarkAsync(0, Days);
        bool isFirst = true;
        int clears = 0;
        InterceptedTables counted = new(_tables, async (_, changes, commit) =>
        {
            clears += changes[0].Kind == RowChangeKind.Delete ? 1 : 0;
            if (isFirst)
            {
                isFirst = false;
                await MarkAsync(0, Again);
            }

            return await commit();
        });

        await RollUpAsync(counted);

        Assert.Equal(Enumerable.Range(0, Again).Select(d => First.AddDays(d)), await MarkedAsync());
        // A refused one and a second one for the first 32 days, one for the others.
        Assert.Equal(3, clears);
    }

    /// <summary>A marker set again between each look and each attempt: the rollup ends, and what it leaves is done at the next.</summary>
    [Fact]
    public async Task RollUp_OneDayCountedAtEveryStep_EndsAndTheNextClears()
    {
        await MarkAsync(0, 8);
        int day = 0;
        InterceptedTables busy = new(_tables, async (_, changes, commit) =>
        {
            if (changes[0].Kind == RowChangeKind.Delete)
            {
                await MarkAsync(day++, 1);
            }

            return await commit();
        });

        await RollUpAsync(busy);
        Assert.NotEmpty(await MarkedAsync());

        await RollUpAsync(_tables);
        Assert.Empty(await MarkedAsync());
    }

    private static Task<int> RollUpAsync(ITableStore tables)
    {
        Layouts layouts = new(tables, Programs);
        return new RollupProgram(tables, layouts, new DaySums(tables, layouts), [], new CauseSwitch(tables, TimeProvider.System), TimeProvider.System)
            .RollUpAsync(Program, CancellationToken.None);
    }

    private async Task<string> PartitionAsync() => Assert.Single((await new Layouts(_tables, Programs).LatestAsync(Program, CancellationToken.None)).Partitions);

    private async Task MarkAsync(int from, int count)
    {
        string partition = await PartitionAsync();
        await _tables.CommitAsync(
            TableNames.Ledger, [.. Enumerable.Range(from, count).Select(d => RowChange.Put(new TableRow(partition, LedgerKeys.Marker(First.AddDays(d)))))], CancellationToken.None);
    }

    private async Task<List<DateOnly>> MarkedAsync()
    {
        List<DateOnly> marked = [];
        await foreach (TableRow row in _tables.ReadAsync(TableNames.Ledger, await PartitionAsync(), LedgerKeys.Markers, columns: null, CancellationToken.None))
        {
            marked.Add(LedgerKeys.DayOf(row.RowKey));
        }

        return marked;
    }
}
