using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

/// <summary>Every sample of every survey tool, read with its mapping, gives what its <c>expected.json</c> says.</summary>
public sealed class SurveySampleTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly string[] Tools =
    [
        "asknicely", "delighted", "formbricks", "google-forms", "jotform", "qualtrics", "questionpro", "surveymonkey", "tally", "typeform", "zendesk",
    ];

    public static TheoryData<string, string> Webhooks()
    {
        TheoryData<string, string> rows = [];
        foreach (string tool in Tools)
        {
            // An export of a survey tool is read as one.
            foreach ((string file, JsonElement _) in Sample.Expectations(tool).Where(e => !e.File.EndsWith(".csv", StringComparison.Ordinal)))
            {
                rows.Add(tool, file);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Webhooks))]
    public void Read_SampleWithItsMapping_GivesWhatIsExpected(string tool, string file)
    {
        JsonElement expected = Sample.Expectations(tool).Single(e => e.File == file).Expected;
        JsonElement[] records = [.. expected.GetProperty("records").EnumerateArray()];
        SourceMapping mapping = Sample.Mapping(tool);

        SurveyReading reading = SurveyAdapters.For(tool).Read(Request(tool, file), mapping);

        if (expected.TryGetProperty("joined_with", out JsonElement api))
        {
            SurveyReading.Notification notification = Assert.IsType<SurveyReading.Notification>(reading);
            Assert.All(records, r => Assert.Equal((r.GetProperty("survey_id").GetString(), r.GetProperty("response_id").GetString()), (notification.SurveyId, notification.ResponseId)));
            reading = Fetched(tool, notification.SurveyId, api.GetString()!, mapping);
        }

        string outcome = expected.GetProperty("outcome").GetString()!;
        if (outcome is "ignored" or "empty")
        {
            Assert.Equal(outcome, reading.GetType().Name.ToLowerInvariant());
            return;
        }

        FeedbackItem item = Assert.Single(Assert.IsType<SurveyReading.Items>(reading).Values);
        if (outcome == "delete")
        {
            Assert.Equal((FeedbackState.Deleted, Assert.Single(records).GetProperty("response_id").GetString()), (item.State, item.SourceId));
            return;
        }

        ExpectedRecord.Check(Assert.Single(records), item, ReceivedAt);
    }

    [Theory]
    [InlineData("asknicely", "01-response-it.json", "question.score: nps 9 of 0..10")]
    [InlineData("delighted", "03-survey_response.updated-csat-fr.json", "score: csat 5 of 1..5")]
    [InlineData("formbricks", "01-responseFinished-de.json", "nps01: nps 6 of 0..10, csat01: csat 2 of 1..5")]
    [InlineData("google-forms", "01-form-response-envelope-it.json", "1180442201: nps 2 of 0..10")]
    [InlineData("google-forms", "02-sheet-trigger-namedValues-es.json", "¿Recomendarías Velora?: nps 9 of 0..10")]
    [InlineData("jotform", "01-submission-en.multipart", "q3_howLikely: nps 9 of 0..10, q7_deliverySat: csat 4 of 1..5")]
    [InlineData("qualtrics", "04-webservice-task.json", "nps: nps 10 of 0..10, csat: csat 5 of 1..5")]
    [InlineData("questionpro", "03-complete_response-matrix-de.json", "Q1: nps 10 of 0..10, Q3: csat 5 of 1..5")]
    [InlineData("tally", "01-FORM_RESPONSE-en.json", "question_nps001: nps 8 of 0..10, question_csat01: csat 4 of 1..5")]
    [InlineData("zendesk", "02-trigger-template-good-de.json", "rating: csat 1 of 0..1")]
    [InlineData("a-tool-that-nobody-knows", "", "nps_score: nps 4 of 0..10, how_easy_was_it: ces 2 of 1..7")]
    public void Read_WithoutMapping_FindsTheScores(string tool, string file, string scores)
    {
        SurveyRequest request = file.Length > 0
            ? Request(tool, file)
            : new SurveyRequest(tool, "application/json", """{"id":"7","customer_id":"c","nps_score":4,"how_easy_was_it":"2","age":51,"comment":"late"}"""u8.ToArray(), ReceivedAt);

        FeedbackItem item = Assert.Single(Assert.IsType<SurveyReading.Items>(SurveyAdapters.For(tool).Read(request, mapping: null)).Values);

        Assert.Equal(scores, string.Join(", ", item.Scores!.Select(s => string.Create(
            CultureInfo.InvariantCulture, $"{s.Question}: {s.Type.ToString().ToLowerInvariant()} {s.Value} of {s.Min}..{s.Max}"))));
    }

    [Theory]
    [MemberData(nameof(Webhooks))]
    public void Read_SampleWithoutMapping_GivesTheSameResponse(string tool, string file)
    {
        JsonElement expected = Sample.Expectations(tool).Single(e => e.File == file).Expected;

        SurveyReading reading = SurveyAdapters.For(tool).Read(Request(tool, file), mapping: null);

        // What a guess cannot know are roles and scales; who answered what and when does not depend on them.
        Assert.IsNotType<SurveyReading.Malformed>(reading);
        if (reading is SurveyReading.Items { Values: [{ State: not FeedbackState.Deleted } item] })
        {
            JsonElement record = Assert.Single(expected.GetProperty("records").EnumerateArray());
            Assert.Equal(record.GetProperty("response_id").GetString(), item.SourceId);
            Assert.Equal(record.GetProperty("survey_id").GetString(), item.SurveyId);
            Assert.Equal(record.GetProperty("is_partial").GetBoolean(), item.State == FeedbackState.Partial);
        }
    }

    private static SurveyReading Fetched(string tool, string surveyId, string file, SourceMapping mapping)
    {
        IFetchedResponseReader reader = (IFetchedResponseReader)SurveyAdapters.For(tool);
        SurveyDefinition? definition = tool == "surveymonkey" ? reader.ReadDefinition(Sample.Bytes(tool, "01-api-survey-details.json")) : null;
        return reader.ReadFetched(Request(tool, file), surveyId, definition, mapping);
    }

    private static SurveyRequest Request(string tool, string file)
    {
        string headers = $"{Path.GetFileNameWithoutExtension(file)}.headers.json";
        string? contentType = Sample.Exists(tool, headers) ? Sample.Json(tool, headers).GetProperty("Content-Type").GetString()
            : file.EndsWith(".form.txt", StringComparison.Ordinal) ? "application/x-www-form-urlencoded"
            : tool == "surveymonkey" ? "application/vnd.surveymonkey.response.v1+json"
            : "application/json";
        return new SurveyRequest(tool, contentType, Sample.Bytes(tool, file), ReceivedAt);
    }
}

/// <summary>Compares an item with a record of <c>expected.json</c>, field by field.</summary>
internal static class ExpectedRecord
{
    public static void Check(JsonElement expected, FeedbackItem item, DateTimeOffset receivedAt)
    {
        Assert.Equal(Text("source"), item.Source);
        Assert.Equal(Text("response_id"), item.SourceId);
        Assert.Equal(Text("survey_id"), item.SurveyId);
        Assert.Equal(expected.GetProperty("is_partial").GetBoolean(), item.State == FeedbackState.Partial);
        Assert.Equal(Text("customer_id"), item.Customer?.Id);
        Assert.Equal(Text("email")?.ToLowerInvariant(), item.Customer?.Email);
        Assert.Equal(Text("language"), item.Language);
        Assert.Equal(Text("channel"), item.Channel);
        Assert.Equal(Text("touchpoint")?.ToLowerInvariant(), item.Touchpoint);
        Assert.Equal(
            expected.GetProperty("scores").EnumerateArray().Select(s => string.Create(
                CultureInfo.InvariantCulture,
                $"{s.GetProperty("question").GetString()}: {s.GetProperty("type").GetString()} {s.GetProperty("value").GetDouble()} of {s.GetProperty("min").GetDouble()}..{s.GetProperty("max").GetDouble()}")),
            (item.Scores ?? []).Select(s => string.Create(
                CultureInfo.InvariantCulture, $"{s.Question}: {s.Type.ToString().ToLowerInvariant()} {s.Value} of {s.Min}..{s.Max}")));
        Assert.Equal(
            expected.GetProperty("comments").EnumerateArray().Select(c => $"{c.GetProperty("question").GetString()}: {c.GetProperty("text").GetString()}"),
            (item.Comments ?? []).Select(c => $"{c.Question}: {c.Text}"));
        if (Text("submitted_at_utc") is { } submittedAt)
        {
            Assert.Equal(submittedAt, Seconds(item.SubmittedAt));
        }
        else if (item.State != FeedbackState.Partial)
        {
            Assert.Equal(receivedAt, item.SubmittedAt);
        }

        if (Text("updated_at_utc") is { } updatedAt)
        {
            Assert.Equal(updatedAt, Seconds(item.RevisedAt!.Value));
        }

        string? Text(string name) => expected.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
    }

    /// <summary>Expectations are in whole seconds, fractions cut off.</summary>
    private static string Seconds(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
