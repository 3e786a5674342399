using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Verify;

/// <summary>Looks for ledger rows where the program's layout has no partition: nobody counts them and nobody would find them.</summary>
public sealed class StrayRows(ITableStore tables)
{
    /// <summary>The most shards that a program can have; before layouts were stored, a changed setting could leave some behind.</summary>
    private const int MaxShards = 64;

    public async Task FindAsync(Findings findings, Layout layout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(layout);
        IEnumerable<string> beyond = Enumerable.Range(layout.Shards[0], MaxShards - layout.Shards[0]).Select(shard => layout.Partition(number: 1, shard));
        // What the layout before left behind is being removed at this moment.
        IEnumerable<string> before = Enumerable.Range(1, layout.Number - 1)
            .Where(number => layout.State != LayoutState.Cleaning || number < layout.Number - 1)
            .SelectMany(layout.PartitionsOf);
        foreach (string partition in beyond.Concat(before))
        {
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Counted, columns: [], cancellation))
            {
                findings.Add($"{TableNames.Ledger} {partition}", day: null, row.RowKey, "lies outside the program's partitions", expected: string.Empty, found: "a row");
                break;
            }
        }
    }
}
