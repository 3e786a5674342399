using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Verify;

/// <summary>
/// Compares the rows that say which partial responses wait with the responses themselves, while others write: a response without its row
/// is never counted, and a row without its response is looked at for ever.
/// </summary>
public sealed class WaitingRows(ITableStore tables)
{
    private const int MaxLooks = 5;

    /// <summary>The keys of the waiting rows that are missing, and of those that should not be there.</summary>
    /// <param name="fold">Of this partition, read just before.</param>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<(IReadOnlyList<string> Missing, IReadOnlyList<string> Stray)> CompareAsync(string partition, PartitionFold fold, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fold);
        HashSet<string> unmet = new(fold.Waiting, StringComparer.Ordinal);
        List<string> suspects = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Waiting, columns: [], cancellation))
        {
            if (!unmet.Remove(row.RowKey))
            {
                suspects.Add(row.RowKey);
            }
        }

        List<string> missing = [];
        List<string> stray = [];
        // Most of what differs is what came or was completed during the fold: each of them is looked at alone.
        foreach (string key in suspects.Concat(unmet).Order(StringComparer.Ordinal))
        {
            switch (await LookAsync(partition, key, cancellation))
            {
                case (true, null):
                    missing.Add(key);
                    break;
                case (false, not null):
                    stray.Add(key);
                    break;
            }
        }

        return (missing, stray);
    }

    /// <summary>Puts back what is missing and removes what is stray; what changed meanwhile stays as it is.</summary>
    /// <returns>How many were repaired.</returns>
    /// <exception cref="StorageUnavailableException">Not all were.</exception>
    public async Task<int> RepairAsync(string partition, PartitionFold fold, CancellationToken cancellation)
    {
        (IReadOnlyList<string> missing, IReadOnlyList<string> stray) = await CompareAsync(partition, fold, cancellation);
        int repaired = 0;
        foreach (string key in missing.Concat(stray))
        {
            TableRow? feedback = await FeedbackAsync(partition, key, cancellation);
            TableRow? row = await tables.FindAsync(TableNames.Ledger, partition, key, cancellation);
            if (Says(feedback, key) == row is not null)
            {
                continue;
            }

            PartitionHead head = await PartitionHead.OfAsync(tables, partition, cancellation);
            List<RowChange> changes = [head.MustStand, row is null ? RowChange.Put(new TableRow(partition, key)) : RowChange.Delete(row, row.ETag!)];
            if (feedback is not null)
            {
                // Written as it is: what was decided holds only while it stands.
                changes.Add(RowChange.Replace(feedback, feedback.ETag!));
            }

            repaired += await tables.CommitAsync(TableNames.Ledger, changes, cancellation) is CommitOutcome.Done ? 1 : 0;
        }

        return repaired;
    }

    /// <summary>Whether the row should be there, and whether it is, at one and the same moment. A response that changes all the time is taken for sound.</summary>
    private async Task<(bool Should, TableRow? Is)> LookAsync(string partition, string key, CancellationToken cancellation)
    {
        TableRow? before = await FeedbackAsync(partition, key, cancellation);
        for (int look = 1; look <= MaxLooks; look++)
        {
            TableRow? row = await tables.FindAsync(TableNames.Ledger, partition, key, cancellation);
            TableRow? after = await FeedbackAsync(partition, key, cancellation);
            if (before?.ETag == after?.ETag)
            {
                return (Says(after, key), row);
            }

            before = after;
        }

        return (Should: false, Is: null);
    }

    private Task<TableRow?> FeedbackAsync(string partition, string key, CancellationToken cancellation) =>
        tables.FindAsync(TableNames.Ledger, partition, LedgerKeys.FeedbackRow(LedgerKeys.FeedbackIdOfWaiting(key)), cancellation);

    private static bool Says(TableRow? feedback, string key) =>
        feedback?.Text(StoredFeedback.Column.WaitingSince) is { } since && LedgerKeys.WaitingRow(since, LedgerKeys.FeedbackIdOf(feedback.RowKey)) == key;
}
