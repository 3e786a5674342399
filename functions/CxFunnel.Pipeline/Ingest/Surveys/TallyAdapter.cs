using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Tally: <c>FORM_RESPONSE</c> with typed <c>fields</c>. Choices are option ids, spelled out here; the extra entry of each check box
/// is left out, or answers would count twice. Hidden fields go by label.
/// </summary>
public sealed class TallyAdapter() : SurveyAdapter("tally")
{
    private const int MaxOptions = 500;

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.Text("eventType"u8) is { } type && type != "FORM_RESPONSE")
        {
            return new SurveyReading.Ignored("the event is not FORM_RESPONSE");
        }

        if (!root.TryObject("data"u8, out JsonElement data) || (data.Text("responseId"u8) ?? data.Text("submissionId"u8)) is not { } id)
        {
            return new SurveyReading.Malformed("/data/responseId is missing; the response id was expected");
        }

        if (!data.TryArray("fields"u8, out JsonElement fields))
        {
            return new SurveyReading.Malformed("/data/fields is missing or no array; the answers were expected");
        }

        if (fields.GetArrayLength() > MaxAnswers)
        {
            return TooMany("/data/fields", fields.GetArrayLength());
        }

        ResponseDraft draft = new(request.Source, mapping)
        {
            Labelled = Hidden(fields),
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = data.Text("formId"u8),
            SubmittedAt = data.Instant("createdAt"u8) ?? root.Instant("createdAt"u8),
        };
        draft.TakeMappedFields(data, root);
        foreach (JsonElement field in fields.EnumerateArray())
        {
            if (field.Text("key"u8) is { } key && field.TryGetProperty("value"u8, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                Add(draft, field, key, value);
            }
        }

        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, JsonElement field, string key, JsonElement value)
    {
        string? label = field.Text("label"u8);
        string type = field.Text("type"u8) ?? string.Empty;
        if (type is "HIDDEN_FIELDS" or "CALCULATED_FIELDS")
        {
            draft.GuessField(label ?? key, value);
            return;
        }

        Answer answer = new(key, QuestionKind.Unknown) { Title = label, OtherKey = label };
        switch (type)
        {
            case "LINEAR_SCALE":
                // The ends are not sent; a new scale of the tool runs from 0 to 10.
                draft.Add(Loose(answer with { Kind = QuestionKind.Scale, Min = draft.IsMappingGiven ? null : 0, Max = draft.IsMappingGiven ? null : 10 }, value));
                break;
            case "RATING":
                draft.Add(Loose(answer with { Kind = QuestionKind.Rating }, value));
                break;
            case "TEXTAREA" or "INPUT_TEXT":
                draft.Add(Loose(answer with { Kind = QuestionKind.Text }, value));
                break;
            case "INPUT_EMAIL":
                draft.Add(Loose(answer with { Kind = QuestionKind.Email }, value));
                break;
            case "INPUT_NUMBER":
                draft.Add(Loose(answer with { Kind = QuestionKind.Number }, value));
                break;
            case "MULTIPLE_CHOICE" or "DROPDOWN" or "MULTI_SELECT" or "CHECKBOXES" or "RANKING":
                AddPicks(draft, answer, field, value);
                break;
            case "MATRIX":
                AddRows(draft, answer, field, value);
                break;
        }
    }

    private static Answer Loose(in Answer answer, JsonElement value)
    {
        Answer loose = LooseAnswer.Of(answer.Key, value);
        return answer with { Number = loose.Number, Text = loose.Text };
    }

    private static void AddPicks(ResponseDraft draft, in Answer answer, JsonElement field, JsonElement value)
    {
        // One entry a check box follows the list; it says true or false.
        if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.String) || !field.TryArray("options"u8, out JsonElement options))
        {
            return;
        }

        List<string> picks = Texts(value, options);
        if (picks.Count > 0)
        {
            draft.Add(answer with { Kind = QuestionKind.Choice, Picks = picks, Text = string.Join(", ", picks) });
        }
    }

    private static void AddRows(ResponseDraft draft, in Answer answer, JsonElement field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !field.TryArray("columns"u8, out JsonElement columns) || !field.TryArray("rows"u8, out JsonElement rows))
        {
            return;
        }

        foreach (JsonProperty row in value.EnumerateObject().Take(MaxOptions))
        {
            List<string> picks = Texts(row.Value, columns);
            string rowText = TextOf(row.Name, rows);
            if (picks.Count > 0)
            {
                draft.Add(new Answer($"{answer.Key}/{row.Name}", QuestionKind.Choice)
                {
                    OtherKey = $"{answer.Key}/{rowText}",
                    Title = answer.Title is null ? rowText : $"{answer.Title}: {rowText}",
                    Picks = picks,
                    Text = string.Join(", ", picks),
                });
            }
        }
    }

    private static List<string> Texts(JsonElement value, JsonElement options)
    {
        List<string> picks = [];
        foreach (JsonElement id in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Take(MaxOptions) : [value])
        {
            if (JsonPath.Scalar(id) is { } text)
            {
                picks.Add(TextOf(text, options));
            }
        }

        return picks;
    }

    private static string TextOf(string id, JsonElement options)
    {
        foreach (JsonElement option in options.EnumerateArray().Take(MaxOptions))
        {
            if (option.ValueKind == JsonValueKind.Object && option.TryGetProperty("id"u8, out JsonElement given) && given.ValueKind == JsonValueKind.String && given.ValueEquals(id))
            {
                return option.Text("text"u8) ?? id;
            }
        }

        return id;
    }

    private static Dictionary<string, string> Hidden(JsonElement fields)
    {
        Dictionary<string, string> hidden = new(StringComparer.Ordinal);
        foreach (JsonElement field in fields.EnumerateArray())
        {
            if (field.Is("type"u8, "HIDDEN_FIELDS"u8)
                && field.Text("label"u8) is { } label
                && field.TryGetProperty("value"u8, out JsonElement value)
                && JsonPath.Scalar(value) is { } text)
            {
                hidden.TryAdd(label, text);
            }
        }

        return hidden;
    }
}
