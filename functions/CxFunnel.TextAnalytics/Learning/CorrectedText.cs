namespace CxFunnel.TextAnalytics.Learning;

/// <summary>A text and what its owners say it is.</summary>
public sealed record CorrectedText(TextInput Input, SentimentLabel Label);
