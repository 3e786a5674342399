using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>The numbers of one root cause over some days, as readers see them. A score or mean of nothing is 0, with the widest interval.</summary>
public sealed record CauseMetrics
{
    private const double HundredthsPerUnit = 100;

    /// <summary>Feedback that names the cause.</summary>
    public required long Mentions { get; init; }

    public required long NpsResponses { get; init; }

    public required long Promoters { get; init; }

    public required long Passives { get; init; }

    public required long Detractors { get; init; }

    /// <summary>Of those who name the cause, -100..100, with its 95 % interval.</summary>
    public required double Nps { get; init; }

    public required double NpsLow { get; init; }

    public required double NpsHigh { get; init; }

    public required long Texts { get; init; }

    /// <summary>Of the texts of those who name the cause, -1..1.</summary>
    public required double SentimentMean { get; init; }

    /// <summary>Annual value of the customers who raised it, unless they answered as passives or promoters, times the share of detractors who leave.</summary>
    public required double ValueAtRisk { get; init; }

    /// <param name="tally">Of a cell of the dimension <c>rootcause</c>.</param>
    /// <param name="detractorChurn">The program's share of detractors' value that is at risk, 0..1.</param>
    public static CauseMetrics Of(Tally tally, double detractorChurn)
    {
        ArgumentNullException.ThrowIfNull(tally);
        Estimate nps = Statistics.NetPromoterScore(tally[Measure.Promoters], tally[Measure.Passives], tally[Measure.Detractors]);
        long texts = tally[Measure.Texts];
        return new CauseMetrics
        {
            Mentions = tally[Measure.Feedback],
            NpsResponses = tally[Measure.NpsResponses],
            Promoters = tally[Measure.Promoters],
            Passives = tally[Measure.Passives],
            Detractors = tally[Measure.Detractors],
            Nps = nps.Value,
            NpsLow = nps.Low,
            NpsHigh = nps.High,
            Texts = texts,
            SentimentMean = texts == 0 ? 0 : tally[Measure.SentimentSum] / Tally.UnitsPerOne / texts,
            ValueAtRisk = (tally[Measure.DetractorValue] + tally[Measure.UnscoredValue]) / HundredthsPerUnit * detractorChurn,
        };
    }

    /// <summary>Name and value of every number: one list for the table, JSON and CSV. Values are long or double.</summary>
    public IEnumerable<(string Name, object Value)> Columns()
    {
        yield return (nameof(Mentions), Mentions);
        yield return (nameof(NpsResponses), NpsResponses);
        yield return (nameof(Promoters), Promoters);
        yield return (nameof(Passives), Passives);
        yield return (nameof(Detractors), Detractors);
        yield return (nameof(Nps), Nps);
        yield return (nameof(NpsLow), NpsLow);
        yield return (nameof(NpsHigh), NpsHigh);
        yield return (nameof(Texts), Texts);
        yield return (nameof(SentimentMean), SentimentMean);
        yield return (nameof(ValueAtRisk), ValueAtRisk);
    }
}
