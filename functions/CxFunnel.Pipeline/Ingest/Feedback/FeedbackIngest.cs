using System.Buffers;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;

namespace CxFunnel.Pipeline.Ingest.Feedback;

/// <summary>Takes in our own JSON: one item, an array of items, or one item a line.</summary>
public sealed class FeedbackIngest(FeedbackInbox inbox)
{
    private static readonly SearchValues<string> JsonLines = SearchValues.Create(
        ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines", "application/json-lines"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes all items or none.</summary>
    /// <param name="contentType">As sent; null when there was none.</param>
    public async Task<IngestOutcome> TakeAsync(string program, string? contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!MayBeJson(contentType))
        {
            return new IngestOutcome.Unsupported("Feedback is JSON (application/json) or one item a line (application/x-ndjson).");
        }

        InputErrors errors = new();
        List<FeedbackItem> items = [];
        if (IsJsonLines(contentType))
        {
            ReadLines(body, items, errors);
        }
        else if (!ReadDocument(body, items, errors) && LooksLikeLines(body.Span))
        {
            // Sent as plain JSON by many clients; a second value on a line of its own tells.
            errors = new InputErrors();
            ReadLines(body, items, errors);
        }

        if (errors.Count == 0 && items.Count == 0)
        {
            errors.Add(string.Empty, "holds no item");
        }

        if (errors.Count > 0)
        {
            return new IngestOutcome.Rejected(errors);
        }

        await inbox.SendAsync(program, items, cancellation);
        return new IngestOutcome.Accepted([.. items.Select(i => FeedbackId.Of(program, i))]);
    }

    /// <summary>JSON under any name, plain text, no type at all, and what curl says of a body unless told otherwise.</summary>
    private static bool MayBeJson(string? contentType) =>
        string.IsNullOrWhiteSpace(contentType)
        || contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    private static bool IsJsonLines(string? contentType) => contentType is not null && contentType.AsSpan().ContainsAny(JsonLines);

    /// <summary>Whether the first line is a whole object and another follows.</summary>
    private static bool LooksLikeLines(ReadOnlySpan<byte> body)
    {
        int end = body.IndexOf((byte)'\n');
        return end > 0 && body[..end].TrimStart(" \t"u8).StartsWith("{"u8) && body[..end].TrimEnd(" \t\r"u8).EndsWith("}"u8);
    }

    /// <returns>False when the body is not JSON.</returns>
    private static bool ReadDocument(ReadOnlyMemory<byte> body, List<FeedbackItem> items, InputErrors errors)
    {
        if (!JsonBody.TryParse(body, out JsonDocument? document, out InputError? error))
        {
            errors.Add(error!.Pointer, error.Detail);
            return false;
        }

        using (document)
        {
            JsonElement root = document!.RootElement;
            if (root.ValueKind != JsonValueKind.Array)
            {
                Read(root, string.Empty, items, errors);
                return true;
            }

            if (root.GetArrayLength() > FeedbackLimits.MaxItemsPerRequest)
            {
                errors.Add(string.Empty, $"has {root.GetArrayLength()} items; at most {FeedbackLimits.MaxItemsPerRequest} are taken at once");
                return true;
            }

            int index = 0;
            foreach (JsonElement element in root.EnumerateArray())
            {
                Read(element, $"/{index++}", items, errors);
            }

            return true;
        }
    }

    /// <summary>A line's pointer is its index among the lines that are not blank, as if they were an array.</summary>
    private static void ReadLines(ReadOnlyMemory<byte> body, List<FeedbackItem> items, InputErrors errors)
    {
        int index = 0;
        while (!body.IsEmpty)
        {
            int end = body.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            string pointer = $"/{index++}";
            if (index > FeedbackLimits.MaxItemsPerRequest)
            {
                errors.Add(string.Empty, $"has more than {FeedbackLimits.MaxItemsPerRequest} lines");
                return;
            }

            if (!JsonBody.TryParse(line, out JsonDocument? document, out InputError? error))
            {
                errors.Add(pointer, error!.Detail);
                continue;
            }

            using (document)
            {
                Read(document!.RootElement, pointer, items, errors);
            }
        }
    }

    private static void Read(JsonElement element, string pointer, List<FeedbackItem> items, InputErrors errors)
    {
        if (FeedbackReader.Read(element, pointer, errors) is { } item)
        {
            items.Add(item);
        }
    }
}
