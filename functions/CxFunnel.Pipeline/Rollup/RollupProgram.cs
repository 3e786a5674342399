using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>Carries the sums of the ledger into the tables for BI, for the days that a marker names.</summary>
public sealed class RollupProgram(ITableStore tables, Programs programs, DaySums sums, IReadOnlyList<DailyTable> daily)
{
    /// <summary>Days read at once: a month of one partition's markers is cleared in one transaction.</summary>
    private const int DaysAtOnce = 32;

    /// <summary>Months written at once.</summary>
    private const int MonthsAtOnce = 4;

    /// <summary>Rolls up every marked day. May run any number of times, also at once in several places.</summary>
    /// <returns>How many days were marked.</returns>
    /// <exception cref="StorageUnavailableException">Days that were not finished keep their markers.</exception>
    public async Task<int> RollUpAsync(string program, CancellationToken cancellation)
    {
        // Markers are read before the sums, and go only if nobody set them again meanwhile.
        List<TableRow> markers = [];
        for (int shard = 0; shard < programs.Of(program).Shards; shard++)
        {
            await foreach (TableRow marker in tables.ReadAsync(
                TableNames.Ledger, LedgerKeys.Partition(program, shard), LedgerKeys.Markers, columns: [], cancellation))
            {
                markers.Add(marker);
            }
        }

        DateOnly[] days = [.. markers.Select(m => LedgerKeys.DayOf(m.RowKey)).Distinct().Order()];
        foreach (DateOnly[] batch in days.Chunk(DaysAtOnce))
        {
            IReadOnlyList<DaySum> read = await sums.ReadAsync(program, batch[0], batch[^1], cancellation);
            foreach (IGrouping<string, DaySum>[] months in read
                .Where(d => batch.Contains(d.Day)).GroupBy(d => DailyTable.PartitionKey(program, d.Day)).Chunk(MonthsAtOnce))
            {
                await Task.WhenAll(months.SelectMany(month => daily.Select(table => table.WriteMonthAsync(program, [.. month], cancellation))));
            }

            await ClearAsync([.. markers.Where(m => batch.Contains(LedgerKeys.DayOf(m.RowKey)))], cancellation);
        }

        return days.Length;
    }

    private async Task ClearAsync(IReadOnlyList<TableRow> markers, CancellationToken cancellation)
    {
        foreach (IGrouping<string, TableRow> partition in markers.GroupBy(m => m.PartitionKey))
        {
            List<RowChange> deletes = [.. partition.Select(m => RowChange.Delete(m, m.ETag!))];
            while (deletes.Count > 0
                && await tables.CommitAsync(TableNames.Ledger, deletes, cancellation) is CommitOutcome.Conflict conflict)
            {
                // Set again, or cleared by another worker: in both cases not ours to clear.
                deletes.RemoveAt(conflict.Index);
            }
        }
    }
}
