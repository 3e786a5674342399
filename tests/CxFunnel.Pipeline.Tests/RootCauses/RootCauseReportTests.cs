using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Emerging;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.RootCauses.Report;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class RootCauseReportTests
{
    private static readonly DateOnly First = new(2026, 8, 1);
    private static readonly CauseKnowledge Known = new(Taxonomy.Shipped, model: null, CauseEdits.None);

    /// <summary>Ninety quiet days with two late deliveries each, then five days with twelve odd smells each.</summary>
    [Fact]
    public async Task Of_ARangeAndItsPast_RanksNamesAndReportsTheRise()
    {
        RootCauseReading reading = await ReadAsync(from: First.AddDays(60), new CatalogueEntry
        {
            RootCauseId = "stated-odd-smell",
            Label = "odd smell",
            State = CauseState.Established,
            Examples = ["=cmd()", "It smells odd."],
            EmergingSegments = ["country: FR"],
        });

        Assert.Equal((First.AddDays(60), First.AddDays(94)), (reading.From, reading.To));
        Assert.Equal(30 * 20 + 5 * 32, reading.Feedback);
        RootCauseRow smell = reading.Rows.Single(r => r.Entry.RootCauseId == "stated-odd-smell");
        RootCauseRow late = reading.Rows.Single(r => r.Entry.RootCauseId == "late-delivery");
        Assert.Equal(("late-delivery", CauseState.Emerging), (reading.Rows[0].Entry.RootCauseId, smell.Entry.State));
        Assert.Equal((60L, First.AddDays(90), First.AddDays(90)), (smell.Metrics.Mentions, smell.FirstSeen, smell.Emerging!.Since));
        Assert.Equal(("Livraison en retard", CauseState.Taxonomy, 70L), (late.Entry.Label, late.Entry.State, late.Metrics.Mentions));
        Assert.Null(late.Emerging);
        Assert.Equal(("service", "delivery", true), (late.Origin.Component, late.Origin.Touchpoint, late.Origin.IsControllable));
    }

    [Fact]
    public async Task Of_NoFeedback_IsEmpty()
    {
        RootCauseReading reading = await ReadAsync(from: First.AddDays(200));

        Assert.Equal((null, null, 0L), (reading.From, reading.To, reading.Feedback));
        Assert.Empty(reading.Rows);
    }

    [Fact]
    public async Task Write_AsCsv_EscapesWhatASpreadsheetWouldRun()
    {
        RootCauseReading reading = await ReadAsync(from: First, new CatalogueEntry
        {
            RootCauseId = "stated-odd-smell",
            Label = "=HYPERLINK(1)",
            State = CauseState.Established,
            Examples = ["+1; a"],
        });
        using MemoryStream body = new();

        await RootCauseWriter.WriteCsvAsync(body, reading, CancellationToken.None);

        string[] lines = Encoding.UTF8.GetString(body.ToArray()).Split("\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(string.Join(',', RootCauseWriter.ColumnNames), lines[0].Trim().TrimStart('\uFEFF'));
        Assert.Equal(3, lines.Length);
        Assert.All(lines[1..], line => Assert.DoesNotContain(",=", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("'=HYPERLINK(1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_AsJson_HasEveryColumnInCamelCase()
    {
        using MemoryStream body = new();

        await RootCauseWriter.WriteJsonAsync(body, await ReadAsync(from: First), CancellationToken.None);

        using JsonDocument json = JsonDocument.Parse(body.ToArray());
        Assert.All(json.RootElement.GetProperty("rows").EnumerateArray(), row =>
            Assert.Equal(RootCauseWriter.ColumnNames.Select(JsonNamingPolicy.CamelCase.ConvertName), row.EnumerateObject().Select(p => p.Name)));
    }

    [Theory]
    [InlineData("language", "french", "/language")]
    [InlineData("program", "No", "/program")]
    [InlineData("from", "yesterday", "/from")]
    public void Query_WithAMistake_NamesTheParameter(string name, string value, string pointer)
    {
        InputErrors errors = new();

        Assert.Null(RootCauseQuery.Read(n => n == name ? value : null, errors));

        Assert.Equal([pointer], errors.Listed.Select(e => e.Pointer));
    }

    private static async Task<RootCauseReading> ReadAsync(DateOnly from, params CatalogueEntry[] entries)
    {
        DaySum[] days = [.. Enumerable.Range(0, 95).Select(d => Day(First.AddDays(d), smells: d < 90 ? 0 : 12))];
        return RootCauseReport.Of(
            new RootCauseQuery("one", from, First.AddDays(300), "fr"),
            await CauseDays.ReadAsync(days.ToAsyncEnumerable(), from, CancellationToken.None),
            entries.ToDictionary(e => e.RootCauseId),
            Known,
            churn: 0.25,
            new EmergingOptions());
    }

    private static DaySum Day(DateOnly day, int smells)
    {
        Aggregates sums = new();
        for (int i = 0; i < 20 + smells; i++)
        {
            FeedbackItem item = new()
            {
                Source = "tests",
                Kind = FeedbackKind.Survey,
                SubmittedAt = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                Scores = [new Score(ScoreType.Nps, i < 2 ? 5 : i < 20 ? 9 : 0, 0, 10)],
            };
            sums.Add(Contribution.Of(item, [], i < 2 ? ["late-delivery"] : i < 20 ? [] : ["stated-odd-smell"]));
        }

        return new DaySum(day, sums, Version: 1);
    }
}
