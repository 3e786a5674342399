namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>The kinds of text that the training data knows; each has weights of its own beside the shared ones.</summary>
internal static class SentimentKinds
{
    /// <summary>Trained on everything.</summary>
    public const int Any = 0;
    public const int Social = 1;
    public const int Review = 2;
    public const int Comment = 3;
    public const int Speech = 4;
    public const int Count = 5;
}
