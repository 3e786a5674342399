using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Catalogue;

/// <summary>Takes quotes of feedback that is erased, withdrawn or gone out of the catalogue.</summary>
public sealed class QuoteEraser(ITableStore tables, Layouts layouts, RootCausesTable catalogue)
{
    /// <returns>How many quotes went.</returns>
    public async Task<int> EraseAsync(string program, CancellationToken cancellation)
    {
        int gone = 0;
        foreach (CatalogueEntry entry in await catalogue.ReadAsync(program, cancellation))
        {
            List<int> kept = [];
            for (int i = 0; i < entry.Examples.Count; i++)
            {
                // A quote that nobody can be named for is not kept either.
                if (i < entry.QuotedFeedback.Count && await IsThereAsync(entry.QuotedFeedback[i]))
                {
                    kept.Add(i);
                }
            }

            if (kept.Count < entry.Examples.Count)
            {
                gone += entry.Examples.Count - kept.Count;
                await catalogue.PutAsync(
                    program,
                    entry with { Examples = [.. kept.Select(i => entry.Examples[i])], QuotedFeedback = [.. kept.Select(i => entry.QuotedFeedback[i])] },
                    cancellation);
            }
        }

        return gone;

        async Task<bool> IsThereAsync(string feedbackId)
        {
            Layout layout = await layouts.LatestAsync(program, cancellation);
            TableRow? row = await tables.FindAsync(TableNames.Ledger, layout.PartitionOf(feedbackId), LedgerKeys.FeedbackRow(feedbackId), cancellation);
            if (row is null && !(await layouts.LatestAsync(program, cancellation)).IsSameAs(layout))
            {
                // Laid out anew at this moment.
                return await IsThereAsync(feedbackId);
            }

            return row?.Text(StoredFeedback.Column.State) is { } state && state != StoredFeedback.ErasedState;
        }
    }
}
