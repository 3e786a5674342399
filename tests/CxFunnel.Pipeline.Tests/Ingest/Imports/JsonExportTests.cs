using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

public sealed class JsonExportTests
{
    [Fact]
    public async Task Read_LastLineCutOff_KeepsTheRestAndReportsIt()
    {
        byte[] whole = Sample.Bytes("x-api-v2", "01-recent-search.jsonl");

        List<ExportRow> rows = await Export.ReadAsync(whole[..^200]);

        Assert.Equal(11, rows.OfType<ExportRow.Read>().Count());
        Assert.StartsWith("is not JSON", Assert.IsType<ExportRow.Rejected>(rows[^1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BrokenLineInTheMiddle_CostsOnlyItself()
    {
        string[] lines = Encoding.UTF8.GetString(Sample.Bytes("x-api-v2", "01-recent-search.jsonl")).Split('\n');

        List<ExportRow> rows = await ReadAsync(string.Join('\n', [lines[0], "{\"id\":", lines[1], "", lines[2], "{\"meta\":{\"result_count\":0}}"]));

        Assert.Equal(9, rows.OfType<ExportRow.Read>().Count());
        Assert.Single(rows.OfType<ExportRow.Rejected>());
    }

    [Theory]
    [InlineData("""{"feed":{"link":[{"attributes":{"rel":"self","href":"https://itunes.example.com/fr/rss/customerreviews/id=1/json"}}],"entry":[{"im:name":{"label":"the app itself"}},ENTRY]}}""", "FR")]
    [InlineData("""{"feed":{"entry":ENTRY}}""", null)]
    public async Task Read_AppStoreFeed_TakesReviewsAndLeavesTheAppOut(string feed, string? country)
    {
        const string entry = """{"id":{"label":"77"},"title":{"label":"Plante"},"content":{"label":"Depuis la mise à jour"},"im:rating":{"label":"1"},"updated":{"label":"2025-05-10T00:30:00-07:00"},"author":{"name":{"label":"nick"}}}""";

        List<ExportRow> rows = await ReadAsync(feed.Replace("ENTRY", entry, StringComparison.Ordinal));

        FeedbackItem item = Assert.IsType<ExportRow.Read>(Assert.Single(rows)).Item;
        Assert.Equal(("app-store", "77", country, "nick"), (item.Source, item.SourceId, item.Country, item.Author));
        Assert.Equal("Plante\nDepuis la mise à jour", item.Comments!.Single().Text);
        Assert.Equal([new Score(ScoreType.Rating, 1, 1, 5)], item.Scores);
        Assert.Equal(new DateTimeOffset(2025, 5, 10, 7, 30, 0, TimeSpan.Zero), item.SubmittedAt);
    }

    [Theory]
    [InlineData("(Translated by Google) late\n\n(Original)\nin ritardo", "in ritardo")]
    [InlineData("They answered (Original)\nthing", "They answered (Original)\nthing")]
    [InlineData("(Translated by Google) no second mark", "(Translated by Google) no second mark")]
    public async Task Read_TranslatedReview_TakesWhatTheCustomerWrote(string comment, string text)
    {
        List<ExportRow> rows = await ReadAsync(
            $$"""[{"reviewId":"r","starRating":"TWO","createTime":"2025-06-10T08:00:01.123456789Z","comment":{{System.Text.Json.JsonSerializer.Serialize(comment)}}}]""");

        Assert.Equal(text, Assert.IsType<ExportRow.Read>(Assert.Single(rows)).Item.Comments!.Single().Text);
    }

    [Fact]
    public async Task Read_OwnItemsOneALine_AreCheckedLikeAnyFeedback()
    {
        List<ExportRow> rows = await ReadAsync(
            """
            {"kind":"survey","submittedAt":"2026-01-02T03:04:05Z","sourceId":"a","scores":[{"type":"nps","value":9}]}
            {"kind":"survey","submittedAt":"2026-01-02T03:04:05Z","sourceId":"b","scores":[{"type":"nps","value":11}]}
            """);

        Assert.Equal("a", Assert.IsType<ExportRow.Read>(rows[0]).Item.SourceId);
        Assert.Equal((2L, "/scores/0/value is 11, outside 0 to 10"), (rows[1].Number, Assert.IsType<ExportRow.Rejected>(rows[1]).Reason));
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("{\n  \"a\": [\n")]
    public async Task Read_NoJsonAtAll_IsUnreadable(string file) => await Assert.ThrowsAsync<UnreadableExportException>(() => ReadAsync(file));

    [Fact]
    public async Task Read_JsonOfNoKnownTool_IsRejectedRecordByRecord()
    {
        List<ExportRow> rows = await ReadAsync("""[{"a":1},{"b":2},3]""");

        Assert.Equal([1L, 2L, 3L], rows.OfType<ExportRow.Rejected>().Select(r => r.Number));
    }

    private static Task<List<ExportRow>> ReadAsync(string file) => Export.ReadAsync(Encoding.UTF8.GetBytes(file));
}
