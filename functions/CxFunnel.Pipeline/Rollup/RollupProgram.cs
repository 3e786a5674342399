using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>Carries the sums of the ledger into the tables for BI, for the days that a marker names.</summary>
public sealed class RollupProgram(ITableStore tables, Layouts layouts, DaySums sums, IReadOnlyList<DailyTable> daily, CauseSwitch causeSwitch, TimeProvider clock)
{
    /// <summary>Days read at once: a month of one partition's markers is cleared in one transaction.</summary>
    private const int DaysAtOnce = 32;

    /// <summary>Months written at once.</summary>
    private const int MonthsAtOnce = 4;

    /// <summary>Whoever sets markers faster than they can be cleared rings again: what is left is done then.</summary>
    private const int MaxLooks = 4;

    /// <summary>Rolls up every marked day. May run any number of times, also at once in several places.</summary>
    /// <returns>How many days were marked.</returns>
    /// <exception cref="StorageUnavailableException">Days that were not finished keep their markers.</exception>
    public async Task<int> RollUpAsync(string program, CancellationToken cancellation)
    {
        // Markers are read before the sums, and go only if nobody set them again meanwhile.
        List<TableRow> markers = [];
        foreach (string partition in (await layouts.LatestAsync(program, cancellation)).Partitions)
        {
            await foreach (TableRow marker in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Markers, columns: [], cancellation))
            {
                markers.Add(marker);
            }
        }

        if (markers.Count == 0)
        {
            return 0;
        }

        // Read after the markers; see CauseSwitch.
        bool isRescoring = await causeSwitch.PhaseAsync(program, cancellation) == SwitchPhase.Rescoring;
        DailyTable[] open = [.. daily.Where(table => !isRescoring || table is not RootCausesDailyTable)];
        DateOnly[] days = [.. markers.Select(m => LedgerKeys.DayOf(m.RowKey)).Distinct().Order()];
        foreach (DateOnly[] batch in days.Chunk(DaysAtOnce))
        {
            IReadOnlyList<DaySum> read = await sums.ReadAsync(program, batch[0], batch[^1], cancellation);
            foreach (IGrouping<string, DaySum>[] months in read
                .Where(d => batch.Contains(d.Day)).GroupBy(d => DailyTable.PartitionKey(program, d.Day)).Chunk(MonthsAtOnce))
            {
                await Task.WhenAll(months.SelectMany(month => open.Select(table => table.WriteMonthAsync(program, [.. month], cancellation))));
            }

            await ClearAsync([.. markers.Where(m => batch.Contains(LedgerKeys.DayOf(m.RowKey)))], cancellation);
        }

        await DiscoveryLog.NoteChangeAsync(tables, program, clock.GetUtcNow(), cancellation);
        return days.Length;
    }

    /// <summary>Carries every day into the tables of root causes, marked or not.</summary>
    /// <exception cref="StorageUnavailableException">Not finished; run it again.</exception>
    public async Task RollUpCausesAsync(string program, CancellationToken cancellation)
    {
        RootCausesDailyTable table = daily.OfType<RootCausesDailyTable>().Single();
        List<DaySum> month = [];
        await foreach (DaySum day in sums.StreamAsync(program, DateOnly.MinValue, DateOnly.MaxValue, cancellation))
        {
            if (month.Count > 0 && DailyTable.PartitionKey(program, month[0].Day) != DailyTable.PartitionKey(program, day.Day))
            {
                await table.WriteMonthAsync(program, month, cancellation);
                month.Clear();
            }

            month.Add(day);
        }

        if (month.Count > 0)
        {
            await table.WriteMonthAsync(program, month, cancellation);
        }
    }

    /// <summary>
    /// Takes away the markers that nobody set again since they were read. Where a stream of feedback sets many of them again, one look tells
    /// which; to take them out as refusals name them, one by one, is a call for each.
    /// </summary>
    private async Task ClearAsync(IReadOnlyList<TableRow> markers, CancellationToken cancellation)
    {
        foreach (IGrouping<string, TableRow> partition in markers.GroupBy(m => m.PartitionKey))
        {
            List<RowChange> deletes = [.. partition.Select(m => RowChange.Delete(m, m.ETag!))];
            for (int looks = 0; deletes.Count > 0 && await tables.CommitAsync(TableNames.Ledger, deletes, cancellation) is CommitOutcome.Conflict && looks < MaxLooks; looks++)
            {
                // Set again, or cleared by another worker: in both cases not ours to clear.
                HashSet<(string, string?)> standing = [];
                await foreach (TableRow marker in tables.ReadAsync(TableNames.Ledger, partition.Key, LedgerKeys.Markers, columns: [], cancellation))
                {
                    standing.Add((marker.RowKey, marker.ETag));
                }

                deletes.RemoveAll(delete => !standing.Contains((delete.Row.RowKey, delete.IfMatch)));
            }
        }
    }
}
