using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>
/// The numbers of one tally as readers see them. A mean or score of nothing is 0, with the widest interval; the number of
/// responses beside it tells.
/// </summary>
public sealed record Metrics : ScoredMetrics
{
    private const double GapUnitsPerOne = 1e3;

    private Metrics(Tally tally, double detractorChurn)
        : base(tally)
    {
        Feedback = tally[Measure.Feedback];
        CsatResponses = tally[Measure.CsatResponses];
        (CsatMean, CsatLow, CsatHigh) = Statistics.Mean(
            CsatResponses, tally[Measure.CsatSum] / Tally.UnitsPerOne, tally[Measure.CsatSquares] / Tally.UnitsPerOne);
        CesResponses = tally[Measure.CesResponses];
        CesMean = MeanOf(tally[Measure.CesSum] / Tally.UnitsPerOne, CesResponses);
        RatingResponses = tally[Measure.RatingResponses];
        RatingMean = MeanOf(tally[Measure.RatingSum] / Tally.UnitsPerOne, RatingResponses);
        Positive = tally[Measure.Positive];
        Neutral = tally[Measure.Neutral];
        Negative = tally[Measure.Negative];
        Mixed = tally[Measure.Mixed];
        NetSentiment = MeanOf(100.0 * (Positive - Negative), Texts);
        GapResponses = tally[Measure.GapResponses];
        GapMean = MeanOf(tally[Measure.GapSum] / GapUnitsPerOne, GapResponses);
        ValueAtRisk = AtRisk(tally[Measure.DetractorValue], detractorChurn);
    }

    public long Feedback { get; }

    public long CsatResponses { get; }

    /// <summary>Mean position on the scale, 0 (worst) to 1 (best), with its 95 % interval.</summary>
    public double CsatMean { get; }

    public double CsatLow { get; }

    public double CsatHigh { get; }

    public long CesResponses { get; }

    /// <summary>Mean position on the scale, 0 to 1.</summary>
    public double CesMean { get; }

    public long RatingResponses { get; }

    /// <summary>Mean position on the scale, 0 to 1.</summary>
    public double RatingMean { get; }

    public long Positive { get; }

    public long Neutral { get; }

    public long Negative { get; }

    public long Mixed { get; }

    /// <summary>100 (positive - negative) / texts: -100..100.</summary>
    public double NetSentiment { get; }

    public long GapResponses { get; }

    /// <summary>Mean of what came minus what was expected, in the unit of the program.</summary>
    public double GapMean { get; }

    /// <summary>Annual value of the customers who answered as detractors, times the share of detractors who leave.</summary>
    public double ValueAtRisk { get; }

    /// <param name="detractorChurn">The program's share of detractors' value that is at risk, 0..1.</param>
    public static Metrics Of(Tally tally, double detractorChurn) => new(tally, detractorChurn);

    public override IEnumerable<(string Name, object Value)> Columns()
    {
        yield return (nameof(Feedback), Feedback);
        foreach ((string, object) column in NpsColumns())
        {
            yield return column;
        }

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
}
