using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure.Core;

namespace Azure.AI.TextAnalytics;

/// <summary>Reads the service's JSON error; the inner one, where there is one, says what is wrong.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/language/text-analysis-runtime/analyze-text#errorresponse</remarks>
internal sealed class LanguageFailureParser : RequestFailedDetailsParser
{
    public static LanguageFailureParser Instance { get; } = new();

    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, [NotNullWhen(true)] out IDictionary<string, string>? data)
    {
        error = null;
        data = null;
        if (response.ContentStream is null)
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content.ToMemory());
            JsonElement details = document.RootElement.GetProperty("error");
            if (details.TryGetProperty("innererror", out JsonElement inner))
            {
                details = inner;
            }

            error = new ResponseError(details.GetProperty("code").GetString(), details.TryGetProperty("message", out JsonElement message) ? message.GetString() : null);
            data = new Dictionary<string, string>(StringComparer.Ordinal);
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not the service's error; a proxy's page, for example. The exception then shows the status alone.
            return false;
        }
    }
}
