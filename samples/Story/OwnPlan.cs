using System.Globalization;
using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Story;

/// <summary>Plans what Tavolind's own systems send: tickets of the help desk, reviews of the shop, polls in the app.</summary>
internal sealed class OwnPlan(Chance chance, Customers customers, FeedbackVoice voice, IReadOnlyDictionary<string, TextStock> stocks)
{
    public const string HelpDesk = "helpdesk";
    public const string ShopReviews = "shop-reviews";
    public const string AppPulse = "app-pulse";

    private static readonly string[] TicketChannels = ["email", "email", "phone", "web"];
    private static readonly double[] TicketWeights = [0.6, 0.25, 0.15];
    private static readonly double[] ReviewWeights = [0.62, 0.2, 0.18];
    private static readonly double[] PulseWeights = [0.6, 0.4];

    public IReadOnlyList<PlannedFeedback> DrawTickets(int count) => Draw(count, Ticket);

    /// <param name="withoutId">So many of the reviews come from an old shop system that gives no ids.</param>
    public IReadOnlyList<PlannedFeedback> DrawReviews(int count, int withoutId)
    {
        IReadOnlyList<PlannedFeedback> reviews = Draw(count, Review);
        HashSet<int> anonymous = [.. chance.Sample(count, withoutId)];
        return [.. reviews.Select((review, index) => anonymous.Contains(index) ? review with { SourceId = null } : review)];
    }

    public IReadOnlyList<PlannedFeedback> DrawPulses(int count) => Draw(count, Pulse);

    private List<PlannedFeedback> Draw(int count, Func<DateTimeOffset, int, PlannedFeedback> plan) =>
        [.. new StoryClock(chance, StoryCalendar.SurveyWeight).Draw(count).Select(plan)];

    /// <summary>Somebody who writes to customer service has a problem, or a question. Late deliveries make more of them.</summary>
    private PlannedFeedback Ticket(DateTimeOffset at, int index)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        Customer customer = customers.Pick(chance);
        double trouble = customer.Segment == StoryCalendar.UntroubledSegment ? 0 : StoryCalendar.DeliveryTrouble(day);
        string touchpoint = chance.PickIndex([TicketWeights[0] + (2 * trouble), TicketWeights[1], TicketWeights[2]]) switch
        {
            0 => Touchpoints.Delivery,
            1 => Touchpoints.Billing,
            _ => Touchpoints.Product,
        };
        Tone tone = touchpoint == Touchpoints.Delivery && chance.Happens(0.25 - (0.2 * trouble)) ? Tone.Neutral : Tone.Negative;
        string theme = tone == Tone.Neutral ? touchpoint : StoryMood.ThemeOf(chance, touchpoint, tone, day, customer.Country, store: null);
        int expected = chance.Between(2, 4);
        bool isLate = theme is "delivery-late" or "delivery-courier";
        return new PlannedFeedback(
            HelpDesk, Id("t", index), "ticket", at, chance.Pick(TicketChannels), touchpoint, customer.Language, customer.Country, tone)
        {
            RevisedAt = at,
            OccurredAt = touchpoint == Touchpoints.Delivery && chance.Happens(0.4) ? Earlier(day) : null,
            Customer = customer,
            Text = voice.Write(customer.Language, customer.Country, city: null, theme, tone, Register.Ticket),
            // Asked when the ticket is closed, and then also the unhappy have had an answer.
            Csat = chance.Happens(0.5) ? chance.Between(tone == Tone.Neutral ? 3 : 1, tone == Tone.Neutral ? 5 : 4) : null,
            DeliveryDays = isLate ? (expected, expected + chance.Between(3, 12)) : null,
            Cause = theme switch
            {
                "delivery-late" or "delivery-courier" => "late-delivery",
                "delivery-damaged" => "damaged-goods",
                "billing" => "wrong-charge",
                _ => null,
            },
        };
    }

    private PlannedFeedback Review(DateTimeOffset at, int index)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        Customer customer = customers.Pick(chance);
        string touchpoint = chance.PickIndex(ReviewWeights) switch { 0 => Touchpoints.Product, 1 => Touchpoints.Delivery, _ => Touchpoints.Store };
        string? store = touchpoint != Touchpoints.Store ? null
            : customer.Country == "FR" && chance.Happens(0.35) ? StoryCalendar.RudeStore
            : chance.Pick(stocks[customer.Language].Slot("city", customer.Country));
        Contentment contentment = StoryMood.Draw(chance, touchpoint, day, customer.Country, customer.Segment, store);
        Tone tone = StoryMood.ToneOf(chance, contentment);
        string theme = StoryMood.ThemeOf(chance, touchpoint, tone, day, customer.Country, store);
        return new PlannedFeedback(
            ShopReviews, Id("r", index), "review", at, "review", touchpoint, customer.Language, customer.Country, tone)
        {
            Customer = customer,
            Store = store,
            Rating = Scores.OutOfFive(chance, contentment),
            Text = voice.Write(customer.Language, customer.Country, store, theme, tone, Register.Review),
        };
    }

    private PlannedFeedback Pulse(DateTimeOffset at, int index)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        Customer customer = customers.Pick(chance);
        string touchpoint = chance.PickIndex(PulseWeights) == 0 ? Touchpoints.App : Touchpoints.Delivery;
        Contentment contentment = StoryMood.Draw(chance, touchpoint, day, customer.Country, customer.Segment, store: null);
        Tone tone = StoryMood.ToneOf(chance, contentment);
        string theme = StoryMood.ThemeOf(chance, touchpoint, tone, day, customer.Country, store: null);
        int expected = chance.Between(2, 4);
        return new PlannedFeedback(
            AppPulse, Id("p", index), "survey", at, "in-app", touchpoint, customer.Language, customer.Country, tone)
        {
            RevisedAt = at,
            OccurredAt = touchpoint == Touchpoints.Delivery ? Earlier(day) : null,
            Customer = customer,
            Nps = chance.Happens(0.5) ? Scores.Nps(chance, contentment) : null,
            Ces = touchpoint == Touchpoints.App ? Scores.Ease(chance, contentment) : null,
            Csat = touchpoint == Touchpoints.Delivery ? Scores.OutOfFive(chance, contentment) : null,
            DeliveryDays = touchpoint == Touchpoints.Delivery
                ? (expected, expected + (contentment == Contentment.Detractor ? chance.Between(3, 10) : chance.Between(-1, 1)))
                : null,
            Text = chance.Happens(0.55) ? voice.Write(customer.Language, customer.Country, city: null, theme, tone, Register.Survey) : null,
        };
    }

    /// <summary>The day of the delivery, told up to two days later.</summary>
    private DateTimeOffset Earlier(DateOnly day)
    {
        DateOnly earlier = day.AddDays(-chance.Below(3));
        return new DateTimeOffset(earlier < StoryCalendar.FirstDay ? StoryCalendar.FirstDay : earlier, TimeOnly.MinValue, TimeSpan.Zero);
    }

    private static string Id(string prefix, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{20_000 + index}");
}
