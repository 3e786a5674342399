using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Typeform: <c>form_response</c> and <c>form_response_partial</c>. Questions go by <c>field.ref</c>, in old deliveries by
/// <c>field.id</c>. It has no version of a response, so a complete one beats a partial one and the later delivery the earlier.
/// </summary>
public sealed class TypeformAdapter() : SurveyAdapter("typeform")
{
    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        bool isPartial = root.Is("event_type"u8, "form_response_partial"u8);
        if (!isPartial && root.Text("event_type"u8) is { } other && other != "form_response")
        {
            return new SurveyReading.Ignored("the event is neither form_response nor form_response_partial");
        }

        if (!root.TryObject("form_response"u8, out JsonElement response))
        {
            return new SurveyReading.Malformed("/form_response is missing or no object; a response was expected");
        }

        if ((response.Text("token"u8) ?? response.Text("response_id"u8)) is not { } token)
        {
            return new SurveyReading.Malformed("/form_response/token is missing; the response id was expected");
        }

        ResponseDraft draft = new(request.Source, mapping)
        {
            State = isPartial ? FeedbackState.Partial : FeedbackState.Complete,
            SubmittedAt = response.Instant("submitted_at"u8) ?? response.Instant("landed_at"u8),
            [ResponseField.ResponseId] = token,
            [ResponseField.SurveyId] = response.Text("form_id"u8),
        };
        draft.TakeMappedFields(response, root);
        if (response.TryObject("hidden"u8, out JsonElement hidden))
        {
            draft.GuessFields(hidden);
        }

        if (response.TryArray("answers"u8, out JsonElement answers))
        {
            if (answers.GetArrayLength() > MaxAnswers)
            {
                return TooMany("/form_response/answers", answers.GetArrayLength());
            }

            bool hasFields = response.TryObject("definition"u8, out JsonElement definition) & definition.TryArray("fields"u8, out JsonElement fields);
            foreach (JsonElement answer in answers.EnumerateArray())
            {
                if (answer.TryObject("field"u8, out JsonElement field))
                {
                    Add(draft, answer, field, hasFields ? fields : default);
                }
            }
        }

        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, JsonElement json, JsonElement field, JsonElement definitions)
    {
        string? id = field.Text("id"u8);
        string? key = field.Text("ref"u8) ?? id;
        if (key is null)
        {
            return;
        }

        QuestionKind kind = KindOf(field);
        JsonElement definition = id is null ? default : DefinitionOf(definitions, id);
        (double? min, double? max) = Scale(field, definition);
        Answer answer = new(key, kind) { OtherKey = id, Title = definition.Text("title"u8), Min = min, Max = max };
        if (json.Is("type"u8, "number"u8) && json.TryGetProperty("number"u8, out JsonElement number))
        {
            draft.Add(answer with { Number = number.Number(), Kind = kind == QuestionKind.Unknown ? QuestionKind.Number : kind });
        }
        else if (json.Is("type"u8, "text"u8))
        {
            draft.Add(answer with { Text = json.Text("text"u8), Kind = kind == QuestionKind.Unknown ? QuestionKind.Text : kind });
        }
        else if (json.Is("type"u8, "email"u8))
        {
            draft.Add(answer with { Text = json.Text("email"u8), Kind = QuestionKind.Email });
        }
        else if (json.Is("type"u8, "choice"u8) && json.TryObject("choice"u8, out JsonElement choice))
        {
            string? label = choice.Text("label"u8);
            string? other = choice.Text("other"u8);
            draft.Add(answer with { Kind = QuestionKind.Choice, Text = label ?? other, Picks = label is null ? null : [label], Other = other });
        }
        else if (json.Is("type"u8, "choices"u8) && json.TryObject("choices"u8, out JsonElement choices))
        {
            draft.Add(Choices(answer, choices));
        }
        else if (json.Is("type"u8, "boolean"u8) && json.TryGetProperty("boolean"u8, out JsonElement flag))
        {
            draft.Add(answer with { Kind = QuestionKind.Choice, Text = JsonPath.Scalar(flag) });
        }
    }

    private static Answer Choices(in Answer answer, JsonElement choices)
    {
        List<string> picks = [];
        if (choices.TryArray("labels"u8, out JsonElement labels))
        {
            foreach (JsonElement label in labels.EnumerateArray())
            {
                if (JsonPath.Scalar(label) is { } pick)
                {
                    picks.Add(pick);
                }
            }
        }

        string? other = choices.Text("other"u8);
        string text = string.Join(", ", other is null ? picks : [.. picks, other]);
        return answer with { Kind = QuestionKind.Choice, Picks = picks, Other = other, Text = text.Length == 0 ? null : text };
    }

    private static QuestionKind KindOf(JsonElement field) =>
        field.Is("type"u8, "nps"u8) ? QuestionKind.Nps
        : field.Is("type"u8, "opinion_scale"u8) ? QuestionKind.Scale
        : field.Is("type"u8, "rating"u8) ? QuestionKind.Rating
        : field.Is("type"u8, "long_text"u8) || field.Is("type"u8, "short_text"u8) ? QuestionKind.Text
        : field.Is("type"u8, "email"u8) ? QuestionKind.Email
        : QuestionKind.Unknown;

    /// <summary>
    /// The scale's ends from the form's definition. Where it leaves them out, those that the vendor's Create API documents as defaults:
    /// an opinion scale has 11 steps from 0, a rating 5 from 1.
    /// </summary>
    private static (double? Min, double? Max) Scale(JsonElement field, JsonElement definition)
    {
        bool isRating = field.Is("type"u8, "rating"u8);
        if (!isRating && !field.Is("type"u8, "opinion_scale"u8))
        {
            return (null, null);
        }

        double steps = isRating ? 5 : 11;
        double start = isRating ? 1 : 0;
        if (definition.TryObject("properties"u8, out JsonElement properties))
        {
            if (properties.TryGetProperty("steps"u8, out JsonElement given) && given.Number() is >= 2 and <= 11 and var count)
            {
                steps = count;
            }

            if (!isRating && properties.TryGetProperty("start_at_one"u8, out JsonElement fromOne))
            {
                start = fromOne.ValueKind == JsonValueKind.True ? 1 : 0;
            }
        }

        return (start, start + steps - 1);
    }

    private static JsonElement DefinitionOf(JsonElement definitions, string id)
    {
        if (definitions.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement definition in definitions.EnumerateArray().Take(MaxAnswers))
            {
                if (definition.ValueKind == JsonValueKind.Object && definition.TryGetProperty("id"u8, out JsonElement given) && given.ValueKind == JsonValueKind.String && given.ValueEquals(id))
                {
                    return definition;
                }
            }
        }

        return default;
    }
}
