using System.Text.Json;
using CxFunnel.Samples.Story;
using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Wire;

/// <summary>A planned response and when the form was opened.</summary>
internal sealed record SurveyResponse(PlannedFeedback Feedback, DateTimeOffset LandedAt);

/// <summary>Writes webhook bodies as Typeform sends them. The refs say which question is which, so no mapping is needed.</summary>
internal sealed class TypeformBody(IReadOnlyDictionary<string, TextStock> stocks)
{
    private const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <param name="eventId">Names this delivery; a repetition of the same response has another one.</param>
    public byte[] Complete(SurveyResponse response, string eventId) => Write(response, eventId, isPartial: false);

    /// <summary>The first answer only, and no time of submission.</summary>
    public byte[] Partial(SurveyResponse response, string eventId) => Write(response, eventId, isPartial: true);

    /// <summary>A ULID: ten characters of time, sixteen of chance.</summary>
    public static string EventId(Chance chance, DateTimeOffset at)
    {
        long milliseconds = at.ToUnixTimeMilliseconds();
        string time = string.Concat(Enumerable.Range(0, 10).Select(index => Crockford[(int)(milliseconds >> (45 - (5 * index))) & 31]));
        return time + chance.Letters(16, Crockford);
    }

    private byte[] Write(SurveyResponse response, string eventId, bool isPartial) => Utf8Json.Write(json =>
    {
        PlannedFeedback feedback = response.Feedback;
        TypeformForm form = TypeformForm.For(feedback.Touchpoint!);
        TextStock words = stocks[feedback.Language];
        List<TypeformQuestion> answered = [.. form.Questions.Where(question => question.IsAnswered(feedback)).Take(isPartial ? 1 : int.MaxValue)];

        json.WriteStartObject();
        json.WriteString("event_id", eventId);
        json.WriteString("event_type", isPartial ? "form_response_partial" : "form_response");
        json.WriteStartObject("form_response");
        json.WriteString("form_id", form.Id);
        json.WriteString("token", feedback.SourceId);
        json.WriteString("landed_at", Utf8Json.Instant(response.LandedAt));
        if (!isPartial)
        {
            json.WriteString("submitted_at", Utf8Json.Instant(feedback.SubmittedAt));
        }

        WriteHidden(json, feedback);
        WriteDefinition(json, form, words, isPartial);
        json.WriteStartArray("answers");
        foreach (TypeformQuestion question in answered)
        {
            json.WriteStartObject();
            question.WriteAnswer(json, feedback);
            json.WriteStartObject("field");
            json.WriteString("id", question.Id);
            json.WriteString("type", question.Type);
            json.WriteString("ref", question.Ref);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!isPartial)
        {
            json.WriteStartObject("ending");
            json.WriteString("id", "DefaultTyScreen");
            json.WriteString("ref", "default_tys");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void WriteHidden(Utf8JsonWriter json, PlannedFeedback feedback)
    {
        json.WriteStartObject("hidden");
        json.WriteString("customer_id", feedback.Customer!.Id);
        json.WriteString("lang", feedback.Language);
        json.WriteString("channel", feedback.Channel);
        json.WriteString("touchpoint", feedback.Touchpoint);
        json.WriteString("country", feedback.Country);
        json.WriteString("segment", feedback.Customer.Segment);
        json.WriteEndObject();
    }

    private static void WriteDefinition(Utf8JsonWriter json, TypeformForm form, TextStock words, bool isPartial)
    {
        json.WriteStartObject("definition");
        json.WriteString("id", form.Id);
        json.WriteString("title", words.Question(form.TitleRef));
        json.WriteStartArray("fields");
        foreach (TypeformQuestion question in form.Questions)
        {
            json.WriteStartObject();
            json.WriteString("id", question.Id);
            json.WriteString("ref", question.Ref);
            json.WriteString("type", question.Type);
            json.WriteString("title", words.Question(question.Ref));
            json.WriteStartObject("properties");
            if (question.Steps is { } steps)
            {
                json.WriteNumber("steps", steps);
                if (question.Type == "opinion_scale")
                {
                    json.WriteBoolean("start_at_one", value: true); // without it Typeform counts from 0
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (isPartial)
        {
            json.WriteStartObject("settings");
            json.WriteBoolean("partial_responses_to_all_integrations", value: true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
