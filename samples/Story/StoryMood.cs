using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Story;

/// <summary>How content a customer is, in the three groups of NPS.</summary>
internal enum Contentment
{
    Detractor,
    Passive,
    Promoter,
}

/// <summary>How the story makes people feel at one touchpoint on one day, and what they then talk about.</summary>
internal static class StoryMood
{
    /// <param name="store">City of the store, where there is one.</param>
    public static Contentment Draw(Chance chance, string touchpoint, DateOnly day, string country, string segment, string? store)
    {
        double trouble = segment == StoryCalendar.UntroubledSegment ? 0 : StoryCalendar.DeliveryTrouble(day);
        (double promoters, double detractors) = touchpoint switch
        {
            Touchpoints.Delivery => (0.58 - (0.42 * trouble), 0.16 + (0.46 * trouble)),
            Touchpoints.Billing => day < StoryCalendar.BillingFixed ? (0.30, 0.42) : (0.63, 0.12),
            Touchpoints.App => StoryCalendar.IsAppBroken(day, country) ? (0.08, 0.74) : (0.52, 0.18),
            Touchpoints.Store => store == StoryCalendar.RudeStore ? (0.14, 0.64) : (0.62, 0.12),
            Touchpoints.Support => (0.50 - (0.16 * trouble), 0.22 + (0.20 * trouble)),
            _ => (0.58, 0.16),
        };
        return chance.PickIndex([detractors, 1 - promoters - detractors, promoters]) switch
        {
            0 => Contentment.Detractor,
            1 => Contentment.Passive,
            _ => Contentment.Promoter,
        };
    }

    public static Tone ToneOf(Chance chance, Contentment contentment) => contentment switch
    {
        Contentment.Detractor => chance.Happens(0.88) ? Tone.Negative : Tone.Mixed,
        Contentment.Promoter => chance.Happens(0.95) ? Tone.Positive : Tone.Neutral,
        _ => chance.PickIndex([0.4, 0.35, 0.25]) switch { 0 => Tone.Neutral, 1 => Tone.Mixed, _ => Tone.Positive },
    };

    /// <summary>A theme of the text files.</summary>
    public static string ThemeOf(Chance chance, string touchpoint, Tone tone, DateOnly day, string country, string? store) => (touchpoint, tone) switch
    {
        (Touchpoints.Delivery, Tone.Negative) => DeliveryComplaint(chance, StoryCalendar.DeliveryTrouble(day)),
        (Touchpoints.Delivery, Tone.Positive) => StoryCalendar.IsDeliveryReliefFresh(day) && chance.Happens(0.4) ? "delivery-fixed" : "delivery",
        (Touchpoints.Billing, Tone.Positive) => day >= StoryCalendar.BillingFixed && chance.Happens(0.8) ? "billing-fixed" : "general",
        (Touchpoints.App, Tone.Negative) => StoryCalendar.IsAppBroken(day, country) ? "app-release" : "app",
        (Touchpoints.Store, Tone.Negative) => store == StoryCalendar.RudeStore ? "store-rude" : "store",
        _ => touchpoint,
    };

    /// <summary>Nobody complains of the new courier before there is one.</summary>
    private static string DeliveryComplaint(Chance chance, double trouble) => chance.PickIndex([0.6 + (1.6 * trouble), 0.5 * trouble, 0.4]) switch
    {
        0 => "delivery-late",
        1 => "delivery-courier",
        _ => "delivery-damaged",
    };
}
