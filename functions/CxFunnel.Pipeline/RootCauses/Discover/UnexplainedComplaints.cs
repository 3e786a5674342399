using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>The complaints of a ledger that its taxonomy leaves over.</summary>
internal sealed class UnexplainedComplaints(ITableStore tables, Layouts layouts, RootCauseOptions options)
{
    public async Task<ClauseSample> ReadAsync(string program, CauseKnowledge known, CancellationToken cancellation)
    {
        ClauseSample sample = new(options.MaxClauses);
        foreach (string partition in (await layouts.LatestAsync(program, cancellation)).Partitions)
        {
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Feedback, columns: null, cancellation))
            {
                if (StoredComments.Of(row) is not { } feedback)
                {
                    continue;
                }

                FeedbackCauses causes = feedback.CausesBy(known);
                for (int i = 0; i < causes.Comments.Count; i++)
                {
                    foreach (ComplaintFinding complaint in causes.Comments[i].Complaints)
                    {
                        sample.Add(Clause(row, feedback, i, complaint));
                    }
                }
            }
        }

        return sample;
    }

    private static CauseText Clause(TableRow row, StoredComments feedback, int comment, ComplaintFinding complaint)
    {
        string language = feedback.Insights[comment].Language.Code;
        return new CauseText(
            CauseFacts.KeyOf(feedback.FeedbackId, comment, complaint.Offset),
            feedback.Texts[comment].Text.Substring(complaint.Offset, complaint.Length),
            language.Length == 0 ? DetectedLanguage.Unknown : language,
            feedback.Texts[comment].Question,
            feedback.Day,
            row.Text(StoredFeedback.Column.CustomerRef) ?? row.Text(StoredFeedback.Column.AuthorRef),
            feedback.Item.Reach ?? 0);
    }
}
