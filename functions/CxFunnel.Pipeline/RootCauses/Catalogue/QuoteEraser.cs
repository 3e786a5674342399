using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Catalogue;

/// <summary>Takes quotes of feedback that is erased, withdrawn or gone out of the catalogue.</summary>
public sealed class QuoteEraser(ITableStore tables, Layouts layouts, RootCausesTable catalogue)
{
    private const int MaxAttempts = 20;

    /// <summary>
    /// Call when the feedback is erased. Every row gets another version, also where no quote goes: a run of discovery, or a person's
    /// decision, that would bring one back was made over the version of before, and fails.
    /// </summary>
    /// <returns>How many quotes went.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; call again.</exception>
    public async Task<int> EraseAsync(string program, CancellationToken cancellation)
    {
        int gone = 0;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            List<StoredEntry> unchanged = [];
            bool isAlone = true;
            foreach (StoredEntry stored in await catalogue.ReadStoredAsync(program, cancellation))
            {
                CatalogueEntry kept = await stored.Entry.WithQuotesAsync(id => IsThereAsync(program, id, cancellation));
                if (ReferenceEquals(kept, stored.Entry))
                {
                    unchanged.Add(stored);
                    continue;
                }

                isAlone &= await catalogue.PutAsync(program, kept, stored, cancellation);
                gone += stored.Entry.Examples.Count - kept.Examples.Count;
            }

            if (await catalogue.TouchAsync(unchanged, cancellation) && isAlone)
            {
                return gone;
            }
        }

        throw new StorageUnavailableException($"The catalogue of root causes was written by others at every one of {MaxAttempts} attempts to take quotes out.");
    }

    /// <summary>Whether a feedback is in the ledger, and not as a tombstone.</summary>
    public async Task<bool> IsThereAsync(string program, string feedbackId, CancellationToken cancellation)
    {
        Layout layout = await layouts.LatestAsync(program, cancellation);
        TableRow? row = await tables.FindAsync(TableNames.Ledger, layout.PartitionOf(feedbackId), LedgerKeys.FeedbackRow(feedbackId), cancellation);
        if (row is null && !(await layouts.LatestAsync(program, cancellation)).IsSameAs(layout))
        {
            // Laid out anew at this moment.
            return await IsThereAsync(program, feedbackId, cancellation);
        }

        return row?.Text(StoredFeedback.Column.State) is { } state && state != StoredFeedback.ErasedState;
    }
}
