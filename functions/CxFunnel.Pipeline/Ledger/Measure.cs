namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// What a tally counts. All are additive integers, so that order, batches and taking back make no difference. The numbers
/// are stored: they are never reused, new measures go to the end, and 63 is the last that the codec takes.
/// </summary>
public enum Measure
{
    Feedback = 0,
    NpsResponses = 1,
    Promoters = 2,
    Passives = 3,
    Detractors = 4,
    CsatResponses = 5,

    /// <summary>Sum of positions on the scale (0 worst, 1 best), in millionths.</summary>
    CsatSum = 6,

    /// <summary>Sum of squared positions, in millionths.</summary>
    CsatSquares = 7,
    CesResponses = 8,
    CesSum = 9,
    CesSquares = 10,
    RatingResponses = 11,
    RatingSum = 12,
    RatingSquares = 13,
    Texts = 14,
    Positive = 15,
    Neutral = 16,
    Negative = 17,
    Mixed = 18,

    /// <summary>Sum of sentiment scores (-1..1), in millionths.</summary>
    SentimentSum = 19,
    SentimentSquares = 20,
    GapResponses = 21,

    /// <summary>Sum of (actual - expected), in thousandths.</summary>
    GapSum = 22,

    /// <summary>Annual value of the customers who answered as detractors, in hundredths of their currency.</summary>
    DetractorValue = 23,

    /// <summary>Annual value of the customers who gave no NPS answer, in hundredths; only in the cells of root causes.</summary>
    UnscoredValue = 24,
}
