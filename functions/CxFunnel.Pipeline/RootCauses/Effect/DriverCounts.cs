using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.RootCauses.Effect;

/// <summary>How often NPS answers named a cause, by their class.</summary>
public readonly record struct CauseAnswers(string RootCauseId, long Promoters, long Passives, long Detractors)
{
    public long Answers => Promoters + Passives + Detractors;
}

/// <summary>
/// What the effect of root causes is worked out from: NPS answers in all, by cause and by pair of causes. All of it adds up
/// over days, shards and programs, so that any range of days can be asked for without reading a response.
/// </summary>
/// <param name="All">Every NPS answer, whether it names a cause or not; its id is unused.</param>
/// <param name="Causes">Each cause once.</param>
/// <param name="Pairs">Answers that name both, by <see cref="CauseIds.Pair"/>; a pair that is missing never occurred.</param>
/// <param name="PairsBeyondCap">Answers whose pairs are in no cell because a day had more pairs than are kept; 0 makes the analysis exact.</param>
public sealed record DriverCounts(CauseAnswers All, IReadOnlyList<CauseAnswers> Causes, IReadOnlyDictionary<string, long> Pairs, long PairsBeyondCap)
{
    /// <param name="sums">Of any number of days.</param>
    public static DriverCounts Of(Aggregates sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        List<CauseAnswers> causes = [];
        Dictionary<string, long> pairs = new(StringComparer.Ordinal);
        long beyond = 0;
        foreach ((Cell cell, Tally tally) in sums.Cells)
        {
            switch (cell.Dimension)
            {
                case Dimensions.RootCause when cell.Value != Cell.Other:
                    causes.Add(Answers(cell.Value, tally));
                    break;
                case Dimensions.RootCausePair when cell.Value != Cell.Other:
                    pairs[cell.Value] = tally[Measure.NpsResponses];
                    break;
                case Dimensions.RootCausePair:
                    beyond += tally[Measure.NpsResponses];
                    break;
            }
        }

        return new DriverCounts(Answers(Dimensions.All, sums.Cells.GetValueOrDefault(Cell.All) ?? new Tally()), causes, pairs, beyond);
    }

    public long Both(string one, string other) => Pairs.GetValueOrDefault(CauseIds.Pair(one, other));

    private static CauseAnswers Answers(string id, Tally tally) => new(id, tally[Measure.Promoters], tally[Measure.Passives], tally[Measure.Detractors]);
}
