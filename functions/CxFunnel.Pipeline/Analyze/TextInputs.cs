using CxFunnel.Pipeline.Contracts;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>What the text engine is told about a comment.</summary>
internal static class TextInputs
{
    public static IEnumerable<TextInput> Of(FeedbackItem item)
    {
        double? hint = ScoreHint(item);
        return (item.Comments ?? []).Select(comment => new TextInput(comment.Text)
        {
            Language = item.Language,
            Kind = KindOf(item.Kind),
            Question = comment.Question,
            ScoreHint = hint,
        });
    }

    public static TextKind KindOf(FeedbackKind kind) => kind switch
    {
        FeedbackKind.Survey => TextKind.Survey,
        FeedbackKind.Mention => TextKind.Mention,
        FeedbackKind.Review => TextKind.Review,
        _ => TextKind.Ticket,
    };

    /// <summary>The mean position of the item's scores on their scales; null without a score.</summary>
    private static double? ScoreHint(FeedbackItem item) =>
        item.Scores is { Count: > 0 } scores ? scores.Average(s => (s.Value - s.Min) / (s.Max - s.Min)) : null;
}
