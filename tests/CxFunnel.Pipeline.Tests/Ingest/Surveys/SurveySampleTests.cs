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

    public static TheoryData<string, string> Webhooks()
    {
        TheoryData<string, string> rows = [];
        foreach (string tool in (string[])["typeform"])
        {
            foreach ((string file, JsonElement _) in Sample.Expectations(tool))
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

        SurveyReading reading = SurveyAdapters.For(tool).Read(Request(tool, file), Sample.Mapping(tool));

        string outcome = expected.GetProperty("outcome").GetString()!;
        if (outcome is "ignored" or "empty")
        {
            Assert.Equal(outcome, reading.GetType().Name.ToLowerInvariant());
            return;
        }

        FeedbackItem item = Assert.Single(Assert.IsType<SurveyReading.Items>(reading).Values);
        ExpectedRecord.Check(Assert.Single(expected.GetProperty("records").EnumerateArray()), item, ReceivedAt);
    }

    private static SurveyRequest Request(string tool, string file) =>
        new(tool, "application/json", Sample.Bytes(tool, file), ReceivedAt);
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
        Assert.Equal(Text("touchpoint"), item.Touchpoint);
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
