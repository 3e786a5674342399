using System.Globalization;
using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Story;

/// <summary>Plans what people say in public.</summary>
internal sealed class MentionPlan(Chance chance, FeedbackVoice voice, IReadOnlyDictionary<string, TextStock> stocks)
{
    public const string Source = "brandwatch";

    private static readonly (string Network, Register Register, double Weight)[] Networks =
    [
        ("twitter", Register.Tweet, 0.54), ("instagram", Register.Tweet, 0.12), ("facebook", Register.Survey, 0.12),
        ("review", Register.Review, 0.14), ("forum", Register.Review, 0.05), ("reddit", Register.Survey, 0.03),
    ];

    private static readonly double[] NetworkWeights = [.. Networks.Select(network => network.Weight)];

    private static readonly string[] Topics =
        [Touchpoints.Delivery, Touchpoints.Billing, Touchpoints.App, Touchpoints.Store, Touchpoints.Support, Touchpoints.Product, "price", "chatter"];

    /// <param name="starsOnly">So many of the mentions are reviews with a rating and not a word.</param>
    public IReadOnlyList<PlannedMention> Draw(int count, int starsOnly)
    {
        IReadOnlyList<DateTimeOffset> times = new StoryClock(chance, StoryCalendar.MentionWeight).Draw(count);
        HashSet<int> silent = [.. chance.Sample(count, starsOnly)];
        return [.. times.Select((at, index) => silent.Contains(index) ? Stars(at) : Mention(at))];
    }

    private PlannedMention Mention(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        (string country, string language) = Customers.PickMarket(chance);
        (string network, Register register, _) = Networks[chance.PickIndex(NetworkWeights)];
        string topic = Topics[chance.PickIndex(
        [
            1.1 + (3.2 * StoryCalendar.DeliveryTrouble(day)),
            0.5,
            StoryCalendar.IsAppBroken(day, country) ? 2.6 : 0.5,
            0.6,
            0.5,
            1.5,
            0.35,
            0.6,
        ])];
        string? store = topic == Touchpoints.Store && chance.Happens(country == "FR" ? 0.4 : 0.12) ? StoryCalendar.RudeStore : null;
        // Who posts is angrier than who is asked.
        Contentment contentment = StoryMood.Draw(chance, topic, day, country, segment: "", store);
        Tone tone = topic == "chatter" ? Tone.Neutral : StoryMood.ToneOf(chance, contentment);
        if (topic != "chatter" && tone == Tone.Neutral)
        {
            tone = Tone.Mixed;
        }

        string theme = StoryMood.ThemeOf(chance, topic, tone, day, country, store);
        string text = voice.Write(language, country, store, theme, tone, register);
        int? rating = network == "review" ? Scores.OutOfFive(chance, topic == "chatter" ? Contentment.Passive : contentment) : null;
        return Publish(at, network, language, country, tone, topic, text, rating);
    }

    private PlannedMention Stars(DateTimeOffset at)
    {
        (string country, string language) = Customers.PickMarket(chance);
        Contentment contentment = StoryMood.Draw(
            chance, Touchpoints.Product, DateOnly.FromDateTime(at.UtcDateTime), country, segment: "", store: null);
        return Publish(
            at, "review", language, country, Tone.Neutral, Touchpoints.Product, text: null, Scores.OutOfFive(chance, contentment));
    }

    private PlannedMention Publish(
        DateTimeOffset at, string network, string language, string country, Tone tone, string topic, string? text, int? rating)
    {
        // X ids grow with time and exceed 2^53; the others look like hashes.
        string id = network == "twitter"
            ? $"20{at.ToUnixTimeSeconds() - 1_700_000_000:D9}{chance.Letters(8, "0123456789")}"
            : chance.Letters(16, "0123456789abcdef");
        string kind = network == "review" ? "review" : "mention";
        var feedback = new PlannedFeedback(
            Source, id, kind, at, network == "review" ? "review" : "social", Touchpoint: null, language, country, tone)
        {
            Text = text,
            Rating = rating,
        };
        return new PlannedMention(
            feedback,
            network,
            topic,
            string.Create(CultureInfo.InvariantCulture, $"{chance.Pick(stocks[language].Slot("person")).Replace('.', '_')}{chance.Between(10, 9999)}"),
            network == "twitter" ? chance.Between(12, 9000) : chance.Between(40, 2500));
    }
}

/// <summary>A planned mention with what only the listening tool knows.</summary>
/// <param name="Network">Brandwatch's page type.</param>
/// <param name="Topic">A touchpoint, <c>price</c> or <c>chatter</c>.</param>
internal sealed record PlannedMention(PlannedFeedback Feedback, string Network, string Topic, string Author, int Reach);
