using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Report;

namespace CxFunnel.Pipeline.Tests.Report;

public sealed class MetricsQueryTests
{
    [Fact]
    public void Read_NoParameters_IsEveryDayOfTheDefaultProgram() =>
        Assert.Equal(new MetricsQuery("default", MetricsQuery.Earliest, MetricsQuery.Latest, Grain.Day, "all"), Read());

    [Fact]
    public void Read_AllParameters_TakesThem() =>
        Assert.Equal(
            new MetricsQuery("shop-fr", new DateOnly(2026, 1, 2), new DateOnly(2026, 3, 4), Grain.Week, "channel"),
            Read(("program", "shop-fr"), ("from", "2026-01-02"), ("to", "2026-03-04"), ("grain", "Week"), ("by", "Channel")));

    [Theory]
    [InlineData("program", "Shop FR", "/program")]
    [InlineData("from", "2026-02-30", "/from")]
    [InlineData("from", "02/03/2026", "/from")]
    [InlineData("to", "2026-1-2", "/to")]
    [InlineData("to", "1900-01-01", "/to")]
    [InlineData("grain", "hour", "/grain")]
    [InlineData("grain", "1", "/grain")]
    [InlineData("grain", "day,week", "/grain")]
    [InlineData("grain", " day", "/grain")]
    [InlineData("by", "colour", "/by")]
    public void Read_OneBadParameter_NamesIt(string name, string value, string pointer)
    {
        InputErrors errors = new();

        Assert.Null(MetricsQuery.Read(p => p == name ? value : null, errors));

        Assert.Equal(pointer, Assert.Single(errors.Listed).Pointer);
    }

    [Fact]
    public void Read_FromAfterTo_NamesFrom()
    {
        InputErrors errors = new();

        Assert.Null(MetricsQuery.Read(p => p switch { "from" => "2026-02-02", "to" => "2026-02-01", _ => null }, errors));

        Assert.Equal("/from", Assert.Single(errors.Listed).Pointer);
    }

    /// <summary>The first instant that an item may have is a day earlier in America.</summary>
    [Fact]
    public void Read_NoDays_CoversEveryDayThatAnItemCanHave()
    {
        Programs programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)
        {
            ["west"] = new() { TimeZone = "Pacific/Honolulu" },
            ["east"] = new() { TimeZone = "Pacific/Kiritimati" },
        });
        FeedbackItem first = new() { Source = "generic", Kind = FeedbackKind.Survey, SubmittedAt = new DateTimeOffset(Instants.EarliestYear, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        FeedbackItem last = first with { SubmittedAt = new DateTimeOffset(Instants.LatestYear, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1) };

        Assert.InRange(programs.DayOf("west", first), MetricsQuery.Earliest, MetricsQuery.Latest);
        Assert.InRange(programs.DayOf("east", last), MetricsQuery.Earliest, MetricsQuery.Latest);
    }

    private static MetricsQuery? Read(params (string Name, string Value)[] parameters)
    {
        InputErrors errors = new();
        MetricsQuery? query = MetricsQuery.Read(name => Array.Find(parameters, p => p.Name == name).Value, errors);
        Assert.Equal(0, errors.Count);
        return query;
    }
}
