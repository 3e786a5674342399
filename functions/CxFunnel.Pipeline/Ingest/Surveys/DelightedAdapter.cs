using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Delighted: <c>survey_response.created</c> carries the score, <c>.updated</c> the comment; <c>updated_at</c> is the version.
/// <c>survey_type</c> says what the score means; further answers go by their question's id.
/// </summary>
public sealed class DelightedAdapter() : SurveyAdapter("delighted")
{
    private static readonly Dictionary<string, QuestionRole> SurveyTypes = new(StringComparer.Ordinal)
    {
        ["nps"] = new("nps", 0, 10),
        ["csat"] = new("csat", 1, 5),
        ["enps"] = new("nps", 0, 10),
        ["ces"] = new("ces", 1, 5),
        ["ces7"] = new("ces", 1, 7),
        ["smileys"] = new("csat", 1, 5),
        ["stars"] = new("rating", 1, 5),
        ["thumbs"] = new("csat", 0, 1),
    };

    private static readonly QuestionRole Comment = new("comment", Min: null, Max: null);

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.Text("event_type"u8) is { } type && type is not ("survey_response.created" or "survey_response.updated"))
        {
            return new SurveyReading.Ignored("the event is not about a response");
        }

        if (!root.TryObject("event_data"u8, out JsonElement data) || data.Text("id"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/event_data/id is missing; the response id was expected");
        }

        DateTimeOffset? createdAt = Times.EpochSeconds(data.Text("created_at"u8));
        ResponseDraft draft = new(request.Source, mapping)
        {
            [ResponseField.ResponseId] = id,
            SubmittedAt = createdAt,
            // The first version is as old as the response: without it a late "created" would win over its own update.
            RevisedAt = Times.EpochSeconds(data.Text("updated_at"u8)) ?? createdAt,
        };
        draft.TakeMappedFields(data, root);
        if (data.Text("survey_type"u8) is { } surveyType
            && ((mapping?.SurveyTypes.TryGetValue(surveyType, out QuestionRole? role) ?? false) || SurveyTypes.TryGetValue(surveyType, out role))
            && data.TryGetProperty("score"u8, out JsonElement score))
        {
            draft.AddAs(LooseAnswer.Of("score", score), role);
        }

        draft.AddAs(new Answer("comment", QuestionKind.Text) { Text = data.Text("comment"u8) }, Comment);
        if (data.TryArray("additional_answers"u8, out JsonElement answers))
        {
            if (answers.GetArrayLength() > MaxAnswers)
            {
                return TooMany("/event_data/additional_answers", answers.GetArrayLength());
            }

            foreach (JsonElement answer in answers.EnumerateArray())
            {
                Add(draft, answer);
            }
        }

        TakeFields(draft, data);
        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, JsonElement json)
    {
        if (!json.TryObject("question"u8, out JsonElement question) || question.Text("id"u8) is not { } key || !json.TryGetProperty("value"u8, out JsonElement value))
        {
            return;
        }

        Answer answer = new(key, QuestionKind.Unknown) { Title = question.Text("text"u8) };
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (value.Text("free_response"u8) is { } text)
        {
            draft.Add(answer with { Kind = QuestionKind.Text, Text = text });
        }
        else if (value.TryGetProperty("scale"u8, out JsonElement scale) && scale.Number() is { } number)
        {
            draft.Add(answer with { Kind = QuestionKind.Scale, Number = number });
        }
        else if (value.TryObject("select_one"u8, out JsonElement one) && one.Text("text"u8) is { } pick)
        {
            draft.Add(answer with { Kind = QuestionKind.Choice, Text = pick, Picks = [pick] });
        }
        else if (value.TryArray("select_many"u8, out JsonElement many))
        {
            List<string> picks = [.. many.EnumerateArray().Select(p => p.Text("text"u8)).OfType<string>()];
            draft.Add(answer with { Kind = QuestionKind.Choice, Picks = picks, Text = picks.Count == 0 ? null : string.Join(", ", picks) });
        }
    }

    private static void TakeFields(ResponseDraft draft, JsonElement data)
    {
        if (data.TryObject("person_properties"u8, out JsonElement properties))
        {
            draft.GuessFields(properties);
            draft.Suggest(ResponseField.Channel, properties.Text("Delighted Source"u8));
        }

        if (data.TryObject("person"u8, out JsonElement person))
        {
            draft.Suggest(ResponseField.Email, person.Text("email"u8));
            draft.Suggest(ResponseField.CustomerId, person.Text("id"u8));
        }
    }
}
