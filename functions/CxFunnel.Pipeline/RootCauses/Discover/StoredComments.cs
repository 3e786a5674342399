using System.Text.Json;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>A counted feedback of the ledger with all that its root causes follow from.</summary>
/// <param name="Insights">One a comment, as far as root causes need them.</param>
/// <param name="Read">What was read when it was counted, or since.</param>
internal sealed record StoredComments(
    string FeedbackId, DateOnly Day, FeedbackItem Item, IReadOnlyList<TextInput> Texts, IReadOnlyList<TextInsight> Insights, IReadOnlyList<CommentCauses> Read, string? Version)
{
    /// <returns>Null for what is not counted, for an erased feedback, and for one whose insights did not fit its row.</returns>
    public static StoredComments? Of(TableRow row)
    {
        if (!StoredFeedback.IsCounted(row) || LongText.Text(row, StoredFeedback.Column.Item) is not { } json)
        {
            return null;
        }

        FeedbackItem item = JsonSerializer.Deserialize(json, PipelineJson.Compact.FeedbackItem)!;
        IReadOnlyList<TextInput> texts = [.. TextInputs.Of(item)];
        TextInsight[] insights = new TextInsight[texts.Count];
        CommentCauses[] read = new CommentCauses[texts.Count];
        if (texts.Count > 0)
        {
            if (LongText.Text(row, StoredFeedback.Column.Insights) is not { } stored)
            {
                return null;
            }

            using JsonDocument document = JsonDocument.Parse(stored);
            for (int i = 0; i < insights.Length; i++)
            {
                insights[i] = InsightJson.ReadForCauses(document.RootElement[i], texts[i].Text);
                read[i] = CauseJson.Read(document.RootElement[i]);
            }
        }

        return new StoredComments(
            LedgerKeys.FeedbackIdOf(row.RowKey), LedgerKeys.ParseDay(row.Text(StoredFeedback.Column.Day)), item, texts, insights, read, row.Text(StoredFeedback.Column.CauseVersion));
    }

    /// <summary>Its causes by what is known now. What the same taxonomy has read before is not read again.</summary>
    public FeedbackCauses CausesBy(CauseKnowledge knowledge) =>
        Version is not null && Version.StartsWith(knowledge.Taxonomy.Version + ";", StringComparison.Ordinal)
            ? knowledge.Reassign(Item, Texts, Insights, Read)
            : knowledge.Read(Item, Texts, Insights);
}
