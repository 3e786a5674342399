using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Samples.Tests;

/// <summary>The pipeline's own readers must take every sample as it is, or the demo sets samples aside.</summary>
public sealed class SampleIntakeTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Webhooks_WithoutAMapping_GiveTheScoresAndTexts()
    {
        var adapter = new TypeformAdapter();
        Dictionary<string, ReadFeedback> expected = Samples.Read.Counted
            .Where(feedback => feedback.Source == "typeform")
            .ToDictionary(feedback => feedback.Id, StringComparer.Ordinal);

        foreach (SampleRequest webhook in Samples.Set.Webhooks)
        {
            SurveyReading reading = adapter.Read(new SurveyRequest("typeform", webhook.ContentType, webhook.Body, ReceivedAt), mapping: null);
            FeedbackItem item = Assert.Single(Assert.IsType<SurveyReading.Items>(reading).Values);
            if (item.State == FeedbackState.Partial)
            {
                continue;
            }

            ReadFeedback feedback = expected[item.SourceId!];
            Assert.Equal(feedback.Nps, (int?)item.Scores?.SingleOrDefault(score => score.Type == ScoreType.Nps)?.Value);
            Assert.Equal(feedback.Text, item.Comments?.Single().Text);
            Assert.Equal(feedback.Touchpoint, item.Touchpoint);
            Assert.Equal(feedback.Language, item.Language);
            Assert.Equal(feedback.Country, item.Country);
            Assert.Equal(feedback.Segment, item.Customer?.Segment);
            Assert.All(item.Scores!.Where(score => score.Type == ScoreType.Csat), score => Assert.Equal((1, 5), (score.Min, score.Max)));
            Assert.All(item.Scores!.Where(score => score.Type == ScoreType.Ces), score => Assert.Equal((1, 7), (score.Min, score.Max)));
        }
    }

    [Fact]
    public void Feedback_EveryItem_IsTakenWithoutAnError()
    {
        var errors = new InputErrors();
        foreach (JsonElement body in Samples.Set.Feedback.SelectMany(Bodies))
        {
            Assert.NotNull(FeedbackReader.Read(body, "", errors));
        }

        Assert.Equal(0, errors.Count);
    }

    [Fact]
    public async Task Exports_ReadInOrder_GiveTheNewTheRepeatedAndTheRejectedRows()
    {
        Dictionary<string, string?> expected = Samples.Read.Counted
            .Where(feedback => feedback.Source == "brandwatch")
            .ToDictionary(feedback => feedback.Id, feedback => feedback.Text, StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<ExportTruth> truths = [];
        foreach (SampleExport export in Samples.Set.Exports)
        {
            int added = 0, repeated = 0, rejected = 0;
            await foreach (ExportRow row in ExportReader.ReadAsync(new MemoryStream(export.Content), source: null, CancellationToken.None))
            {
                if (row is not ExportRow.Read { Item: { } item })
                {
                    rejected++;
                    continue;
                }

                Assert.Equal("brandwatch", item.Source);
                Assert.Equal(expected[item.SourceId!], item.Comments?.Single().Text);
                _ = seen.Add(item.SourceId!) ? added++ : repeated++;
            }

            truths.Add(new ExportTruth(export.FileName, added + repeated + rejected, added, repeated, rejected));
        }

        Assert.Equal(Samples.Set.Truth.Exports, truths);
    }

    private static IEnumerable<JsonElement> Bodies(SampleRequest request)
    {
        if (request.ContentType == "application/x-ndjson")
        {
            return Encoding.UTF8.GetString(request.Body).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line));
        }

        JsonElement body = JsonElement.Parse(request.Body);
        return body.ValueKind == JsonValueKind.Array ? body.EnumerateArray() : [body];
    }
}
