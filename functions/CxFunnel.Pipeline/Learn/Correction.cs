using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Learn;

/// <summary>What a person says a comment is.</summary>
/// <param name="Comment">Which comment of the feedback, from 0.</param>
public sealed record LabelledComment(int Comment, SentimentLabel Sentiment);

/// <summary>A text from elsewhere and what a person says it is.</summary>
/// <param name="Text">Redacted.</param>
/// <param name="Language">Lower-case ISO 639-1; null when unknown.</param>
/// <param name="CustomerRef">Keyed hash of the customer who wrote it; null when unknown.</param>
public sealed record LabelledText(string Text, string? Language, TextKind Kind, string? CustomerRef, SentimentLabel Sentiment);

/// <summary>A correction as it is stored.</summary>
/// <param name="Key">Sorts; the same for the same comment or text.</param>
/// <param name="FeedbackId">Whose comment it is: the text stays in the ledger and is read from there. Null for a text from elsewhere.</param>
/// <param name="Text">The text from elsewhere; null for a comment.</param>
public sealed record StoredCorrection(string Key, string? FeedbackId, int Comment, LabelledText? Text, SentimentLabel Sentiment, DateTimeOffset CorrectedAt);
