using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Formbricks: <c>{event, data}</c>, one or an array. Answers and hidden fields stand in one object by question id; neither
/// question texts nor scales are sent, so ids have to be mapped for scores. <c>updatedAt</c> is the version.
/// </summary>
public sealed class FormbricksAdapter() : SurveyAdapter("formbricks")
{
    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping) =>
        ReadEach(root, delivery => ReadOne(delivery, request, mapping));

    private static SurveyReading ReadOne(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.Text("event"u8) is { } name && name is not ("responseCreated" or "responseUpdated" or "responseFinished"))
        {
            return new SurveyReading.Ignored("the event is not about a response");
        }

        if (!root.TryObject("data"u8, out JsonElement response) || response.Text("id"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/data/id is missing; the response id was expected");
        }

        bool isFinished = response.TryGetProperty("finished"u8, out JsonElement finished) && finished.ValueKind == JsonValueKind.True;
        DateTimeOffset? updatedAt = response.Instant("updatedAt"u8) ?? response.Instant("createdAt"u8);
        ResponseDraft draft = new(request.Source, mapping)
        {
            State = isFinished ? FeedbackState.Complete : FeedbackState.Partial,
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = response.Text("surveyId"u8),
            SubmittedAt = updatedAt,
            RevisedAt = updatedAt,
        };
        draft.TakeMappedFields(root, response);
        // An object without members is written as an empty array by some relays.
        if (response.IsOfAnotherKind("data"u8, JsonValueKind.Object) && !(response.TryArray("data"u8, out JsonElement list) && list.GetArrayLength() == 0))
        {
            return new SurveyReading.Malformed("/data/data is no object; the answers were expected");
        }

        if (response.TryObject("data"u8, out JsonElement answers))
        {
            if (answers.GetPropertyCount() > MaxAnswers)
            {
                return TooMany("/data/data", answers.GetPropertyCount());
            }

            foreach (JsonProperty answer in answers.EnumerateObject())
            {
                Add(draft, answer.Name, answer.Value);
            }
        }

        TakeFields(draft, response);
        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            // A matrix: the row's label belongs to the key.
            foreach (JsonProperty row in value.EnumerateObject())
            {
                draft.Add(LooseAnswer.Of($"{key}/{row.Name}", row.Value) with { Kind = QuestionKind.Choice });
            }
        }
        else if (draft.IsMappingGiven)
        {
            draft.Add(LooseAnswer.Of(key, value));
            draft.GuessField(key, value);
        }
        else if (ResponseFields.TryGuess(key, out _))
        {
            draft.GuessField(key, value);
        }
        else if (!(value.ValueKind == JsonValueKind.String && (value.ValueEquals("clicked"u8) || value.ValueEquals("accepted"u8) || value.ValueEquals("dismissed"u8) || value.ValueEquals("booked"u8))))
        {
            draft.Add(GenericNames.AsGuess(LooseAnswer.Of(key, value), key));
        }
    }

    private static void TakeFields(ResponseDraft draft, JsonElement response)
    {
        // The present names, and those of older versions.
        bool hasPerson = response.TryObject("contact"u8, out JsonElement contact) || response.TryObject("person"u8, out contact);
        bool hasAttributes = response.TryObject("contactAttributes"u8, out JsonElement attributes)
            || response.TryObject("personAttributes"u8, out attributes)
            || contact.TryObject("attributes"u8, out attributes);
        if (hasAttributes)
        {
            draft.GuessFields(attributes);
        }

        if (hasPerson)
        {
            draft.Suggest(ResponseField.CustomerId, contact.Text("userId"u8));
        }

        // "default" is the survey's own language, whatever that is.
        if (!response.Is("language"u8, "default"u8))
        {
            draft.Suggest(ResponseField.Language, response.Text("language"u8));
        }

        if (response.TryObject("meta"u8, out JsonElement meta))
        {
            draft.Suggest(ResponseField.Channel, meta.Text("source"u8));
            draft.Suggest(ResponseField.Country, meta.Text("country"u8));
        }
    }
}
