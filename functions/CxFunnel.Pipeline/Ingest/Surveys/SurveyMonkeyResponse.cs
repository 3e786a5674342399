using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads a response as SurveyMonkey's API gives it, with or without <c>simple=true</c>.</summary>
internal static class SurveyMonkeyResponse
{
    private const int MaxQuestions = 2_000;
    private const int MaxRows = 500;

    public static SurveyReading Read(JsonElement json, string surveyId, SurveyMonkeyDefinition definition, SurveyRequest request, SourceMapping? mapping)
    {
        if (json.Text("id"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/id is missing from the fetched response");
        }

        if (json.Text("collection_mode"u8) is "preview" or "survey_preview")
        {
            return new SurveyReading.Ignored("the response is a preview");
        }

        if (json.Text("response_status"u8) is "overquota" or "disqualified")
        {
            return new SurveyReading.Ignored("the response is over quota or disqualified");
        }

        DateTimeOffset? modifiedAt = json.Instant("date_modified"u8) ?? json.Instant("date_created"u8);
        ResponseDraft draft = new(request.Source, mapping)
        {
            State = json.Text("response_status"u8) == "partial" ? FeedbackState.Partial : FeedbackState.Complete,
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = json.Text("survey_id"u8) ?? surveyId,
            SubmittedAt = modifiedAt,
            RevisedAt = modifiedAt,
        };
        draft.TakeMappedFields(json);
        int left = MaxQuestions;
        foreach (JsonElement page in Elements(json, "pages"u8))
        {
            foreach (JsonElement question in Elements(page, "questions"u8))
            {
                if (--left < 0)
                {
                    return new SurveyReading.Malformed($"the fetched response has more than {MaxQuestions} questions");
                }

                if (question.Text("id"u8) is { } key && question.TryArray("answers"u8, out JsonElement answers))
                {
                    Add(draft, question, key, answers, definition[key]);
                }
            }
        }

        TakeFields(draft, json);
        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, JsonElement question, string key, JsonElement answers, SurveyMonkeyDefinition.Question? defined)
    {
        string? title = draft.IsMappingGiven ? null : question.Text("heading"u8) ?? defined?.Title;
        int count = answers.GetArrayLength();
        bool hasOneRow = defined is { RowCount: > 0 } ? defined.RowCount == 1 : count == 1;
        List<string> picks = [];
        string? other = null;
        int left = MaxRows;
        foreach (JsonElement json in answers.EnumerateArray())
        {
            if (--left < 0)
            {
                break;
            }

            string? choiceId = json.Text("choice_id"u8);
            SurveyMonkeyDefinition.Choice? choice = choiceId is not null && defined is not null ? defined.Choices.GetValueOrDefault(choiceId) : null;
            string? text = json.Text("text"u8);
            if (json.Text("row_id"u8) is { } row)
            {
                string rowKey = json.Text("col_id"u8) is { } column ? $"{key}/{row}/{column}" : $"{key}/{row}";
                draft.Add(new Answer(hasOneRow ? key : rowKey, choiceId is null ? QuestionKind.Text : QuestionKind.Scale)
                {
                    OtherKey = rowKey,
                    Title = title,
                    Number = choiceId is null ? null : Weight(json, choice),
                    Text = text ?? choice?.Text,
                    Min = defined?.Min,
                    Max = defined?.Max,
                });
            }
            else if (json.Text("other_id"u8) is not null)
            {
                other ??= text;
            }
            else if (choiceId is not null)
            {
                picks.Add(choice?.Text ?? json.Text("simple_text"u8) ?? choiceId);
            }
            else if (text is not null)
            {
                draft.Add(new Answer(key, KindOfTyped(question, defined)) { Title = title, Text = text });
            }
        }

        if (picks.Count > 0 || other is not null)
        {
            draft.Add(new Answer(key, QuestionKind.Choice)
            {
                Title = title,
                Picks = picks,
                Other = other,
                Text = string.Join(", ", other is null ? picks : [.. picks, other]),
            });
        }
    }

    /// <summary>An open question asks for words, unless it asks for a number.</summary>
    private static QuestionKind KindOfTyped(JsonElement question, SurveyMonkeyDefinition.Question? defined) =>
        (question.Text("family"u8) ?? defined?.Family) == "open_ended" && (question.Text("subtype"u8) ?? defined?.Subtype) != "numerical"
            ? QuestionKind.Text
            : QuestionKind.Unknown;

    /// <summary>The number of a choice: its weight in the answer, then in the definition, then its text.</summary>
    private static double? Weight(JsonElement answer, SurveyMonkeyDefinition.Choice? choice)
    {
        string? weight = answer.TryObject("choice_metadata"u8, out JsonElement metadata) ? metadata.Text("weight"u8) : null;
        return AnswerNumbers.Plain(weight) ?? choice?.Weight ?? AnswerNumbers.Leading(choice?.Text) ?? AnswerNumbers.Leading(LastPart(answer.Text("simple_text"u8)));
    }

    /// <summary>A grid's simple text is "row | choice".</summary>
    private static ReadOnlySpan<char> LastPart(string? simple) =>
        simple is null ? default : simple.AsSpan(simple.LastIndexOf('|') + 1).TrimStart();

    private static void TakeFields(ResponseDraft draft, JsonElement json)
    {
        if (json.TryObject("custom_variables"u8, out JsonElement variables))
        {
            draft.GuessFields(variables);
        }

        draft.Suggest(ResponseField.CustomerId, json.Text("custom_value"u8));
        if (json.TryObject("metadata"u8, out JsonElement metadata)
            && metadata.TryObject("contact"u8, out JsonElement contact)
            && contact.TryObject("email"u8, out JsonElement email))
        {
            draft.Suggest(ResponseField.Email, email.Text("value"u8));
        }

        draft.Suggest(ResponseField.Email, json.Text("email_address"u8));
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryArray(name, out JsonElement array) ? array.EnumerateArray() : default;
}
