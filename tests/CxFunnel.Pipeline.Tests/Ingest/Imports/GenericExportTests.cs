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

    /// <summary>What survey tools export names its columns by the whole questions.</summary>
    [Theory]
    [InlineData("Timestamp,How likely are you to recommend us to a friend?,What is the main reason for your score?\n3/13/2026 10:00:00,9,Fast\n")]
    [InlineData("Zeitstempel;Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?;Warum?\n13.03.2026 10:00:00;9;Fast\n")]
    [InlineData("Horodateur,Recommanderiez-vous notre service ?,Comment jugez-vous la facilité ?,Pourquoi ?\n13/03/2026 10:00:00,9,,Fast\n")]
    [InlineData("Carimbo de data/hora;Em uma escala de 0 a 10, o quanto você recomendaria?;Por quê?\n13/03/2026 10:00:00;9;Fast\n")]
    [InlineData("Tijdstempel;Hoe waarschijnlijk is het dat u ons aanbeveelt?;Hoe tevreden bent u over de levering?;Reden van uw score?\n13-03-2026 10:00:00;9 / 10;;Fast\n")]
    [InlineData("Submission Date,Submission ID,How likely is it that you would recommend us,Why do you say so?\n2026-03-13 10:00:00,77,9 - likely,Fast\n")]
    public async Task Read_ColumnsNamedByTheirQuestions_AreKnownByTheirWording(string file)
    {
        FeedbackItem item = Item(Assert.Single(await ReadAsync(file)));

        Assert.Equal((FeedbackKind.Survey, new DateTimeOffset(2026, 3, 13, 10, 0, 0, TimeSpan.Zero)), (item.Kind, item.SubmittedAt));
        Assert.Equal(new Score(ScoreType.Nps, 9, 0, 10), Assert.Single(item.Scores!));
        Assert.Equal("Fast", Assert.Single(item.Comments!).Text);
    }

    [Theory]
    [InlineData("Datum;Kommentar;Bewertung\n13.03.2026;gut;4,5\n", 4.5, "gut")]
    [InlineData("Datum;Bewertung;Sterne\n13.03.2026;gut;4\n", 4, "gut")]
    [InlineData("date,review,rating\n2026-03-13,good,4/5\n", 4, "good")]
    public async Task Read_WordThatIsTextOrRating_IsWhatTheOtherColumnsLeaveIt(string file, double rating, string text)
    {
        FeedbackItem item = Item(Assert.Single(await ReadAsync(file)));

        Assert.Equal(new Score(ScoreType.Rating, rating, 1, 5), Assert.Single(item.Scores!));
        Assert.Equal(text, Assert.Single(item.Comments!).Text);
    }

    [Fact]
    public async Task Read_ColumnNamedThatIsNotThere_SaysWhich()
    {
        Assert.True(ExportColumnMap.TryParse("text:Kommentar,date:Datum,nps:Weiterempfehlung", out IReadOnlyDictionary<ExportField, string>? columns, out _));

        UnreadableExportException e = await Assert.ThrowsAsync<UnreadableExportException>(
            () => ReadAsync("Datum;Kommentar;Empfehlung\n13.03.2026;geheim;9\n", new ExportOptions { Columns = columns }));

        Assert.EndsWith("missing in the closest: Weiterempfehlung", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8/100")]
    [InlineData("9/5")]
    [InlineData("14")]
    public async Task Read_ScoreOnAnotherScale_IsNone(string cell) =>
        Assert.Null(Item(Assert.Single(await ReadAsync($"date,comment,nps\n2026-03-13,fine,{cell}\n"))).Scores);

    [Theory]
    [InlineData("%PDF-1.7\n1 0 obj", "a PDF")]
    [InlineData("\n<!DOCTYPE html><html><body>Sign in</body></html>", "a web page")]
    [InlineData("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "zip is empty")]
    [InlineData("", "empty")]
    public async Task Read_FileThatIsNoTable_SaysWhatItIs(string file, string what) =>
        Assert.Contains(what, (await Assert.ThrowsAsync<UnreadableExportException>(() => ReadAsync(file))).Message, StringComparison.Ordinal);

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
