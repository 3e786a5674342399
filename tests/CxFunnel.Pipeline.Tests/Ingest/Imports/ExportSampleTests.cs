using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

/// <summary>Every sample export gives the records, and reports the rows, that its <c>expected.json</c> says.</summary>
public sealed class ExportSampleTests
{
    private static readonly string[] Tools =
        ["app-store", "brandwatch", "digimind", "google-business", "google-play", "meltwater", "mention", "sprinklr", "sprout-social", "talkwalker", "x-api-v2"];

    public static TheoryData<string, string> Exports()
    {
        TheoryData<string, string> rows = [];
        foreach (string tool in Tools)
        {
            foreach ((string file, JsonElement _) in Sample.Expectations(tool))
            {
                rows.Add(tool, file);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task Read_Sample_GivesWhatIsExpected(string tool, string file)
    {
        JsonElement expected = Sample.Expectations(tool).Single(e => e.File == file).Expected;
        string[] reported = expected.TryGetProperty("skipped", out JsonElement skipped)
            ? [.. skipped.EnumerateArray().Select(s => s.GetProperty("reason").GetString()!)]
            : [];

        List<ExportRow> rows = await Export.ReadAsync(Sample.Bytes(tool, file));

        // A row that occurs twice is read twice: the ledger knows it by its id and counts it once.
        List<FeedbackItem> items = [.. rows.OfType<ExportRow.Read>().Select(r => r.Item)];
        List<FeedbackItem> distinct = [.. items.DistinctBy(i => (object?)i.SourceId ?? i)];
        Assert.Equal(reported.Count(r => r.StartsWith("duplicate", StringComparison.Ordinal)), items.Count - distinct.Count);

        // Stars without a text are counted, which the expected records, about texts, leave out.
        List<FeedbackItem> texts = [.. distinct.Where(i => i.Comments is not null)];
        Assert.Equal(reported.Count(r => r.StartsWith("rating without text", StringComparison.Ordinal)), distinct.Count - texts.Count);
        Assert.All(distinct.Except(texts), i => Assert.Equal(5, Assert.Single(i.Scores!).Value));
        Assert.Equal(reported.Count(r => r.StartsWith("no text", StringComparison.Ordinal)), rows.OfType<ExportRow.Rejected>().Count());

        JsonElement[] records = [.. expected.GetProperty("records").EnumerateArray()];
        Assert.Equal(records.Select(r => r.GetProperty("external_id").GetString()), texts.Select(i => i.SourceId));
        Assert.All(records.Zip(texts), pair => Check(pair.First, pair.Second));
    }

    [Fact]
    public async Task Read_QualtricsExportWithThreeHeaderRows_GivesItsResponses()
    {
        JsonElement expected = Sample.Expectations("qualtrics").Single(e => e.File.EndsWith(".csv", StringComparison.Ordinal)).Expected;

        List<ExportRow> rows = await Export.ReadAsync(
            Sample.Bytes("qualtrics", "05-export-three-header-rows.csv"), new ExportOptions { Mapping = Sample.Mapping("qualtrics") });

        JsonElement[] records = [.. expected.GetProperty("records").EnumerateArray()];
        Assert.Equal(records.Length, rows.Count);
        Assert.All(records.Zip(rows), pair => Surveys.ExpectedRecord.Check(pair.First, Assert.IsType<ExportRow.Read>(pair.Second).Item, default));
    }

    [Fact]
    public async Task Read_QualtricsExportWithoutMapping_FindsNpsAndTexts()
    {
        List<ExportRow> rows = await Export.ReadAsync(Sample.Bytes("qualtrics", "05-export-three-header-rows.csv"));

        FeedbackItem item = Assert.IsType<ExportRow.Read>(rows[1]).Item;
        Assert.Equal([new Score(ScoreType.Nps, 9, 0, 10, "Q1")], item.Scores);
        Assert.Equal([new Comment("Q2", "Ersatzteil kam am nächsten Tag,\npasste perfekt ☕")], item.Comments);
        Assert.Equal(("DE-91120", "jonas.weber@example.org", "de"), (item.Customer!.Id, item.Customer.Email, item.Language));
    }

    private static void Check(JsonElement expected, FeedbackItem item)
    {
        Assert.Equal(Text("source"), item.Source);
        Assert.Equal(Text("published_at_utc"), Seconds(item.SubmittedAt));
        Assert.Equal(Text("updated_at_utc"), item.RevisedAt is { } at ? Seconds(at) : null);
        Assert.Equal(Text("text"), Assert.Single(item.Comments!).Text);
        Assert.Equal(Text("language"), item.Language);
        Assert.Equal(Text("country"), item.Country);
        Assert.Equal(Text("author"), item.Author);
        Assert.Equal(Text("url"), item.Url);
        Assert.Equal(Text("network"), Attribute("network"));
        Assert.Equal(Text("sentiment") ?? Text("native_sentiment"), Attribute("nativeSentiment"));
        Assert.Equal(Number("reach"), item.Reach);
        Assert.Equal(Number("engagement")?.ToString(CultureInfo.InvariantCulture), Attribute("engagement"));
        Assert.Equal(Number("rating"), item.Scores?.Single().Value);

        string? Text(string name) => expected.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        double? Number(string name) => expected.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

        string? Attribute(string name) => item.Attributes?.GetValueOrDefault(name);
    }

    private static string Seconds(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Reads an export to its end.</summary>
internal static class Export
{
    public static async Task<List<ExportRow>> ReadAsync(byte[] bytes, ExportOptions? options = null)
    {
        List<ExportRow> rows = [];
        using MemoryStream stream = new(bytes);
        await foreach (ExportRow row in ExportReader.ReadAsync(stream, options ?? new ExportOptions(), CancellationToken.None))
        {
            rows.Add(row);
        }

        return rows;
    }
}
