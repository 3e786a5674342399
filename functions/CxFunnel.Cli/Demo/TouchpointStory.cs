using System.Globalization;

namespace CxFunnel.Cli.Demo;

/// <summary>
/// The story in the samples, told from the counted numbers alone: how a touchpoint was before its worst week, how deep it fell,
/// and where it is now.
/// </summary>
public static class TouchpointStory
{
    /// <summary>Weeks at each end of the period that say how it was before and how it is now.</summary>
    private const int WeeksCompared = 3;

    /// <summary>A week with fewer answers says little by itself.</summary>
    private const int FewestAnswers = 10;

    /// <param name="weeks">One touchpoint's weeks, in order.</param>
    /// <returns>A few sentences; none when there are too few weeks to tell anything.</returns>
    public static IReadOnlyList<string> Tell(string touchpoint, IReadOnlyList<MetricsRow> weeks)
    {
        List<MetricsRow> telling = [.. weeks.Where(week => week.NpsResponses >= FewestAnswers)];
        if (telling.Count < (2 * WeeksCompared) + 1)
        {
            return [];
        }

        MetricsRow worst = telling.MinBy(week => week.Nps)!;
        double before = Nps(telling.Take(WeeksCompared));
        double now = Nps(telling.TakeLast(WeeksCompared));
        if (worst.NpsHigh >= before)
        {
            return [string.Create(
                CultureInfo.InvariantCulture, $"{Capital(touchpoint)}: no week stands out; NPS was {before:+0;-0;0} at first and is {now:+0;-0;0} now.")];
        }

        DateOnly begin = telling.TakeWhile(week => week.Date <= worst.Date).Reverse().TakeWhile(week => week.NpsHigh < before).Last().Date;
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{Capital(touchpoint)} broke in the week of {begin:d MMMM}; until then its NPS had been {before:+0;-0;0}."),
            string.Create(
                CultureInfo.InvariantCulture,
                $"At worst, in the week of {worst.Date:d MMMM}, it was {worst.Nps:+0;-0;0} (95 % interval {worst.NpsLow:+0;-0;0} to {worst.NpsHigh:+0;-0;0})."),
            now > worst.NpsHigh
                ? string.Create(CultureInfo.InvariantCulture, $"It recovered: the last {WeeksCompared} weeks are at {now:+0;-0;0}.")
                : string.Create(CultureInfo.InvariantCulture, $"It has not recovered: the last {WeeksCompared} weeks are at {now:+0;-0;0}."),
        ];
    }

    private static double Nps(IEnumerable<MetricsRow> weeks)
    {
        (long promoters, long detractors, long all) = weeks.Aggregate(
            (0L, 0L, 0L), (sum, week) => (sum.Item1 + week.Promoters, sum.Item2 + week.Detractors, sum.Item3 + week.NpsResponses));
        return 100.0 * (promoters - detractors) / all;
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
