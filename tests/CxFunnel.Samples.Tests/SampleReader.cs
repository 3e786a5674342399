using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;

namespace CxFunnel.Samples.Tests;

/// <summary>One feedback as a receiver reads it from the bytes.</summary>
internal sealed record ReadFeedback(
    string Source, string Id, DateTimeOffset At, string? Revised, string? Touchpoint, string? Country, string? Language, string? Segment, int? Nps, string? Text)
{
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}

/// <summary>What is left once repetitions, corrections and partials have been settled, and how many of them there were.</summary>
internal sealed record ReadSamples(
    IReadOnlyList<ReadFeedback> Counted,
    int PartialsOnly,
    DuplicateTruth Duplicates,
    int Corrections,
    int Stale,
    IReadOnlyList<ExportTruth> Exports);

/// <summary>
/// Reads the bytes in the plainest way that follows the formats, and knows nothing of the generator: a second opinion
/// on <see cref="SampleTruth"/>.
/// </summary>
internal static class SampleReader
{
    public static ReadSamples Read(SampleSet set)
    {
        (Dictionary<string, ReadFeedback> surveys, int partialsOnly, int repeated, int latePartials) = ReadWebhooks(set.Webhooks);
        (Dictionary<string, ReadFeedback> own, int ownRepeated, int corrections, int stale) = ReadFeedback(set.Feedback);
        (Dictionary<string, ReadFeedback> mentions, List<ExportTruth> exports) = ReadExports(set.Exports);
        return new ReadSamples(
            [.. surveys.Values, .. own.Values, .. mentions.Values],
            partialsOnly,
            new DuplicateTruth(repeated, latePartials, ownRepeated, exports.Sum(export => export.Duplicates)),
            corrections,
            stale,
            exports);
    }

    private static (Dictionary<string, ReadFeedback>, int PartialsOnly, int Repeated, int LatePartials) ReadWebhooks(
        IReadOnlyList<SampleRequest> webhooks)
    {
        var complete = new Dictionary<string, ReadFeedback>(StringComparer.Ordinal);
        var partials = new HashSet<string>(StringComparer.Ordinal);
        int repeated = 0;
        int latePartials = 0;
        foreach (SampleRequest webhook in webhooks)
        {
            using JsonDocument body = JsonDocument.Parse(webhook.Body);
            JsonElement response = body.RootElement.GetProperty("form_response");
            string token = response.GetProperty("token").GetString()!;
            if (body.RootElement.GetProperty("event_type").GetString() == "form_response_partial")
            {
                latePartials += complete.ContainsKey(token) ? 1 : 0;
                partials.Add(token);
            }
            else if (!complete.TryAdd(token, ReadResponse(token, response)))
            {
                Assert.Equal(complete[token], ReadResponse(token, response));
                repeated++;
            }
        }

        return (complete, partials.Count(token => !complete.ContainsKey(token)), repeated, latePartials);
    }

    private static ReadFeedback ReadResponse(string token, JsonElement response)
    {
        JsonElement hidden = response.GetProperty("hidden");
        List<JsonElement> answers = [.. response.GetProperty("answers").EnumerateArray()];
        JsonElement nps = answers.Find(answer => Field(answer, "type") == "nps");
        JsonElement text = answers.Find(answer => Field(answer, "type") == "long_text");
        return new ReadFeedback(
            "typeform",
            token,
            response.GetProperty("submitted_at").GetDateTimeOffset(),
            Revised: null,
            hidden.GetProperty("touchpoint").GetString(),
            hidden.GetProperty("country").GetString(),
            hidden.GetProperty("lang").GetString(),
            hidden.GetProperty("segment").GetString(),
            nps.ValueKind == JsonValueKind.Undefined ? null : nps.GetProperty("number").GetInt32(),
            text.ValueKind == JsonValueKind.Undefined ? null : text.GetProperty("text").GetString());
    }

    private static string? Field(JsonElement answer, string name) => answer.GetProperty("field").GetProperty(name).GetString();

    private static (Dictionary<string, ReadFeedback>, int Repeated, int Corrections, int Stale) ReadFeedback(IReadOnlyList<SampleRequest> requests)
    {
        var current = new Dictionary<string, (ReadFeedback Feedback, string Content)>(StringComparer.Ordinal);
        int repeated = 0;
        int corrections = 0;
        int stale = 0;
        foreach (JsonElement item in requests.SelectMany(Items))
        {
            ReadFeedback feedback = ReadItem(item);
            string key = $"{feedback.Source}/{feedback.Id}";
            if (current.TryAdd(key, (feedback, item.GetRawText())))
            {
                continue;
            }

            int order = string.CompareOrdinal(feedback.Revised, current[key].Feedback.Revised);
            if (current[key].Content == item.GetRawText())
            {
                repeated++;
            }
            else if (order > 0)
            {
                corrections++;
                current[key] = (feedback, item.GetRawText());
            }
            else
            {
                Assert.True(order < 0, "Changed content needs a newer revision.");
                stale++;
            }
        }

        return (current.ToDictionary(entry => entry.Key, entry => entry.Value.Feedback, StringComparer.Ordinal), repeated, corrections, stale);
    }

    private static IEnumerable<JsonElement> Items(SampleRequest request)
    {
        if (request.ContentType == "application/x-ndjson")
        {
            return Encoding.UTF8.GetString(request.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(line));
        }

        JsonElement body = JsonElement.Parse(request.Body);
        return body.ValueKind == JsonValueKind.Array ? body.EnumerateArray() : [body];
    }

    private static ReadFeedback ReadItem(JsonElement item)
    {
        Assert.True(item.TryGetProperty("scores", out JsonElement scores) | item.TryGetProperty("comments", out JsonElement comments));
        JsonElement nps = scores.ValueKind == JsonValueKind.Array
            ? scores.EnumerateArray().FirstOrDefault(score => score.GetProperty("type").GetString() == "nps")
            : default;
        return new ReadFeedback(
            item.GetProperty("source").GetString()!,
            Optional(item, "sourceId") ?? item.GetRawText(),
            item.TryGetProperty("occurredAt", out JsonElement occurred)
                ? occurred.GetDateTimeOffset()
                : item.GetProperty("submittedAt").GetDateTimeOffset(),
            Optional(item, "revisedAt"),
            Optional(item, "touchpoint"),
            Optional(item, "country"),
            Optional(item, "language"),
            item.GetProperty("customer").GetProperty("segment").GetString(),
            nps.ValueKind == JsonValueKind.Object ? nps.GetProperty("value").GetInt32() : null,
            comments.ValueKind == JsonValueKind.Array ? comments[0].GetProperty("text").GetString() : null);
    }

    private static string? Optional(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static (Dictionary<string, ReadFeedback>, List<ExportTruth>) ReadExports(IReadOnlyList<SampleExport> exports)
    {
        var mentions = new Dictionary<string, ReadFeedback>(StringComparer.Ordinal);
        List<ExportTruth> truths = [];
        foreach (SampleExport export in exports)
        {
            int rows = 0;
            int added = 0;
            int duplicates = 0;
            int rejected = 0;
            foreach (ReadFeedback? mention in Rows(export))
            {
                rows++;
                if (mention is null)
                {
                    rejected++;
                }
                else if (mentions.TryAdd(mention.Id, mention))
                {
                    added++;
                }
                else
                {
                    Assert.Equal(mentions[mention.Id], mention);
                    duplicates++;
                }
            }

            truths.Add(new ExportTruth(export.FileName, rows, added, duplicates, rejected));
        }

        return (mentions, truths);
    }

    /// <summary>Null for a row that must be rejected.</summary>
    private static IEnumerable<ReadFeedback?> Rows(SampleExport export)
    {
        using CsvReader csv = CsvReader.Create(export.Content, new CsvReaderOptions { MalformedData = CsvMalformedDataHandling.Throw });
        do
        {
            Assert.True(csv.Read());
        }
        while (csv.GetString(0) != "Query Id");

        csv.ReadHeader();
        int columns = csv.Headers.Count;
        while (csv.Read())
        {
            Assert.Equal(columns, csv.FieldCount);
            string text = FirstFilled(csv, "Full Text", "Snippet", "Title");
            bool hasDate = DateTimeOffset.TryParseExact(
                csv.GetString("Date"), "yyyy-MM-dd HH:mm:ss.f", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at);
            yield return !hasDate || (text.Length == 0 && csv.GetString("Rating").Length == 0)
                ? null
                : new ReadFeedback(
                    "brandwatch",
                    csv.GetString("Resource Id"),
                    at,
                    Revised: null,
                    Touchpoint: null,
                    csv.GetString("Country Code"),
                    csv.GetString("Language"),
                    Segment: null,
                    Nps: null,
                    text.Length == 0 ? null : text);
        }
    }

    private static string FirstFilled(CsvReader csv, params string[] columns) =>
        columns.Select(column => csv.GetString(column)).FirstOrDefault(cell => cell.Length > 0, "");
}
