using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>Label, score and confidences of a stretch of text.</summary>
internal readonly record struct SentimentScore(SentimentLabel Label, double Score, SentimentConfidence Confidence)
{
    public static SentimentScore None { get; } = new(SentimentLabel.Neutral, 0, new SentimentConfidence(0, 1, 0));
}

internal static class SentimentScorer
{
    private const double LeastSideOfMixed = 1.5;

    public static SentimentScore Score(TokenBuffer tokens, Reading reading, LanguagePack? pack, TextInput input, TokenRange range)
    {
        if (pack is null || range.Count == 0)
        {
            return SentimentScore.None;
        }

        (float praise, float blame) = LexiconSentiment.Sum(tokens.Tokens, reading.Senses, range);
        double positive = Math.Exp((0.8 * praise) - (0.5 * blame) - 1);
        double negative = Math.Exp((0.8 * blame) - (0.5 * praise) - 1);
        double total = 1 + positive + negative;
        SentimentConfidence confidence = new(positive / total, 1 / total, negative / total);
        SentimentLabel label = praise >= LeastSideOfMixed && blame >= LeastSideOfMixed ? SentimentLabel.Mixed
            : confidence.Positive > confidence.Neutral && confidence.Positive > confidence.Negative ? SentimentLabel.Positive
            : confidence.Negative > confidence.Neutral ? SentimentLabel.Negative
            : SentimentLabel.Neutral;
        return new SentimentScore(label, confidence.Positive - confidence.Negative, confidence);
    }
}
