using System.Runtime.InteropServices;
using System.Text.Json;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>What a message of <c>feedback-inbox</c> holds, checked.</summary>
public abstract record EnvelopeReading
{
    private EnvelopeReading()
    {
    }

    /// <param name="Envelope">Without the items.</param>
    /// <param name="Items">Those that are sound.</param>
    /// <param name="Rejected">Those that are not, as JSON, with what is wrong with each.</param>
    public sealed record Read(FeedbackEnvelopeV1 Envelope, IReadOnlyList<FeedbackItem> Items, IReadOnlyList<RejectedItem> Rejected) : EnvelopeReading;

    /// <summary>The items are in the blob that the envelope names.</summary>
    public sealed record InBlob(FeedbackEnvelopeV1 Envelope) : EnvelopeReading;

    /// <summary>No envelope at all.</summary>
    public sealed record Malformed(string Reason) : EnvelopeReading;
}

/// <param name="Json">The item as it stood in the message.</param>
/// <param name="Reason">Every error with its pointer.</param>
public sealed record RejectedItem(string Json, string Reason);

/// <summary>Reads envelopes, whoever wrote them. Never throws for what they hold.</summary>
public static class EnvelopeReader
{
    public static EnvelopeReading Read(ReadOnlyMemory<byte> message)
    {
        if (!JsonBody.TryParse(message, out JsonDocument? document, out InputError? error))
        {
            return new EnvelopeReading.Malformed($"The message {error!.Detail}.");
        }

        using (document)
        {
            InputErrors errors = new();
            JsonFields fields = new(document!.RootElement, string.Empty, errors);
            if (!fields.IsObject)
            {
                return new EnvelopeReading.Malformed("The message is no JSON object.");
            }

            string? schema = fields.Text("schema", FeedbackLimits.MaxNameChars);
            string program = fields.Text("program", FeedbackLimits.MaxNameChars) ?? Names.DefaultProgram;
            if (schema != FeedbackEnvelopeV1.SchemaName)
            {
                return new EnvelopeReading.Malformed($"The message's schema is not '{FeedbackEnvelopeV1.SchemaName}'.");
            }

            if (!Names.IsValid(program))
            {
                return new EnvelopeReading.Malformed("The message's program is not 1 to 40 of a-z, 0-9 and '-'.");
            }

            FeedbackEnvelopeV1 envelope = new()
            {
                Program = program,
                ReceivedAt = fields.Instant("receivedAt"),
                Import = Import(fields, errors),
                ItemsBlob = fields.Text("itemsBlob", FeedbackLimits.MaxUrlChars),
            };
            if (envelope.ItemsBlob is not null)
            {
                return new EnvelopeReading.InBlob(envelope);
            }

            return fields.TryGet("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array
                ? ReadItems(envelope, items)
                : new EnvelopeReading.Malformed("The message has no array 'items'.");
        }
    }

    /// <summary>Reads the items of an envelope from the blob that it names.</summary>
    public static EnvelopeReading ReadItems(FeedbackEnvelopeV1 envelope, ReadOnlyMemory<byte> blob)
    {
        if (!JsonBody.TryParse(blob, out JsonDocument? document, out InputError? error))
        {
            return new EnvelopeReading.Malformed($"The blob of items {error!.Detail}.");
        }

        using (document)
        {
            return document!.RootElement.ValueKind == JsonValueKind.Array
                ? ReadItems(envelope, document.RootElement)
                : new EnvelopeReading.Malformed("The blob of items is no JSON array.");
        }
    }

    /// <param name="message">One that was read and holds its items.</param>
    /// <returns>Its items as they stand there, sound or not, in their order.</returns>
    public static byte[][] ItemsIn(ReadOnlyMemory<byte> message)
    {
        if (!JsonBody.TryParse(message, out JsonDocument? document, out InputError? error))
        {
            throw new ArgumentException($"The message {error!.Detail}.", nameof(message));
        }

        using (document)
        {
            return [.. document!.RootElement.GetProperty("items").EnumerateArray().Select(item => JsonMarshal.GetRawUtf8Value(item).ToArray())];
        }
    }

    private static EnvelopeReading.Read ReadItems(FeedbackEnvelopeV1 envelope, JsonElement items)
    {
        List<FeedbackItem> sound = [];
        List<RejectedItem> rejected = [];
        foreach (JsonElement element in items.EnumerateArray())
        {
            InputErrors errors = new();
            if (FeedbackReader.Read(element, string.Empty, errors) is { } item)
            {
                sound.Add(item);
            }
            else
            {
                rejected.Add(new RejectedItem(element.GetRawText(), string.Join("; ", errors.Listed.Select(e => $"{e.Pointer} {e.Detail}"))));
            }
        }

        return new EnvelopeReading.Read(envelope, sound, rejected);
    }

    private static ImportPart? Import(JsonFields envelope, InputErrors errors)
    {
        if (!envelope.TryGet("import", out JsonElement element))
        {
            return null;
        }

        JsonFields fields = new(element, "/import", errors);
        return fields.Text("id", FeedbackLimits.MaxNameChars) is { } id && fields.Count("chunk") is { } chunk and <= int.MaxValue
            ? new ImportPart(id, (int)chunk)
            : null;
    }
}
