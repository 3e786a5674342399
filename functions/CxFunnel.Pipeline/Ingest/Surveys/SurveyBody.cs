using System.Buffers;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// A webhook's body as one JSON document, whatever its content type: JSON as it stands; the fields of a form, url-encoded or
/// multipart, as an object of strings. So every adapter reads one shape.
/// </summary>
internal static class SurveyBody
{
    /// <param name="document">To be disposed; null when there is none.</param>
    /// <param name="reason">What is wrong; null when nothing is.</param>
    public static bool TryParse(SurveyRequest request, out JsonDocument? document, out string? reason)
    {
        if (MultipartBody.Boundary(request.ContentType) is { } boundary)
        {
            return TryFromFields(MultipartBody.Parse(request.Body, boundary), "multipart", out document, out reason);
        }

        // Some senders post forms without saying so; no JSON starts with a name and "=".
        FormBody? form = StartsLikeJson(request.Body.Span) ? null : FormBody.Parse(request.Body);
        if (form is { Count: > 0 })
        {
            return TryFromFields(form.Fields, "form", out document, out reason);
        }

        bool isJson = JsonBody.TryParse(request.Body, out document, out InputError? error);
        reason = isJson ? null : $"the body {error!.Detail}";
        return isJson;
    }

    private static bool TryFromFields(IReadOnlyDictionary<string, string> fields, string kind, out JsonDocument? document, out string? reason)
    {
        document = null;
        reason = fields.Count == 0 ? $"the {kind} body has no field that can be read" : null;
        if (fields.Count == 0)
        {
            return false;
        }

        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in fields)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        document = JsonDocument.Parse(json.WrittenMemory);
        return true;
    }

    private static bool StartsLikeJson(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        int first = body.IndexOfAnyExcept(" \t\r\n"u8);
        return first < 0 || body[first] is (byte)'{' or (byte)'[' or (byte)'"';
    }
}
