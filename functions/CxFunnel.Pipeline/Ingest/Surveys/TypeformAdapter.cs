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

        if (response.IsOfAnotherKind("answers"u8, JsonValueKind.Array))
        {
            return new SurveyReading.Malformed("/form_response/answers is no array; the answers were expected");
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
        Answer answer = Described(new Answer(key, kind) { OtherKey = id }, id, definitions, draft.IsMappingGiven);
        if (!json.TryString("type"u8, out JsonElement type))
        {
            return;
        }

        if (type.ValueEquals("number"u8) && json.TryGetProperty("number"u8, out JsonElement number))
        {
            draft.Add(answer with { Number = number.Number(), Kind = kind == QuestionKind.Unknown ? QuestionKind.Number : kind });
        }
        else if (type.ValueEquals("text"u8))
        {
            draft.Add(answer with { Text = json.Text("text"u8), Kind = kind == QuestionKind.Unknown ? QuestionKind.Text : kind });
        }
        else if (type.ValueEquals("email"u8))
        {
            draft.Add(answer with { Text = json.Text("email"u8), Kind = QuestionKind.Email });
        }
        else if (type.ValueEquals("choice"u8) && json.TryObject("choice"u8, out JsonElement choice))
        {
            string? label = choice.Text("label"u8);
            string? other = choice.Text("other"u8);
            draft.Add(answer with { Kind = QuestionKind.Choice, Text = label ?? other, Picks = label is null ? null : [label], Other = other });
        }
        else if (type.ValueEquals("choices"u8) && json.TryObject("choices"u8, out JsonElement choices))
        {
            draft.Add(Choices(answer, choices));
        }
        else if (type.ValueEquals("boolean"u8) && json.TryGetProperty("boolean"u8, out JsonElement flag))
        {
            draft.Add(answer with { Kind = QuestionKind.Choice, Text = JsonPath.Scalar(flag) });
        }
    }

    /// <summary>The answer with what the form's definition says of its question: the ends of a scale, and the title, from which a role is guessed.</summary>
    private static Answer Described(in Answer answer, string? id, JsonElement definitions, bool isMappingGiven)
    {
        bool hasScale = answer.Kind is QuestionKind.Scale or QuestionKind.Rating;
        if (isMappingGiven && !hasScale)
        {
            return answer;
        }

        JsonElement definition = id is null ? default : DefinitionOf(definitions, id);
        (double? min, double? max) = hasScale ? Scale(answer.Kind == QuestionKind.Rating, definition) : default;
        return answer with { Title = isMappingGiven ? null : definition.Text("title"u8), Min = min, Max = max };
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
        !field.TryString("type"u8, out JsonElement type) ? QuestionKind.Unknown
        : type.ValueEquals("nps"u8) ? QuestionKind.Nps
        : type.ValueEquals("opinion_scale"u8) ? QuestionKind.Scale
        : type.ValueEquals("rating"u8) ? QuestionKind.Rating
        : type.ValueEquals("long_text"u8) || type.ValueEquals("short_text"u8) ? QuestionKind.Text
        : type.ValueEquals("email"u8) ? QuestionKind.Email
        : QuestionKind.Unknown;

    /// <summary>
    /// The scale's ends from the form's definition. Where it leaves them out, those that the vendor's Create API documents as defaults:
    /// an opinion scale has 11 steps from 0, a rating 5 from 1.
    /// </summary>
    private static (double? Min, double? Max) Scale(bool isRating, JsonElement definition)
    {
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
            int left = MaxAnswers;
            foreach (JsonElement definition in definitions.EnumerateArray())
            {
                if (definition.TryString("id"u8, out JsonElement given) && given.ValueEquals(id))
                {
                    return definition;
                }

                if (--left == 0)
                {
                    break;
                }
            }
        }

        return default;
    }
}
