using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Story;

/// <summary>Plans the Typeform responses: five forms, one a touchpoint.</summary>
internal sealed class SurveyPlan(Chance chance, Customers customers, FeedbackVoice voice, IReadOnlyDictionary<string, TextStock> stocks)
{
    public const string Source = "typeform";

    private static readonly (string Touchpoint, double Weight)[] Forms =
        [(Touchpoints.Delivery, 0.42), (Touchpoints.Billing, 0.15), (Touchpoints.Store, 0.15), (Touchpoints.App, 0.13), (Touchpoints.Support, 0.15)];

    private static readonly double[] FormWeights = [.. Forms.Select(form => form.Weight)];

    private static readonly string[] Channels = ["email", "email", "email", "web", "sms"];

    public IReadOnlyList<PlannedFeedback> Draw(int count) =>
        [.. new StoryClock(chance, StoryCalendar.SurveyWeight).Draw(count).Select(Respond)];

    private PlannedFeedback Respond(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        string touchpoint = Forms[chance.PickIndex(FormWeights)].Touchpoint;
        Customer customer = customers.Pick(chance);
        string? store = touchpoint == Touchpoints.Store ? PickStore(customer) : null;
        Contentment contentment = StoryMood.Draw(chance, touchpoint, day, customer.Country, customer.Segment, store);
        Tone tone = StoryMood.ToneOf(chance, contentment);
        bool hasText = chance.Happens(0.72);
        return new PlannedFeedback(
            Source,
            chance.Letters(32, "abcdefghijklmnopqrstuvwxyz0123456789"),
            "survey",
            at,
            touchpoint == Touchpoints.App ? "in-app" : chance.Pick(Channels),
            touchpoint,
            customer.Language,
            customer.Country,
            tone)
        {
            Customer = customer,
            Store = store,
            Nps = touchpoint == Touchpoints.Support ? null : Scores.Nps(chance, contentment),
            Csat = touchpoint == Touchpoints.App ? null : Scores.OutOfFive(chance, contentment),
            Ces = touchpoint is Touchpoints.App or Touchpoints.Support ? Scores.Ease(chance, contentment) : null,
            Text = hasText
                ? voice.Write(
                    customer.Language,
                    customer.Country,
                    store,
                    StoryMood.ThemeOf(chance, touchpoint, tone, day, customer.Country, store),
                    tone,
                    Register.Survey)
                : null,
        };
    }

    private string PickStore(Customer customer) =>
        customer.Country == "FR" && chance.Happens(0.35)
            ? StoryCalendar.RudeStore
            : chance.Pick(stocks[customer.Language].Slot("city", customer.Country));
}
