namespace CxFunnel.Samples.Story;

/// <summary>One invented customer.</summary>
/// <param name="AnnualValue">Euros a year.</param>
internal sealed record Customer(
    string Id, string Language, string Country, string Segment, int AnnualValue, DateOnly RenewalDate, string Email);

/// <summary>The invented customers, and the markets where they live.</summary>
internal sealed class Customers
{
    public const string Currency = "EUR";

    private const int CustomerCount = 1500;

    private static readonly (string Country, string Language, double Weight)[] Markets =
    [
        ("GB", "en", 0.20), ("FR", "fr", 0.15), ("DE", "de", 0.16), ("AT", "de", 0.04), ("IT", "it", 0.15),
        ("ES", "es", 0.11), ("PT", "pt", 0.07), ("NL", "nl", 0.06), ("BE", "nl", 0.03), ("BE", "fr", 0.03),
    ];

    private static readonly double[] MarketWeights = [.. Markets.Select(market => market.Weight)];

    private static readonly (string Name, double Weight, int ValueFrom, int ValueTo)[] Segments =
        [("standard", 0.62, 60, 420), ("plus", 0.23, 400, 1400), (StoryCalendar.UntroubledSegment, 0.15, 1800, 6500)];

    private static readonly double[] SegmentWeights = [.. Segments.Select(segment => segment.Weight)];

    private readonly Customer[] _all;

    public Customers(Chance chance)
    {
        _all = [.. Enumerable.Range(0, CustomerCount).Select(index => Invent(chance, index))];
    }

    public Customer Pick(Chance chance) => chance.Pick(_all);

    public static (string Country, string Language) PickMarket(Chance chance)
    {
        (string country, string language, _) = Markets[chance.PickIndex(MarketWeights)];
        return (country, language);
    }

    private static Customer Invent(Chance chance, int index)
    {
        (string country, string language) = PickMarket(chance);
        (string segment, _, int from, int to) = Segments[chance.PickIndex(SegmentWeights)];
        int number = 100_000 + (index * 37);
        return new Customer(
            $"C-{number}",
            language,
            country,
            segment,
            chance.Between(from / 10, to / 10) * 10,
            new DateOnly(2026, 9, 1).AddDays(chance.Below(400)),
            $"c{number}@example.com");
    }
}
