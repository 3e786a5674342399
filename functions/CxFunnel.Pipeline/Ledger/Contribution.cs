using CxFunnel.Pipeline.Contracts;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>What one feedback adds to the aggregates: a pure function of the item and its insights.</summary>
public static class Contribution
{
    /// <summary>NPS by its definition: 0..6 detractor, 7..8 passive, 9..10 promoter.</summary>
    private const double LowestPromoter = 9;
    private const double HighestDetractor = 6;
    private const double GapUnitsPerOne = 1e3;
    private const decimal HundredthsPerUnit = 100m;

    /// <param name="item">A deleted one contributes nothing; a partial one will contribute this if it is ever counted.</param>
    /// <param name="insights">One a comment, in order.</param>
    /// <param name="causes">Distinct ids of its root causes.</param>
    public static Aggregates Of(FeedbackItem item, IReadOnlyList<TextInsight> insights, IReadOnlyList<string> causes)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(insights);
        Aggregates contribution = new();
        if (item.State == FeedbackState.Deleted)
        {
            return contribution;
        }

        Tally whole = Whole(item, insights);
        contribution.At(Cell.All).Add(whole);
        contribution.At(new Cell(Dimensions.Source, item.Source)).Add(whole);
        contribution.At(new Cell(Dimensions.Channel, item.Channel ?? Cell.None)).Add(whole);
        contribution.At(new Cell(Dimensions.Language, LanguageOf(item, insights))).Add(whole);
        contribution.At(new Cell(Dimensions.Country, item.Country ?? Cell.None)).Add(whole);
        contribution.At(new Cell(Dimensions.Segment, item.Customer?.Segment ?? Cell.None)).Add(whole);
        contribution.At(new Cell(Dimensions.Kind, item.Kind.ToString().ToLowerInvariant())).Add(whole);
        AddTouchpoints(contribution, item, insights);
        CauseCells.Add(contribution, causes, AnnualValue(item.Customer));
        return contribution;
    }

    /// <summary>In hundredths; 0 when unknown.</summary>
    public static long AnnualValue(Customer? customer) =>
        customer?.AnnualValue is { } value ? (long)decimal.Round(value * HundredthsPerUnit, MidpointRounding.AwayFromZero) : 0;

    /// <summary>The stated language, else that of the longest text that has one.</summary>
    private static string LanguageOf(FeedbackItem item, IReadOnlyList<TextInsight> insights)
    {
        if (item.Language is not null)
        {
            return item.Language;
        }

        string? language = null;
        int longest = -1;
        for (int i = 0; i < insights.Count; i++)
        {
            int length = item.Comments![i].Text.Length;
            if (insights[i].Language.Code != DetectedLanguage.Unknown && length > longest)
            {
                (language, longest) = (insights[i].Language.Code, length);
            }
        }

        return language ?? Cell.None;
    }

    /// <summary>
    /// A score that names a touchpoint of its own counts there; the rest of the item counts at the item's touchpoint. The
    /// feedback itself counts once at each touchpoint that it says something about.
    /// </summary>
    private static void AddTouchpoints(Aggregates contribution, FeedbackItem item, IReadOnlyList<TextInsight> insights)
    {
        IReadOnlyList<Score> scores = item.Scores ?? [];
        string home = item.Touchpoint ?? Cell.None;
        foreach (IGrouping<string, Score> elsewhere in scores.Where(s => s.Touchpoint is not null && s.Touchpoint != home).GroupBy(s => s.Touchpoint!))
        {
            Tally tally = contribution.At(new Cell(Dimensions.Touchpoint, elsewhere.Key));
            tally[Measure.Feedback]++;
            AddScores(tally, elsewhere, item.Customer);
        }

        FeedbackItem atHome = item with { Scores = [.. scores.Where(s => s.Touchpoint is null || s.Touchpoint == home)] };
        bool saysNothingAtHome = item.Touchpoint is null && scores.Count > 0 && atHome.Scores.Count == 0 && insights.Count == 0 && item.Expectation is null;
        if (!saysNothingAtHome)
        {
            contribution.At(new Cell(Dimensions.Touchpoint, home)).Add(Whole(atHome, insights));
        }
    }

    private static Tally Whole(FeedbackItem item, IReadOnlyList<TextInsight> insights)
    {
        Tally tally = new();
        tally[Measure.Feedback] = 1;
        AddScores(tally, item.Scores ?? [], item.Customer);
        foreach (TextInsight insight in insights)
        {
            tally[Measure.Texts]++;
            tally[insight.Sentiment switch
            {
                SentimentLabel.Positive => Measure.Positive,
                SentimentLabel.Negative => Measure.Negative,
                SentimentLabel.Mixed => Measure.Mixed,
                _ => Measure.Neutral,
            }]++;
            tally[Measure.SentimentSum] += Tally.ToUnits(insight.Score);
            tally[Measure.SentimentSquares] += Tally.ToUnits(insight.Score * insight.Score);
        }

        if (item.Expectation is { } expectation)
        {
            tally[Measure.GapResponses]++;
            tally[Measure.GapSum] += (long)Math.Round((expectation.Actual - expectation.Expected) * GapUnitsPerOne, MidpointRounding.AwayFromZero);
        }

        return tally;
    }

    private static void AddScores(Tally tally, IEnumerable<Score> scores, Customer? customer)
    {
        bool isDetractor = false;
        foreach (Score score in scores)
        {
            switch (score.Type)
            {
                case ScoreType.Nps:
                    tally[Measure.NpsResponses]++;
                    tally[score.Value >= LowestPromoter ? Measure.Promoters : score.Value <= HighestDetractor ? Measure.Detractors : Measure.Passives]++;
                    isDetractor |= score.Value <= HighestDetractor;
                    break;
                case ScoreType.Csat:
                    AddPosition(tally, score, Measure.CsatResponses, Measure.CsatSum, Measure.CsatSquares);
                    break;
                case ScoreType.Ces:
                    AddPosition(tally, score, Measure.CesResponses, Measure.CesSum, Measure.CesSquares);
                    break;
                default:
                    AddPosition(tally, score, Measure.RatingResponses, Measure.RatingSum, Measure.RatingSquares);
                    break;
            }
        }

        if (isDetractor)
        {
            tally[Measure.DetractorValue] += AnnualValue(customer);
        }
    }

    private static void AddPosition(Tally tally, Score score, Measure responses, Measure sum, Measure squares)
    {
        double position = (score.Value - score.Min) / (score.Max - score.Min);
        tally[responses]++;
        tally[sum] += Tally.ToUnits(position);
        tally[squares] += Tally.ToUnits(position * position);
    }
}
