using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Erase;

/// <summary>Replaces a customer's ledger rows by tombstones; what they contributed goes in the same transaction.</summary>
public sealed class LedgerEraser(ITableStore tables, Layouts layouts, TimeProvider clock)
{
    private const int RowsPerTransaction = 20;

    /// <summary>Writers of the same day are met again and again; each attempt takes some milliseconds.</summary>
    private const int MaxAttempts = 60;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan WaitForLayout = TimeSpan.FromSeconds(5);

    /// <summary>Call when the erasure is stored: it takes from all writers what they had decided before.</summary>
    /// <param name="keepCounts">Leaves the contribution, which names nobody.</param>
    /// <returns>How many feedback, and on which days.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; erase again, which goes on where it was.</exception>
    public async Task<(long Feedback, IReadOnlyCollection<DateOnly> Days)> EraseAsync(
        string program, IReadOnlyList<string> references, bool keepCounts, CancellationToken cancellation)
    {
        long erased = 0;
        HashSet<DateOnly> days = [];
        for (int look = 1; ; look++)
        {
            Layout layout = await layouts.StoredAsync(program, cancellation);
            try
            {
                await EraseAsync(layout);
                if (layout.State == LayoutState.Settled
                    && await layouts.LatestAsync(program, cancellation) is { State: LayoutState.Settled } latest && latest.IsSameAs(layout))
                {
                    return (erased, days);
                }
            }
            catch (PartitionClosedException) when (look < MaxAttempts)
            {
            }

            if (look == MaxAttempts)
            {
                throw new StorageUnavailableException("The ledger was being laid out anew all the time.");
            }

            // It stands still until it is copied; then the partitions of before hold the customer's rows until they are emptied.
            await Task.Delay(WaitForLayout, clock, cancellation);
        }

        async Task EraseAsync(Layout layout)
        {
            foreach (string partition in layout.Partitions)
            {
                await ErasePartitionAsync(partition);
            }
        }

        async Task ErasePartitionAsync(string partition)
        {
            // Whoever writes from here on knows of the erasure, so what the scan does not meet is not written any more.
            await PartitionHead.RenewAsync(tables, partition, cancellation);
            List<string> keys = [];
            await foreach (TableRow row in tables.ReadAsync(
                TableNames.Ledger, partition, LedgerKeys.Feedback, [StoredFeedback.Column.CustomerRef], cancellation))
            {
                if (row.Text(StoredFeedback.Column.CustomerRef) is { } reference && references.Contains(reference))
                {
                    keys.Add(row.RowKey);
                }
            }

            foreach (string[] chunk in keys.Chunk(RowsPerTransaction))
            {
                foreach (DateOnly day in await EraseRowsAsync(partition, chunk, references, keepCounts, cancellation))
                {
                    erased++;
                    days.Add(day);
                }
            }
        }
    }

    /// <returns>The day of each row that became a tombstone.</returns>
    private async Task<IReadOnlyList<DateOnly>> EraseRowsAsync(
        string partition, string[] keys, IReadOnlyList<string> references, bool keepCounts, CancellationToken cancellation)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            List<StoredFeedback> found = [];
            foreach (string key in keys)
            {
                if (await tables.FindAsync(TableNames.Ledger, partition, key, cancellation) is { } row
                    && row.Text(StoredFeedback.Column.CustomerRef) is { } reference && references.Contains(reference))
                {
                    found.Add(StoredFeedback.Read(row));
                }
            }

            if (found.Count == 0)
            {
                return [];
            }

            PartitionHead head = await PartitionHead.OfAsync(tables, partition, cancellation);
            switch (await tables.CommitAsync(TableNames.Ledger, [head.MustStand, .. await ChangesAsync(partition, found, keepCounts, cancellation)], cancellation))
            {
                case CommitOutcome.Done:
                    return [.. found.Select(f => f.Day)];
                case CommitOutcome.TooLarge when keys.Length > 1:
                    return
                    [
                        .. await EraseRowsAsync(partition, keys[..(keys.Length / 2)], references, keepCounts, cancellation),
                        .. await EraseRowsAsync(partition, keys[(keys.Length / 2)..], references, keepCounts, cancellation),
                    ];
                default:
                    // A writer was first. The wait grows through a few lengths, so that two do not keep step.
                    await Task.Delay(Wait * (1 + (attempt % 7)), clock, cancellation);
                    break;
            }
        }

        throw new StorageUnavailableException($"{keys.Length} ledger rows were written to by others at every one of {MaxAttempts} attempts to erase them.");
    }

    private async Task<List<RowChange>> ChangesAsync(string partition, List<StoredFeedback> found, bool keepCounts, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Aggregates nothing = new();
        SortedDictionary<DateOnly, DayRow> days = [];
        foreach (StoredFeedback feedback in found.Where(f => !keepCounts && !f.Contribution.IsEmpty))
        {
            if (!days.TryGetValue(feedback.Day, out DayRow? day))
            {
                TableRow? row = await tables.FindAsync(TableNames.Ledger, partition, LedgerKeys.Aggregate(feedback.Day), cancellation);
                days[feedback.Day] = day = (row is null ? DayRow.Missing(feedback.Day) : DayRow.Read(row)).Next();
            }

            day.Sums.Subtract(feedback.Contribution);
        }

        List<RowChange> waiting = [];
        foreach (StoredFeedback feedback in found.Where(f => f.WaitingRow is not null))
        {
            // An erasure must not fail for want of a row that it is to remove.
            if (await tables.FindAsync(TableNames.Ledger, partition, feedback.WaitingRow!, cancellation) is { } row)
            {
                waiting.Add(RowChange.Delete(row, row.ETag!));
            }
        }

        // Also where the counts stay: after the rollup discovery names the root causes without the customer's words.
        IEnumerable<DateOnly> touched = found.Where(f => !f.Contribution.IsEmpty).Select(f => f.Day).Distinct();
        return
        [
            .. days.Values.Select(d => d.Change(partition)),
            .. touched.Select(d => RowChange.Put(new TableRow(partition, LedgerKeys.Marker(d)))),
            .. found.Select(f => RowChange.Replace(LedgerRows.Tombstone(f, keepCounts ? f.Contribution : nothing, now), f.Row.ETag!)),
            .. waiting,
        ];
    }
}
