using System.Numerics;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>Label, score and confidences of a stretch of text.</summary>
internal readonly record struct SentimentScore(SentimentLabel Label, double Score, SentimentConfidence Confidence)
{
    public static SentimentScore None { get; } = new(SentimentLabel.Neutral, 0, new SentimentConfidence(0, 1, 0));
}

/// <summary>Turns the model's evidence and what is known about a text into a label.</summary>
internal static class SentimentScorer
{
    /// <summary>Each side of a mixed text weighs at least as much as one plain word of praise or blame.</summary>
    private const float LeastSide = 1.5f;

    /// <summary>And the weaker side is not just a remark beside the stronger one.</summary>
    private const float LeastBalance = 0.4f;

    /// <summary>The model itself must not be sure of one side.</summary>
    private const double SureOfOne = 0.9;

    // Not trained (no free data carries both): a full score moves the odds by e^1.5, a telling question by e^1.2.
    private const float ScoreHintWeight = 1.5f;
    private const float QuestionWeight = 1.2f;

    /// <summary>What the survey's question and the writer's scores say beforehand, as evidence to add.</summary>
    public static Vector2 Prior(TextInput input, QuestionTone question)
    {
        Vector2 prior = default;
        if (input.ScoreHint is { } hint && hint is >= 0 and <= 1)
        {
            float lean = ScoreHintWeight * (((float)hint * 2) - 1);
            prior += new Vector2(lean, -lean);
        }

        return question switch
        {
            QuestionTone.AsksForPraise => prior + new Vector2(QuestionWeight, -QuestionWeight / 2),
            QuestionTone.AsksForBlame => prior + new Vector2(-QuestionWeight / 2, QuestionWeight),
            _ => prior,
        };
    }

    /// <summary>"Nothing" where faults were asked for is mild praise; where praise was asked for, mild blame.</summary>
    public static SentimentScore ScoreNothing(QuestionTone question) => question == QuestionTone.AsksForBlame
        ? new SentimentScore(SentimentLabel.Positive, 0.4, new SentimentConfidence(0.5, 0.4, 0.1))
        : new SentimentScore(SentimentLabel.Negative, -0.4, new SentimentConfidence(0.1, 0.4, 0.5));

    public static SentimentScore Score(TokenBuffer tokens, Reading reading, Evidence evidence, TokenRange range, Vector2 prior)
    {
        (double positive, double neutral, double negative) = SentimentEvidence.Probabilities(evidence.Sum(tokens, reading, range) + prior);
        SentimentLabel label = neutral >= positive && neutral >= negative ? SentimentLabel.Neutral
            : positive >= negative ? SentimentLabel.Positive
            : SentimentLabel.Negative;
        if (Math.Max(positive, negative) < SureOfOne && HoldsBoth(tokens.Tokens, reading.Senses, range))
        {
            label = SentimentLabel.Mixed;
        }

        return new SentimentScore(label, positive - negative, new SentimentConfidence(positive, neutral, negative));
    }

    /// <summary>Praise in one clause and blame in another, both of weight.</summary>
    private static bool HoldsBoth(Span<Token> tokens, Span<WordSense> senses, TokenRange range)
    {
        float praise = 0;
        float blame = 0;
        float clausePraise = 0;
        float clauseBlame = 0;
        int clause = -1;
        for (int i = range.First; i <= range.End; i++)
        {
            if (i == range.End || senses[i].Clause != clause)
            {
                // Inside one clause the two belong to one thought: "terribly good", "no fun".
                praise += clausePraise > clauseBlame ? clausePraise : 0;
                blame += clauseBlame > clausePraise ? clauseBlame : 0;
                clausePraise = 0;
                clauseBlame = 0;
                clause = i < range.End ? senses[i].Clause : -1;
            }

            if (i < range.End && tokens[i].IsWord)
            {
                clausePraise += Math.Max(0, senses[i].Valence);
                clauseBlame += Math.Max(0, -senses[i].Valence);
            }
        }

        float weaker = Math.Min(praise, blame);
        return weaker >= LeastSide && weaker >= LeastBalance * Math.Max(praise, blame);
    }
}
