using CxFunnel.Pipeline.Analyze;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Testing.Simulation;

/// <summary>A text analyzer of two words, so that what a text counts as is plain: <c>good</c> and <c>bad</c>.</summary>
public sealed class SimulatedTextAnalyzer : ITextAnalyzer
{
    public const double GoodScore = 0.5;
    public const double BadScore = -0.25;

    public Task<IReadOnlyList<TextInsight>> AnalyzeAsync(string program, IReadOnlyList<TextInput> texts, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<TextInsight>>([.. texts.Select(Analyze)]);

    private static TextInsight Analyze(TextInput input)
    {
        bool isGood = input.Text.Contains("good", StringComparison.Ordinal);
        bool isBad = input.Text.Contains("bad", StringComparison.Ordinal);
        return new TextInsight
        {
            Language = input.Language is { } stated ? new DetectedLanguage(stated, 1) : new DetectedLanguage(DetectedLanguage.Unknown, 0),
            Sentiment = (isGood, isBad) switch
            {
                (true, true) => SentimentLabel.Mixed,
                (true, false) => SentimentLabel.Positive,
                (false, true) => SentimentLabel.Negative,
                _ => SentimentLabel.Neutral,
            },
            Score = (isGood ? GoodScore : 0) + (isBad ? BadScore : 0),
            Confidence = new SentimentConfidence(0, 1, 0),
            Sentences = [],
            Opinions = [],
            KeyPhrases = [],
            PersonalData = [],
            Redacted = input.Text,
            Engine = "simulated/1",
        };
    }
}
