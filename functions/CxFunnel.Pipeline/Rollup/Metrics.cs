using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>
/// The numbers of one tally as readers see them. A mean or score of nothing is 0, with the widest interval; the number of
/// responses beside it tells.
/// </summary>
public sealed record Metrics
{
    private const double GapUnitsPerOne = 1e3;
    private const double HundredthsPerUnit = 100;

    public required long Feedback { get; init; }

    public required long NpsResponses { get; init; }

    public required long Promoters { get; init; }

    public required long Passives { get; init; }

    public required long Detractors { get; init; }

    /// <summary>-100..100, with its 95 % interval.</summary>
    public required double Nps { get; init; }

    public required double NpsLow { get; init; }

    public required double NpsHigh { get; init; }

    public required long CsatResponses { get; init; }

    /// <summary>Mean position on the scale, 0 (worst) to 1 (best), with its 95 % interval.</summary>
    public required double CsatMean { get; init; }

    public required double CsatLow { get; init; }

    public required double CsatHigh { get; init; }

    public required long CesResponses { get; init; }

    /// <summary>Mean position on the scale, 0 to 1.</summary>
    public required double CesMean { get; init; }

    public required long RatingResponses { get; init; }

    /// <summary>Mean position on the scale, 0 to 1.</summary>
    public required double RatingMean { get; init; }

    public required long Texts { get; init; }

    public required long Positive { get; init; }

    public required long Neutral { get; init; }

    public required long Negative { get; init; }

    public required long Mixed { get; init; }

    /// <summary>-1..1.</summary>
    public required double SentimentMean { get; init; }

    /// <summary>100 (positive - negative) / texts: -100..100.</summary>
    public required double NetSentiment { get; init; }

    public required long GapResponses { get; init; }

    /// <summary>Mean of what came minus what was expected, in the unit of the program.</summary>
    public required double GapMean { get; init; }

    /// <summary>Annual value of the customers who answered as detractors, times the share of detractors who leave.</summary>
    public required double ValueAtRisk { get; init; }

    /// <param name="detractorChurn">The program's share of detractors' value that is at risk, 0..1.</param>
    public static Metrics Of(Tally tally, double detractorChurn)
    {
        ArgumentNullException.ThrowIfNull(tally);
        Estimate nps = Statistics.NetPromoterScore(tally[Measure.Promoters], tally[Measure.Passives], tally[Measure.Detractors]);
        Estimate csat = Statistics.Mean(
            tally[Measure.CsatResponses], tally[Measure.CsatSum] / Tally.UnitsPerOne, tally[Measure.CsatSquares] / Tally.UnitsPerOne);
        long texts = tally[Measure.Texts];
        return new Metrics
        {
            Feedback = tally[Measure.Feedback],
            NpsResponses = tally[Measure.NpsResponses],
            Promoters = tally[Measure.Promoters],
            Passives = tally[Measure.Passives],
            Detractors = tally[Measure.Detractors],
            Nps = nps.Value,
            NpsLow = nps.Low,
            NpsHigh = nps.High,
            CsatResponses = tally[Measure.CsatResponses],
            CsatMean = csat.Value,
            CsatLow = csat.Low,
            CsatHigh = csat.High,
            CesResponses = tally[Measure.CesResponses],
            CesMean = MeanOf(tally[Measure.CesSum] / Tally.UnitsPerOne, tally[Measure.CesResponses]),
            RatingResponses = tally[Measure.RatingResponses],
            RatingMean = MeanOf(tally[Measure.RatingSum] / Tally.UnitsPerOne, tally[Measure.RatingResponses]),
            Texts = texts,
            Positive = tally[Measure.Positive],
            Neutral = tally[Measure.Neutral],
            Negative = tally[Measure.Negative],
            Mixed = tally[Measure.Mixed],
            SentimentMean = MeanOf(tally[Measure.SentimentSum] / Tally.UnitsPerOne, texts),
            NetSentiment = MeanOf(100.0 * (tally[Measure.Positive] - tally[Measure.Negative]), texts),
            GapResponses = tally[Measure.GapResponses],
            GapMean = MeanOf(tally[Measure.GapSum] / GapUnitsPerOne, tally[Measure.GapResponses]),
            ValueAtRisk = tally[Measure.DetractorValue] / HundredthsPerUnit * detractorChurn,
        };
    }

    /// <summary>Name and value of every number, in the order of the contract: one list for tables, JSON and CSV. Values are long or double.</summary>
    public IEnumerable<(string Name, object Value)> Columns()
    {
        yield return (nameof(Feedback), Feedback);
        yield return (nameof(NpsResponses), NpsResponses);
        yield return (nameof(Promoters), Promoters);
        yield return (nameof(Passives), Passives);
        yield return (nameof(Detractors), Detractors);
        yield return (nameof(Nps), Nps);
        yield return (nameof(NpsLow), NpsLow);
        yield return (nameof(NpsHigh), NpsHigh);
        yield return (nameof(CsatResponses), CsatResponses);
        yield return (nameof(CsatMean), CsatMean);
        yield return (nameof(CsatLow), CsatLow);
        yield return (nameof(CsatHigh), CsatHigh);
        yield return (nameof(CesResponses), CesResponses);
        yield return (nameof(CesMean), CesMean);
        yield return (nameof(RatingResponses), RatingResponses);
        yield return (nameof(RatingMean), RatingMean);
        yield return (nameof(Texts), Texts);
        yield return (nameof(Positive), Positive);
        yield return (nameof(Neutral), Neutral);
        yield return (nameof(Negative), Negative);
        yield return (nameof(Mixed), Mixed);
        yield return (nameof(SentimentMean), SentimentMean);
        yield return (nameof(NetSentiment), NetSentiment);
        yield return (nameof(GapResponses), GapResponses);
        yield return (nameof(GapMean), GapMean);
        yield return (nameof(ValueAtRisk), ValueAtRisk);
    }

    private static double MeanOf(double sum, long n) => n == 0 ? 0 : sum / n;
}
