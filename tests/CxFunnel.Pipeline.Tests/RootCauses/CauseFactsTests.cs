using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses.Discover;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class CauseFactsTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    [Fact]
    public void Quotes_OfMany_AreTheCentralOneARecentOneAndAnotherWay()
    {
        QuoteChoice choice = new();
        choice.Add(Quote("a", "the strap of my bag tears off", 0));
        choice.Add(Quote("b", "the strap of the bag tears", 1));
        choice.Add(Quote("c", "strap of my bag tears again", 2));
        choice.Add(Quote("d", "cheap seams, everything comes apart at once", 3));
        choice.Add(Quote("e", "too short", 9));

        string[] quotes = [.. choice.Choose().Select(q => q.Text)];

        Assert.Equal(3, quotes.Length);
        Assert.Equal("the strap of my bag tears off", quotes[0]);
        Assert.Contains("cheap seams, everything comes apart at once", quotes);
        Assert.DoesNotContain("too short", quotes);
    }

    [Fact]
    public void Quotes_InAnyOrder_AreTheSame()
    {
        Quote[] quotes = [.. Enumerable.Range(0, 100).Select(i => Quote($"k{i}", $"complaint number {i % 7} about thing {i % 5}", i % 30))];
        QuoteChoice one = new();
        Array.ForEach(quotes, one.Add);
        new Random(3).Shuffle(quotes);
        QuoteChoice other = new();
        Array.ForEach(quotes, other.Add);

        Assert.Equal(one.Choose(), other.Choose());
    }

    [Fact]
    public void Quotes_AreOnOneLineAndNotTooLong()
    {
        QuoteChoice choice = new();
        choice.Add(Quote("a", string.Concat(Enumerable.Repeat("many words\r\n ", 60)), 0));

        string quote = Assert.Single(choice.Choose()).Text;

        Assert.True(quote.Length <= 240 && quote.EndsWith('…') && !quote.Contains('\n', StringComparison.Ordinal), quote);
    }

    [Fact]
    public void Quotes_ThatDiscoveryChose_ComeFirst()
    {
        QuoteChoice choice = new();
        choice.Add(Quote("a", "some clause that is central", 5));
        choice.Add(Quote("z", "short", 0) with { IsExample = true });

        Assert.Equal(["short", "some clause that is central"], choice.Choose().Select(q => q.Text));
    }

    /// <summary>"The courier" is named by who thanks him, too.</summary>
    [Fact]
    public void Quotes_ThatPraise_AreShownOnlyWhereThereIsNothingElse()
    {
        QuoteChoice choice = new();
        choice.Add(Quote("a", "the courier who waited for me was lovely", 9) with { IsPraise = true });
        QuoteChoice mixed = new();
        Array.ForEach([.. Enumerable.Range(0, 40).Select(i => Quote($"p{i}", $"the courier was lovely {i}", 9) with { IsPraise = true })], mixed.Add);
        mixed.Add(Quote("b", "the courier threw it over the gate", 1));

        Assert.Equal(["the courier who waited for me was lovely"], choice.Choose().Select(q => q.Text));
        Assert.Equal(["the courier threw it over the gate"], mixed.Choose().Select(q => q.Text));
    }

    /// <summary>A tenth of all feedback is French; of the rising cause it is nine in ten.</summary>
    [Fact]
    public void Segments_WhereItRises_AreNamed()
    {
        SegmentCounts all = new();
        SegmentCounts own = new();
        for (int i = 0; i < 500; i++)
        {
            all.Add(Item(i % 10 == 0 ? "FR" : "DE", i % 2 == 0 ? "web" : "store"), []);
        }

        for (int i = 0; i < 20; i++)
        {
            own.Add(Item(i < 18 ? "FR" : "DE", i % 2 == 0 ? "web" : "store"), []);
        }

        Assert.Equal(["country: FR"], own.StandingOutOf(all));
        Assert.Empty(all.StandingOutOf(all));
        Assert.Empty(new SegmentCounts().StandingOutOf(all));
    }

    private static Quote Quote(string key, string text, int day) => new(key, $"f-{key}", Day.AddDays(day), text, IsExample: false, IsPraise: false);

    private static FeedbackItem Item(string country, string channel) => new()
    {
        Source = "tests",
        Kind = FeedbackKind.Survey,
        SubmittedAt = new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero),
        Country = country,
        Channel = channel,
    };
}
