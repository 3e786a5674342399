using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>An item with its texts analyzed and redacted: nothing after this stage has seen the original words.</summary>
/// <param name="Item">Comments are redacted; the customer's id, e-mail address and the author are gone.</param>
/// <param name="Insights">One a comment, in order; offsets are those of the redacted text.</param>
/// <param name="CustomerRef">Keyed hash of the customer; null when the item names none.</param>
/// <param name="AuthorRef">Keyed hash of the author; null when the item names none.</param>
public sealed record AnalyzedFeedback(FeedbackItem Item, IReadOnlyList<TextInsight> Insights, string? CustomerRef, string? AuthorRef)
{
    public FeedbackCauses Causes { get; init; } = FeedbackCauses.None;
}
