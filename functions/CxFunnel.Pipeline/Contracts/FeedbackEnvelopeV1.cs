namespace CxFunnel.Pipeline.Contracts;

/// <summary>
/// A message of the queue <c>feedback-inbox</c>: items of one program, in the message or, where they do not fit, in a blob.
/// Other systems may write it; every field is checked at reading.
/// </summary>
public sealed record FeedbackEnvelopeV1
{
    public const string SchemaName = "cxfunnel.feedback/1";

    public string Schema { get; init; } = SchemaName;

    public required string Program { get; init; }

    /// <summary>When the items were taken in. Of two versions of a feedback without <c>revisedAt</c> the later one stands.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>The part of an import that these items are; null for anything else.</summary>
    public ImportPart? Import { get; init; }

    public IReadOnlyList<FeedbackItem>? Items { get; init; }

    /// <summary>Name of a blob in the container <c>inbox</c> that holds the items as a JSON array; null when they are in the message.</summary>
    public string? ItemsBlob { get; init; }
}

/// <param name="Id">The import.</param>
/// <param name="Chunk">Which part of it, counted from 0; the same rows at every reading.</param>
public sealed record ImportPart(string Id, int Chunk);

/// <summary>A message of the queue <c>imports</c>: read this staged export.</summary>
public sealed record ReadImportV1(string Id);

/// <summary>A message of the queue <c>rollup</c>: a doorbell, never the truth. The dirty markers in the ledger say what to do.</summary>
public sealed record RollupDoorbellV1(string Program);
