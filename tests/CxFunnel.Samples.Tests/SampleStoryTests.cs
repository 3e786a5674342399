namespace CxFunnel.Samples.Tests;

/// <summary>The story of the README must show in the numbers, or the demo's summary is dull.</summary>
public sealed class SampleStoryTests
{
    private static readonly DateOnly CourierChanged = new(2026, 8, 31);
    private static readonly DateOnly WorstFrom = new(2026, 9, 7);
    private static readonly DateOnly CourierReplaced = new(2026, 9, 28);
    private static readonly DateOnly Recovered = new(2026, 10, 12);

    [Fact]
    public void DeliveryNps_CourierChangedAndReplaced_FallsAndRecovers()
    {
        double before = Delivery(DateOnly.MinValue, CourierChanged);
        double worst = Delivery(WorstFrom, CourierReplaced);
        double after = Delivery(Recovered, DateOnly.MaxValue);

        Assert.True(before - worst >= 30, $"{before:F0} before, {worst:F0} at worst");
        Assert.True(after >= before - 8, $"{before:F0} before, {after:F0} after");
    }

    [Fact]
    public void DeliveryNps_PremiumSegment_IsUntroubled() =>
        Assert.True(Delivery(WorstFrom, CourierReplaced, "premium") > 15, $"{Delivery(WorstFrom, CourierReplaced, "premium"):F0}");

    [Fact]
    public void DeliveryNps_EveryWeek_HasEnoughAnswersToShow() =>
        Assert.All(Samples.Set.Truth.DeliveryNpsByWeek.Values, week => Assert.True(week.Responses >= 40, $"{week.Responses} answers"));

    [Fact]
    public void LateDeliveries_InPublic_AreTalkedAboutMostInTheWorstWeeks()
    {
        int before = Tweets(WorstFrom.AddDays(-28), WorstFrom.AddDays(-7));
        int worst = Tweets(WorstFrom, CourierReplaced);

        Assert.True(worst > 1.25 * before, $"{before} mentions in three weeks before, {worst} in the three worst");
    }

    [Fact]
    public void AppNps_ItalyAfterTheRelease_FallsForTwoWeeks()
    {
        DateOnly from = new(2026, 8, 17);
        DateOnly to = new(2026, 8, 31);

        double italy = Score(feedback => feedback is { Touchpoint: "app", Country: "IT" } && feedback.Day >= from && feedback.Day < to);
        double others = Score(feedback => feedback is { Touchpoint: "app", Country: not "IT" } && feedback.Day >= from && feedback.Day < to);
        double italyLater = Score(feedback => feedback is { Touchpoint: "app", Country: "IT" } && feedback.Day >= to);
        Assert.True(others - italy > 40, $"Italy {italy:F0}, others {others:F0}");
        Assert.True(italyLater - italy > 40, $"Italy {italy:F0}, later {italyLater:F0}");
    }

    [Fact]
    public void BillingNps_AfterTheFix_Rises()
    {
        DateOnly fix = new(2026, 9, 21);
        double before = Score(feedback => feedback.Touchpoint == "billing" && feedback.Day < fix);
        double after = Score(feedback => feedback.Touchpoint == "billing" && feedback.Day >= fix);
        Assert.True(after - before > 35, $"{before:F0} before, {after:F0} after");
    }

    [Fact]
    public void StoreNps_France_IsPulledDownByOneStore()
    {
        double france = Score(feedback => feedback is { Touchpoint: "store", Country: "FR" });
        double others = Score(feedback => feedback is { Touchpoint: "store", Country: not "FR" });
        Assert.True(others - france > 15, $"France {france:F0}, others {others:F0}");
        Assert.True(Samples.Read.Counted.Count(feedback => feedback.Language == "fr" && feedback.Text?.Contains("Lyon", StringComparison.Ordinal) == true) >= 15);
    }

    [Fact]
    public void Volume_OverTheWeek_HasAPattern()
    {
        List<ReadFeedback> surveys = [.. Samples.Read.Counted.Where(feedback => feedback.Source == "typeform")];
        int Count(DayOfWeek day) => surveys.Count(feedback => feedback.Day.DayOfWeek == day);
        Assert.True(Count(DayOfWeek.Tuesday) > 1.5 * Count(DayOfWeek.Sunday));
    }

    private static double Delivery(DateOnly from, DateOnly to, string? segment = null) => Score(feedback =>
        feedback.Touchpoint == "delivery" && feedback.Day >= from && feedback.Day < to && (segment is null || feedback.Segment == segment));

    private static double Score(Func<ReadFeedback, bool> which)
    {
        List<int> scores = [.. Samples.Read.Counted.Where(which).Select(feedback => feedback.Nps).OfType<int>()];
        Assert.True(scores.Count >= 10, $"only {scores.Count} answers");
        return 100.0 * (scores.Count(score => score >= 9) - scores.Count(score => score <= 6)) / scores.Count;
    }

    private static int Tweets(DateOnly from, DateOnly to) =>
        Samples.Read.Counted.Count(feedback => feedback.Source == "brandwatch" && feedback.Day >= from && feedback.Day < to);
}
