using System.Numerics;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Learning;
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

    /// <summary>With "but" between the sides a mild word is enough: "slow, but friendly".</summary>
    private const float LeastSideAtTurn = 0.7f;

    /// <summary>And the weaker side is not just a remark beside the stronger one.</summary>
    private const float LeastBalance = 0.35f;
    private const float LeastBalanceAtTurn = 0.25f;

    /// <summary>The model itself must not be sure of one side.</summary>
    private const double SureOfOne = 0.9;
    private const double SureOfOneAtTurn = 0.985;

    // Not trained (no free data carries both): a full score moves the odds by e^1.5, a telling question by e^1.2.
    private const float ScoreHintWeight = 1.5f;
    private const float QuestionWeight = 1.2f;

    /// <summary>
    /// A message without one word of praise or blame states or asks something. No free data shows how often; this much
    /// outweighs what the review corpora, which hold next to no neutral text, taught.
    /// </summary>
    private const float PlainMessage = -1;

    /// <summary>
    /// An answer in a survey seldom does: it was asked what it thinks. The least shift that keeps plain facts and questions neutral: of 2,327 invented answers that the weights were trained
    /// without, most of them without such a word, 46 % are right with it, 41 % with the shift of messages and 50 % with none (docs/model-card.md).
    /// </summary>
    private const float PlainAnswer = -0.5f;

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

    /// <param name="own">What the program's owners taught; null for the shipped weights alone.</param>
    public static SentimentScore Score(
        TokenBuffer tokens, Reading reading, Evidence evidence, TokenRange range, Vector2 prior, TextKind kind, OwnWeights? own = null, ulong salt = 0)
    {
        Vector2 sum = Shipped(tokens, reading, evidence, range, prior, kind);
        if (own is not null)
        {
            sum = own.Adjust(sum, tokens, reading, range, salt);
        }

        (double positive, double neutral, double negative) = SentimentEvidence.Probabilities(sum);
        SentimentLabel label = neutral >= positive && neutral >= negative ? SentimentLabel.Neutral
            : positive >= negative ? SentimentLabel.Positive
            : SentimentLabel.Negative;
        if (own is not { SaysMixed: false } && HoldsBoth(tokens, reading, range, out double sureOfOne) && Math.Max(positive, negative) < sureOfOne)
        {
            label = SentimentLabel.Mixed;
        }

        return new SentimentScore(label, positive - negative, new SentimentConfidence(positive, neutral, negative));
    }

    /// <summary>The shipped weights' evidence, with what is known beforehand.</summary>
    public static Vector2 Shipped(TokenBuffer tokens, Reading reading, Evidence evidence, TokenRange range, Vector2 prior, TextKind kind)
    {
        if (kind is TextKind.Survey or TextKind.Ticket && prior == Vector2.Zero && IsPlain(reading.Senses, range))
        {
            prior = new Vector2(kind == TextKind.Survey ? PlainAnswer : PlainMessage);
        }

        return evidence.Sum(tokens, reading, range) + prior;
    }

    /// <summary>Praise in one clause and blame in another, both of weight.</summary>
    /// <param name="sureOfOne">The confidence in one side from which on the text is not mixed all the same.</param>
    public static bool HoldsBoth(TokenBuffer tokens, Reading reading, TokenRange range, out double sureOfOne)
    {
        bool holdsBoth = HoldsBoth(tokens.Tokens, reading.Senses, range, out bool atTurn);
        sureOfOne = atTurn ? SureOfOneAtTurn : SureOfOne;
        return holdsBoth;
    }

    private static bool IsPlain(Span<WordSense> senses, TokenRange range)
    {
        for (int i = range.First; i < range.End; i++)
        {
            if (senses[i].RawValence != 0 || senses[i].Roles.Any(WordRole.Negator))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsBoth(Span<Token> tokens, Span<WordSense> senses, TokenRange range, out bool atTurn)
    {
        float praise = 0;
        float blame = 0;
        float clausePraise = 0;
        float clauseBlame = 0;
        int clause = -1;
        bool turnOpened = false;
        bool concedes = false;
        float beforeTurn = 0;
        atTurn = false;
        for (int i = range.First; i <= range.End; i++)
        {
            if (i == range.End || senses[i].Clause != clause)
            {
                // Inside one clause the two belong to one thought: "terribly good", "no fun".
                float net = clausePraise - clauseBlame;
                praise += Math.Max(0, net);
                blame += Math.Max(0, -net);
                atTurn |= (turnOpened || concedes) && net * beforeTurn < 0;
                beforeTurn = net != 0 ? net : beforeTurn;
                turnOpened = (turnOpened && net == 0) || (i < range.End && senses[i].Roles.Any(WordRole.Contrast));
                clausePraise = 0;
                clauseBlame = 0;
                clause = i < range.End ? senses[i].Clause : -1;
            }

            // "Although it was late, all was well": the turn stands before both sides.
            concedes |= i < range.End && senses[i].Roles.Any(WordRole.Concession);
            if (i < range.End && tokens[i].IsWord)
            {
                clausePraise += Math.Max(0, senses[i].Valence);
                clauseBlame += Math.Max(0, -senses[i].Valence);
            }
        }

        float weaker = Math.Min(praise, blame);
        return weaker >= (atTurn ? LeastSideAtTurn : LeastSide) && weaker >= (atTurn ? LeastBalanceAtTurn : LeastBalance) * Math.Max(praise, blame);
    }
}
