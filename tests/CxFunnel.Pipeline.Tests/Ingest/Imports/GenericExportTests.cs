using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

public sealed class GenericExportTests
{
    [Fact]
    public async Task Read_OwnCsv_GivesSurveyResponses()
    {
        FeedbackItem item = Item(Assert.Single(await ReadAsync(
            "sourceId,submittedAt,nps,csat,ces,customerId,email,channel,touchpoint,segment,language,country,comment\n"
            + "r1,2026-01-02T03:04:05Z,3,2,6,c1,A@Example.com,Email,Delivery,premium,fr-FR,France,\"late, again\"\n")));

        Assert.Equal((FeedbackKind.Survey, "generic", "r1"), (item.Kind, item.Source, item.SourceId));
        Assert.Equal([new Score(ScoreType.Nps, 3, 0, 10), new Score(ScoreType.Csat, 2, 1, 5), new Score(ScoreType.Ces, 6, 1, 7)], item.Scores);
        Assert.Equal(("c1", "a@example.com", "premium"), (item.Customer!.Id, item.Customer.Email, item.Customer.Segment));
        Assert.Equal(("email", "delivery", "fr", "FR"), (item.Channel, item.Touchpoint, item.Language, item.Country));
        Assert.Equal("late, again", item.Comments!.Single().Text);
    }

    [Theory]
    [InlineData("Datum;Kommentar;Sterne\n31.12.2025;zu spät;2\n", "2025-12-31T00:00:00Z")]
    [InlineData("Fecha\tComentario\n2025-12-31 10:30\ttarde\n", "2025-12-31T10:30:00Z")]
    [InlineData("Data|Testo\n31/12/2025 9:05|in ritardo\n", "2025-12-31T09:05:00Z")]
    [InlineData("Date,Commentaire\n\"Dec 31, 2025\",en retard\n", "2025-12-31T00:00:00Z")]
    [InlineData("sep=;\nDate;Comment\n12/31/2025 2:05 PM;late\n", "2025-12-31T14:05:00Z")]
    [InlineData("Created At,Message\n1767225600,late\n", "2026-01-01T00:00:00Z")]
    public async Task Read_UnknownTool_FindsColumnsByTheirWordsInAnyLanguage(string file, string date)
    {
        FeedbackItem item = Item(Assert.Single(await ReadAsync(file)));

        Assert.Equal(DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture), item.SubmittedAt);
        Assert.Single(item.Comments!);
    }

    [Theory]
    [InlineData("13/04/2025", 4, 3)]
    [InlineData("04/13/2025", 3, 4)]
    public async Task Read_DayOrMonthFirst_IsSettledFromTheWholeColumn(string laterRow, int month, int day)
    {
        StringBuilder file = new("date,comment\n03/04/2025,first\n");
        file.Insert(file.Length, "05/06/2025,more\n", 5_000).Append(laterRow).Append(",decides\n");

        List<ExportRow> rows = await ReadAsync(file.ToString());

        Assert.Equal(5_002, rows.OfType<ExportRow.Read>().Count());
        Assert.Equal(new DateTimeOffset(2025, month, day, 0, 0, 0, TimeSpan.Zero), Item(rows[0]).SubmittedAt);
    }

    [Fact]
    public async Task Read_EveryDateCouldBeBoth_AsksForTheOrder()
    {
        const string file = "date,comment\n03/04/2025,first\n05/06/2025,second\n";

        UnreadableExportException e = await Assert.ThrowsAsync<UnreadableExportException>(() => ReadAsync(file));
        List<ExportRow> rows = await ReadAsync(file, new ExportOptions { DayFirst = true });

        Assert.Contains("dayFirst", e.Message, StringComparison.Ordinal);
        Assert.Equal(4, Item(rows[0]).SubmittedAt.Month);
    }

    [Fact]
    public async Task Read_ColumnsNamed_AreTakenWhateverTheirNames()
    {
        Assert.True(ExportColumnMap.TryParse("text:Was war,date:Wann\\: genau,rating:Punkte", out IReadOnlyDictionary<ExportField, string>? columns, out _));

        List<ExportRow> rows = await ReadAsync("junk\nWann: genau;Punkte;Was war\n2026-01-02;4;gut\n", new ExportOptions { Columns = columns, Source = "shop" });

        FeedbackItem item = Item(Assert.Single(rows));
        Assert.Equal(("shop", FeedbackKind.Review, "review"), (item.Source, item.Kind, item.Channel));
        Assert.Equal([new Score(ScoreType.Rating, 4, 1, 5)], item.Scores);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("text:")]
    [InlineData("words:Comment")]
    [InlineData("text:A,text:B")]
    public void TryParse_MapThatNamesNoColumns_SaysWhatIsWrong(string map)
    {
        Assert.False(ExportColumnMap.TryParse(map, out _, out string? error));
        Assert.NotEmpty(error!);
    }

    [Theory]
    [InlineData("1 450", 1450)]
    [InlineData("1,450,000", 1450000)]
    [InlineData("1.450", 1450)]
    [InlineData("1,2K", 1200)]
    [InlineData("3M", 3000000)]
    [InlineData("63.9", 63)]
    [InlineData("0", 0)]
    [InlineData("-", null)]
    [InlineData("N/A", null)]
    [InlineData("", null)]
    [InlineData("-5", null)]
    [InlineData("99999999999999999999999", null)]
    public async Task Read_Reach_IsReadWithMarksAndUnitsOfAnyCountry(string cell, int? reach)
    {
        List<ExportRow> rows = await ReadAsync($"date,comment,reach\n2026-01-02,text,\"{cell}\"\n");

        Assert.Equal(reach, Item(Assert.Single(rows)).Reach);
    }

    [Theory]
    [InlineData("2025-03-30 02:30", "2025-03-30T01:30:00Z")] // skipped by the clock change
    [InlineData("2025-10-26 02:30", "2025-10-26T00:30:00Z")] // there twice: the first
    [InlineData("2025-07-01 00:00", "2025-06-30T22:00:00Z")]
    [InlineData("2025-07-01T00:00:00+05:00", "2025-06-30T19:00:00Z")] // a zone of its own
    public async Task Read_ZoneStated_AppliesToDatesWithoutOne(string cell, string instant)
    {
        List<ExportRow> rows = await ReadAsync(
            $"date,comment\n{cell},text\n", new ExportOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris") });

        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), Item(Assert.Single(rows)).SubmittedAt);
    }

    private static Task<List<ExportRow>> ReadAsync(string file, ExportOptions? options = null) => Export.ReadAsync(Encoding.UTF8.GetBytes(file), options);

    private static FeedbackItem Item(ExportRow row) => Assert.IsType<ExportRow.Read>(row).Item;
}
