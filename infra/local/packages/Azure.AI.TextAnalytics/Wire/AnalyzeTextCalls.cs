using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.AI.TextAnalytics;

/// <summary>Sends requests and hands the answer to who can read it.</summary>
internal sealed class AnalyzeTextCalls(HttpPipeline pipeline, Uri endpoint, string version)
{
    /// <exception cref="RequestFailedException">The service refused the whole request, or its answer cannot be read.</exception>
    public async Task<Response<T>> SendAsync<T>(AnalyzeTextRequest request, Func<JsonElement, IReadOnlyList<WrittenDocument>, T> read, CancellationToken cancellation)
    {
        using HttpMessage message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(endpoint);
        message.Request.Uri.AppendPath("/language/:analyze-text", escape: false);
        message.Request.Uri.AppendQuery("api-version", version);
        message.Request.Uri.AppendQuery("showStats", "false");
        message.Request.Headers.Add("Accept", "application/json");
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Content = RequestContent.Create(request.ToJson());
        await pipeline.SendAsync(message, cancellation).ConfigureAwait(false);
        Response response = message.Response;
        if (response.Status != 200)
        {
            throw new RequestFailedException(response, innerException: null, LanguageFailureParser.Instance);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content.ToMemory());
            return Response.FromValue(read(document.RootElement.GetProperty("results"), request.Documents), response);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Cut short, or not from the service. The original lets the exception of its JSON reader through.
            throw new RequestFailedException(response.Status, "The answer is not one of the language service.", errorCode: null, e);
        }
    }
}
