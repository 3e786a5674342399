namespace CxFunnel.TextAnalytics;

/// <summary>The engine that needs no cloud: pure, deterministic, and safe to use from many threads at once.</summary>
public sealed class EmbeddedTextEngine
{
    /// <summary>Goes up with every change that can change a result; stored beside each result.</summary>
    public const string Version = "embedded/0.1";

    private readonly string _engine = Version;

    /// <summary>Analyzes one text. Never throws for what the text holds.</summary>
    public TextInsight Analyze(TextInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TextInsight
        {
            Language = new DetectedLanguage(input.Language ?? DetectedLanguage.Unknown, input.Language is null ? 0 : 1),
            Sentiment = SentimentLabel.Neutral,
            Score = 0,
            Confidence = new SentimentConfidence(0, 1, 0),
            Sentences = [],
            Opinions = [],
            KeyPhrases = [],
            PersonalData = [],
            Redacted = input.Text,
            Engine = _engine,
        };
    }
}
