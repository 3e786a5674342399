using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// A webhook's body as one JSON document, whatever its content type: JSON as it stands; the fields of a form, url-encoded or
/// multipart, as an object of strings; a field that holds a JSON object, as that object. So every adapter reads one shape.
/// </summary>
internal static class SurveyBody
{
    /// <summary>Quotes, colon and comma of a field; escapes take more, and then the buffer grows.</summary>
    private const int Punctuation = 16;

    /// <summary>Read again at once by a JSON parser and shown to no browser: only what JSON itself wants is escaped.</summary>
    private static readonly JsonWriterOptions Writing = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="document">To be disposed; null when there is none.</param>
    /// <param name="reason">What is wrong; null when nothing is.</param>
    public static bool TryParse(SurveyRequest request, out JsonDocument? document, out string? reason)
    {
        if (MultipartBody.Boundary(request.ContentType) is { } boundary)
        {
            return TryFromFields(MultipartBody.Parse(request.Body, boundary), "multipart", out document, out reason);
        }

        // Some senders post forms without saying so; no JSON starts with a name and "=".
        if (!StartsLikeJson(request.Body.Span) && FormBody.Parse(request.Body) is { Count: > 0 } form)
        {
            return TryFromFields(form, "form", out document, out reason);
        }

        bool isJson = JsonBody.TryParse(request.Body, out document, out InputError? error);
        reason = isJson ? null : $"the body {error!.Detail}";
        return isJson;
    }

    private static bool TryFromFields(Dictionary<string, ReadOnlyMemory<byte>> fields, string kind, out JsonDocument? document, out string? reason)
    {
        document = null;
        reason = fields.Count == 0 ? $"the {kind} body has no field that can be read" : null;
        if (fields.Count == 0)
        {
            return false;
        }

        ArrayBufferWriter<byte> json = new(fields.Sum(f => f.Key.Length + f.Value.Length + Punctuation));
        using (Utf8JsonWriter writer = new(json, Writing))
        {
            writer.WriteStartObject();
            foreach ((string name, ReadOnlyMemory<byte> value) in fields)
            {
                if (IsJsonObject(value.Span))
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(value.Span, skipInputValidation: true);
                }
                else
                {
                    // What is not UTF-8 becomes U+FFFD.
                    writer.WriteString(name, value.Span);
                }
            }

            writer.WriteEndObject();
        }

        return JsonBody.TryParse(json.WrittenMemory, out document, out _);
    }

    /// <summary>Whether it is one whole object and nothing else, so that it cannot bring fields of its own into the form.</summary>
    private static bool IsJsonObject(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] != '{' || !Utf8.IsValid(value))
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(value, new JsonReaderOptions { MaxDepth = FeedbackLimits.MaxJsonDepth - 1 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool StartsLikeJson(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
        int first = body.IndexOfAnyExcept(" \t\r\n"u8);
        return first < 0 || body[first] is (byte)'{' or (byte)'[' or (byte)'"';
    }
}
