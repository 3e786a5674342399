using System.Globalization;
using System.Text.Json;
using CxFunnel.Samples.Story;

namespace CxFunnel.Samples.Wire;

/// <summary>Writes a planned feedback in our own JSON.</summary>
internal static class FeedbackItemJson
{
    public static void Write(Utf8JsonWriter json, PlannedFeedback feedback)
    {
        json.WriteStartObject();
        json.WriteString("source", feedback.Source);
        if (feedback.SourceId is not null)
        {
            json.WriteString("sourceId", feedback.SourceId);
            json.WriteString("language", feedback.Language); // the old shop system that gives no ids knows no languages either
        }

        json.WriteString("kind", feedback.Kind);
        json.WriteString("submittedAt", Utf8Json.Instant(feedback.SubmittedAt));
        WriteInstant(json, "occurredAt", feedback.OccurredAt);
        WriteInstant(json, "revisedAt", feedback.RevisedAt);
        json.WriteString("channel", feedback.Channel);
        json.WriteString("touchpoint", feedback.Touchpoint);
        json.WriteString("country", feedback.Country);
        WriteCustomer(json, feedback.Customer!);
        WriteScores(json, feedback);
        if (feedback.DeliveryDays is var (expected, actual))
        {
            json.WriteStartObject("expectation");
            json.WriteNumber("expected", expected);
            json.WriteNumber("actual", actual);
            json.WriteString("unit", "days");
            json.WriteEndObject();
        }

        if (feedback.Cause is not null)
        {
            json.WriteStartArray("causes");
            json.WriteStringValue(feedback.Cause);
            json.WriteEndArray();
        }

        if (feedback.Text is not null)
        {
            json.WriteStartArray("comments");
            json.WriteStartObject();
            json.WriteString("text", feedback.Text);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (feedback.Store is not null)
        {
            json.WriteStartObject("attributes");
            json.WriteString("store", feedback.Store);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } instant)
        {
            json.WriteString(name, Utf8Json.Instant(instant));
        }
    }

    private static void WriteCustomer(Utf8JsonWriter json, Customer customer)
    {
        json.WriteStartObject("customer");
        json.WriteString("id", customer.Id);
        json.WriteString("email", customer.Email);
        json.WriteString("segment", customer.Segment);
        json.WriteNumber("annualValue", customer.AnnualValue);
        json.WriteString("currency", Customers.Currency);
        json.WriteString("renewalDate", customer.RenewalDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, PlannedFeedback feedback)
    {
        (string Type, int? Value, int Min, int Max)[] scores =
        [
            ("nps", feedback.Nps, 0, 10), ("csat", feedback.Csat, 1, 5), ("ces", feedback.Ces, 1, 7), ("rating", feedback.Rating, 1, 5),
        ];
        if (Array.TrueForAll(scores, score => score.Value is null))
        {
            return;
        }

        json.WriteStartArray("scores");
        foreach ((string type, int? value, int min, int max) in scores)
        {
            if (value is { } number)
            {
                json.WriteStartObject();
                json.WriteString("type", type);
                json.WriteNumber("value", number);
                json.WriteNumber("min", min);
                json.WriteNumber("max", max);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
