namespace CxFunnel.Samples.Story;

/// <summary>What happens at Tavolind, and when. All the rest of the generator asks here.</summary>
internal static class StoryCalendar
{
    public static readonly DateOnly FirstDay = new(2026, 8, 3);
    public static readonly DateOnly LastDay = new(2026, 10, 31);

    /// <summary>A cheaper courier takes over.</summary>
    public static readonly DateOnly CourierChanged = new(2026, 8, 31);

    /// <summary>From here until <see cref="CourierReplaced"/> deliveries are at their worst.</summary>
    public static readonly DateOnly DeliveryAtWorst = new(2026, 9, 8);

    /// <summary>The action: the courier is replaced; the backlog takes two weeks.</summary>
    public static readonly DateOnly CourierReplaced = new(2026, 9, 28);

    public static readonly DateOnly DeliveryRecovered = new(2026, 10, 12);

    /// <summary>Release 4.2 of the app breaks sign-in and payment in Italy; repaired two weeks later.</summary>
    public static readonly DateOnly AppReleased = new(2026, 8, 17);
    public static readonly DateOnly AppRepaired = new(2026, 8, 31);

    /// <summary>Double charges end and invoices become readable.</summary>
    public static readonly DateOnly BillingFixed = new(2026, 9, 21);

    public const string AppTroubleCountry = "IT";
    public const string RudeStore = "Lyon";
    public const string UntroubledSegment = "premium";

    // Monday first. People answer surveys at work and post when they are off.
    private static readonly double[] SurveyWeekday = [1.15, 1.2, 1.1, 1.05, 0.95, 0.65, 0.5];
    private static readonly double[] MentionWeekday = [0.9, 0.9, 0.9, 0.95, 1.05, 1.2, 1.25];

    public static int DayCount => LastDay.DayNumber - FirstDay.DayNumber + 1;

    /// <summary>From 0, deliveries as usual, to 1, at their worst; straight lines between the dates above.</summary>
    public static double DeliveryTrouble(DateOnly day)
    {
        if (day < CourierChanged || day >= DeliveryRecovered)
        {
            return 0;
        }

        if (day < DeliveryAtWorst)
        {
            return Share(CourierChanged, day, DeliveryAtWorst);
        }

        return day < CourierReplaced ? 1 : 1 - Share(CourierReplaced, day, DeliveryRecovered);
    }

    /// <summary>True while customers still remark that deliveries have become good again.</summary>
    public static bool IsDeliveryReliefFresh(DateOnly day) => day >= CourierReplaced.AddDays(5);

    public static bool IsAppBroken(DateOnly day, string country) =>
        country == AppTroubleCountry && day >= AppReleased && day < AppRepaired;

    public static double SurveyWeight(DateOnly day) => SurveyWeekday[MondayFirst(day)];

    /// <summary>Trouble makes people talk: up to 60 % more mentions.</summary>
    public static double MentionWeight(DateOnly day) => MentionWeekday[MondayFirst(day)] * (1 + (0.6 * DeliveryTrouble(day)));

    /// <summary>The Monday of the day's week.</summary>
    public static DateOnly WeekOf(DateOnly day) => day.AddDays(-MondayFirst(day));

    private static int MondayFirst(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;

    private static double Share(DateOnly from, DateOnly day, DateOnly to) =>
        (double)(day.DayNumber - from.DayNumber) / (to.DayNumber - from.DayNumber);
}
