using CxFunnel.Pipeline.RootCauses;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// The cells of root causes in a contribution. A cause's cell holds what the feedback holds as a whole, so that its tally is
/// stored once; a pair's cell holds how many NPS answers named both, which is all that the effect of a cause needs.
/// </summary>
public static class CauseCells
{
    /// <summary>Adds the cells of the causes of one feedback.</summary>
    /// <param name="contribution">Of the feedback, without root causes; an empty one stays empty.</param>
    /// <param name="causes">Distinct ids.</param>
    /// <param name="annualValue">Of the customer, in hundredths; 0 when unknown.</param>
    public static void Add(Aggregates contribution, IReadOnlyList<string> causes, long annualValue)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        ArgumentNullException.ThrowIfNull(causes);
        if (causes.Count == 0 || !contribution.Cells.TryGetValue(Cell.All, out Tally? whole))
        {
            return;
        }

        Tally own = whole.Copy();
        long answers = whole[Measure.NpsResponses];
        if (answers == 0)
        {
            own[Measure.UnscoredValue] = annualValue;
        }

        for (int i = 0; i < causes.Count; i++)
        {
            contribution.At(new Cell(Dimensions.RootCause, causes[i])).Add(own);
            for (int j = 0; j < i && answers > 0; j++)
            {
                contribution.At(new Cell(Dimensions.RootCausePair, CauseIds.Pair(causes[i], causes[j])))[Measure.NpsResponses] += answers;
            }
        }
    }

    /// <summary>The same contribution with other causes.</summary>
    public static Aggregates Replace(Aggregates contribution, IReadOnlyList<string> causes, long annualValue)
    {
        ArgumentNullException.ThrowIfNull(contribution);
        Aggregates changed = new();
        foreach ((Cell cell, Tally tally) in contribution.Cells)
        {
            if (cell.Dimension is not (Dimensions.RootCause or Dimensions.RootCausePair))
            {
                changed.At(cell).Add(tally);
            }
        }

        Add(changed, causes, annualValue);
        return changed;
    }
}
