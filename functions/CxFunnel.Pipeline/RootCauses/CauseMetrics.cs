using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>The numbers of one root cause over some days, as readers see them: of those who name the cause.</summary>
public sealed record CauseMetrics : ScoredMetrics
{
    private CauseMetrics(Tally tally, double detractorChurn)
        : base(tally)
    {
        Mentions = tally[Measure.Feedback];
        ValueAtRisk = AtRisk(tally[Measure.DetractorValue] + tally[Measure.UnscoredValue], detractorChurn);
    }

    /// <summary>Feedback that names the cause.</summary>
    public long Mentions { get; }

    /// <summary>Annual value of the customers who raised it, unless they answered as passives or promoters, times the share of detractors who leave.</summary>
    public double ValueAtRisk { get; }

    /// <param name="tally">Of a cell of the dimension <c>rootcause</c>.</param>
    /// <param name="detractorChurn">The program's share of detractors' value that is at risk, 0..1.</param>
    public static CauseMetrics Of(Tally tally, double detractorChurn) => new(tally, detractorChurn);

    public override IEnumerable<(string Name, object Value)> Columns()
    {
        yield return (nameof(Mentions), Mentions);
        foreach ((string, object) column in NpsColumns())
        {
            yield return column;
        }

        yield return (nameof(Texts), Texts);
        yield return (nameof(SentimentMean), SentimentMean);
        yield return (nameof(ValueAtRisk), ValueAtRisk);
    }
}
