using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// SurveyMonkey: the webhook names a response, which its API then gives. A deletion needs no fetch. Questions go by id, rows of a
/// grid by <c>question/row</c>, cells of a menu grid by <c>question/row/column</c>. <c>date_modified</c> is the version.
/// </summary>
public sealed class SurveyMonkeyAdapter() : SurveyAdapter("surveymonkey"), IFetchedResponseReader
{
    public SurveyDefinition? ReadDefinition(ReadOnlyMemory<byte> body)
    {
        if (!JsonBody.TryParse(body, out JsonDocument? document, out _))
        {
            return null;
        }

        using (document)
        {
            return SurveyMonkeyDefinition.Of(document!.RootElement);
        }
    }

    public SurveyReading ReadFetched(SurveyRequest response, string surveyId, SurveyDefinition? definition, SourceMapping? mapping)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!JsonBody.TryParse(response.Body, out JsonDocument? document, out InputError? error))
        {
            return new SurveyReading.Malformed($"the fetched response {error!.Detail}");
        }

        using (document)
        {
            return SurveyMonkeyResponse.Read(document!.RootElement, surveyId, definition as SurveyMonkeyDefinition ?? SurveyMonkeyDefinition.None, response, mapping);
        }
    }

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.TryArray("pages"u8, out _))
        {
            // Someone forwards what the API gave.
            return SurveyMonkeyResponse.Read(root, root.Text("survey_id"u8) ?? string.Empty, SurveyMonkeyDefinition.None, request, mapping);
        }

        if (root.Text("event_type"u8) is not { } type)
        {
            return new SurveyReading.Malformed("/event_type is missing; a notification was expected");
        }

        if (type is not ("response_completed" or "response_updated" or "response_created" or "response_deleted"))
        {
            return new SurveyReading.Ignored("the event is not about a response that counts");
        }

        if (root.Text("object_id"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/object_id is missing; the response id was expected");
        }

        root.TryObject("resources"u8, out JsonElement resources);
        string? surveyId = resources.Text("survey_id"u8) ?? (root.Is("filter_type"u8, "survey"u8) ? root.Text("filter_id"u8) : null);
        if (type == "response_deleted")
        {
            DateTimeOffset? deletedAt = root.Instant("event_datetime"u8);
            return new ResponseDraft(request.Source, mapping)
            {
                State = FeedbackState.Deleted,
                [ResponseField.ResponseId] = id,
                [ResponseField.SurveyId] = surveyId,
                SubmittedAt = deletedAt,
                RevisedAt = deletedAt,
            }.Build(request.ReceivedAt);
        }

        return surveyId is null
            ? new SurveyReading.Malformed("/resources/survey_id is missing; without it the response cannot be fetched")
            : new SurveyReading.Notification(surveyId, id);
    }
}
