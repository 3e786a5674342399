using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Reads the service's JSON error: its code, its message, and for a transaction the index in front of the message.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions#sample-error-response</remarks>
internal sealed class TableFailureParser : RequestFailedDetailsParser
{
    /// <summary>The key of the index in the exception's data; the original's.</summary>
    public const string FailedEntity = "FailedEntity";

    public static TableFailureParser Instance { get; } = new();

    public static RequestFailedException Failure(Response response) => new(response, innerException: null, Instance);

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
            if (!document.RootElement.TryGetProperty("odata.error", out JsonElement details))
            {
                return false;
            }

            string? code = details.GetProperty("code").GetString();
            string message = details.GetProperty("message").GetProperty("value").GetString() ?? string.Empty;
            data = new Dictionary<string, string>(StringComparer.Ordinal);
            if (TryGetIndex(message, out int index))
            {
                data[FailedEntity] = index.ToString(CultureInfo.InvariantCulture);
                message += $"\n The index of the entity that caused the error can be found in {nameof(TableTransactionFailedException.FailedTransactionActionIndex)}.";
            }

            error = new ResponseError(code, message);
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not the service's error; a proxy's page, for example. The exception then shows the status alone.
            data = null;
            return false;
        }
    }

    private static bool TryGetIndex(string message, out int index)
    {
        int colon = message.IndexOf(':', StringComparison.Ordinal);
        index = -1;
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
