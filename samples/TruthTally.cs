using CxFunnel.Samples.Story;

namespace CxFunnel.Samples;

/// <summary>Counts the truth from the plan alone; nothing here reads a body or a file.</summary>
internal static class TruthTally
{
    /// <param name="counted">Each distinct feedback once, in its last version.</param>
    public static SampleTruth Of(
        IReadOnlyList<PlannedFeedback> counted,
        int partialsOnly,
        DuplicateTruth duplicates,
        int corrections,
        int staleRevisions,
        IReadOnlyList<ExportTruth> exports) => new(
        counted.Count,
        ByDay(counted),
        counted.CountBy(feedback => feedback.Source, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        partialsOnly,
        duplicates,
        corrections,
        staleRevisions,
        exports,
        Nps(counted),
        NpsByWeek(counted),
        NpsByWeek(counted.Where(feedback => feedback.Touchpoint == Touchpoints.Delivery)));

    private static Dictionary<DateOnly, int> ByDay(IReadOnlyList<PlannedFeedback> counted)
    {
        Dictionary<DateOnly, int> days = Enumerable.Range(0, StoryCalendar.DayCount).ToDictionary(StoryCalendar.FirstDay.AddDays, _ => 0);
        foreach (PlannedFeedback feedback in counted)
        {
            days[feedback.Day]++;
        }

        return days;
    }

    private static Dictionary<DateOnly, NpsTruth> NpsByWeek(IEnumerable<PlannedFeedback> counted) =>
        counted.Where(feedback => feedback.Nps is not null)
            .GroupBy(feedback => StoryCalendar.WeekOf(feedback.Day))
            .OrderBy(week => week.Key)
            .ToDictionary(week => week.Key, Nps);

    private static NpsTruth Nps(IEnumerable<PlannedFeedback> counted)
    {
        List<int> scores = [.. counted.Where(feedback => feedback.Nps is not null).Select(feedback => feedback.Nps!.Value)];
        return new NpsTruth(scores.Count(score => score >= 9), scores.Count(score => score is 7 or 8), scores.Count(score => score <= 6));
    }
}
