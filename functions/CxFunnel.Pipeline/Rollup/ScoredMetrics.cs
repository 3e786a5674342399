using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>What readers see of every tally: the net promoter score and what the texts say. A score or mean of nothing is 0, with the widest interval.</summary>
public abstract record ScoredMetrics
{
    private const double HundredthsPerUnit = 100;

    private protected ScoredMetrics(Tally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        NpsResponses = tally[Measure.NpsResponses];
        Promoters = tally[Measure.Promoters];
        Passives = tally[Measure.Passives];
        Detractors = tally[Measure.Detractors];
        (Nps, NpsLow, NpsHigh) = Statistics.NetPromoterScore(Promoters, Passives, Detractors);
        Texts = tally[Measure.Texts];
        SentimentMean = MeanOf(tally[Measure.SentimentSum] / Tally.UnitsPerOne, Texts);
    }

    public long NpsResponses { get; }

    public long Promoters { get; }

    public long Passives { get; }

    public long Detractors { get; }

    /// <summary>-100..100, with its 95 % interval.</summary>
    public double Nps { get; }

    public double NpsLow { get; }

    public double NpsHigh { get; }

    public long Texts { get; }

    /// <summary>-1..1.</summary>
    public double SentimentMean { get; }

    /// <summary>Name and value of every number, in the order of the contract: one list for tables, JSON and CSV. Values are long or double.</summary>
    public abstract IEnumerable<(string Name, object Value)> Columns();

    /// <summary>The columns of the net promoter score, which stand together.</summary>
    private protected IEnumerable<(string Name, object Value)> NpsColumns()
    {
        yield return (nameof(NpsResponses), NpsResponses);
        yield return (nameof(Promoters), Promoters);
        yield return (nameof(Passives), Passives);
        yield return (nameof(Detractors), Detractors);
        yield return (nameof(Nps), Nps);
        yield return (nameof(NpsLow), NpsLow);
        yield return (nameof(NpsHigh), NpsHigh);
    }

    /// <param name="hundredths">Annual value as the ledger adds it up.</param>
    /// <param name="detractorChurn">The program's share of detractors' value that is at risk, 0..1.</param>
    private protected static double AtRisk(long hundredths, double detractorChurn) => hundredths / HundredthsPerUnit * detractorChurn;

    private protected static double MeanOf(double sum, long n) => n == 0 ? 0 : sum / n;
}
