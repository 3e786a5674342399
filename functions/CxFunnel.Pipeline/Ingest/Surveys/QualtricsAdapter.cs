using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Qualtrics: an event subscription posts a form that names a response, which the API then gives; a workflow task posts what its
/// author wrote. Answers go by their key in <c>values</c> (<c>QID4_1</c>, <c>QID2_TEXT</c>); <c>*_QID7</c> stands for any loop.
/// </summary>
public sealed class QualtricsAdapter() : SurveyAdapter("qualtrics"), IFetchedResponseReader
{
    public SurveyDefinition? ReadDefinition(ReadOnlyMemory<byte> body) => null;

    public SurveyReading ReadFetched(SurveyRequest response, string surveyId, SurveyDefinition? definition, SourceMapping? mapping)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!JsonBody.TryParse(response.Body, out JsonDocument? document, out InputError? error))
        {
            return new SurveyReading.Malformed($"the fetched response {error!.Detail}");
        }

        using (document)
        {
            return QualtricsResponse.Read(document!.RootElement, surveyId, response, mapping);
        }
    }

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.TryObject("result"u8, out _))
        {
            return QualtricsResponse.Read(root, surveyId: null, request, mapping);
        }

        if (root.Text("Topic"u8) is not { } topic)
        {
            return ReadEach(root, response => MappingDrivenAdapter.ReadOne(response, request, mapping));
        }

        if (!topic.Contains(".completedResponse.", StringComparison.Ordinal))
        {
            return new SurveyReading.Ignored("the topic is not completedResponse");
        }

        // Signed, the names stand in a message of their own.
        return root.TryGetProperty("MSG"u8, out _) ? ReadInner(root, "MSG", Notification) : Notification(root);
    }

    private static SurveyReading Notification(JsonElement fields) =>
        fields.Text("SurveyID"u8) is { } survey && fields.Text("ResponseID"u8) is { } response
            ? new SurveyReading.Notification(survey, response)
            : new SurveyReading.Malformed("SurveyID or ResponseID is missing; without them the response cannot be fetched");
}
