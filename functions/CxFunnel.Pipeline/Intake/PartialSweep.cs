using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Intake;

/// <summary>
/// Counts the partial responses that have waited long enough for their end, where a program's settings say so. Costs a look at the layout
/// and a short read for each shard when there is nothing to count: what waits has rows of its own, in the order of its waiting.
/// </summary>
public sealed class PartialSweep(ITableStore tables, Programs programs, Layouts layouts, LedgerOptions options, RollupDoorbell doorbell, TimeProvider clock)
{
    /// <summary>Two changes each, and two for each of their days: what is more is split.</summary>
    private const int ResponsesAtOnce = 24;

    private readonly LedgerRewrite _rewrite = new(tables, options, clock);

    /// <summary>May run anywhere, and twice at once: each is counted by whoever is first.</summary>
    /// <returns>How many responses were counted.</returns>
    /// <exception cref="StorageUnavailableException">At least one program was not finished; the next sweep goes on.</exception>
    public async Task<long> SweepAsync(CancellationToken cancellation)
    {
        long counted = 0;
        StorageUnavailableException? failure = null;
        foreach ((string program, TimeSpan after) in programs.CountingPartials)
        {
            try
            {
                counted += await SweepAsync(program, LedgerKeys.Second(clock.GetUtcNow() - after), cancellation);
            }
            catch (StorageUnavailableException e)
            {
                failure = e;
            }
        }

        return failure is null ? counted : throw failure;
    }

    /// <param name="second">Those that were taken in before it have waited long enough.</param>
    private async Task<long> SweepAsync(string program, string second, CancellationToken cancellation)
    {
        long counted = 0;
        try
        {
            foreach (string partition in (await layouts.LatestAsync(program, cancellation)).Partitions)
            {
                Dictionary<string, string> due = new(StringComparer.Ordinal);
                await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.WaitingFromBefore(second), columns: [], cancellation))
                {
                    due[LedgerKeys.FeedbackRow(LedgerKeys.FeedbackIdOfWaiting(row.RowKey))] = row.RowKey;
                    if (due.Count == ResponsesAtOnce)
                    {
                        counted += await CountAsync(partition, due, cancellation);
                        due.Clear();
                    }
                }

                counted += await CountAsync(partition, due, cancellation);
            }
        }
        finally
        {
            if (counted > 0)
            {
                await doorbell.RingAsync(program, cancellation);
            }
        }

        return counted;
    }

    /// <param name="due">Of each response, by its row: the row that says that it waits.</param>
    private Task<int> CountAsync(string partition, Dictionary<string, string> due, CancellationToken cancellation) =>
        _rewrite.RewriteAsync(
            partition,
            [.. due.Keys],
            row =>
            {
                StoredFeedback stored = StoredFeedback.Read(row);
                // A later version may wait by now, or the response may be complete, withdrawn, erased or counted.
                return stored.WaitingRow == due[row.RowKey]
                    ? new RewrittenFeedback(
                        LedgerRows.Counted(row, clock.GetUtcNow()),
                        Aggregates.FromBytes(row.Bytes(StoredFeedback.Column.WaitingContribution)),
                        RowChange.Delete(new TableRow(partition, stored.WaitingRow), "*"))
                    : null;
            },
            cancellation);
}
