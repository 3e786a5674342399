namespace CxFunnel.Pipeline.Contracts;

/// <summary>A message of the queue <c>fetch-responses</c>: a webhook named this response and held none of its answers.</summary>
public sealed record FetchResponseV1
{
    public const string SchemaName = "cxfunnel.fetch/1";

    public string Schema { get; init; } = SchemaName;

    public required string Program { get; init; }

    public required string Source { get; init; }

    public required string SurveyId { get; init; }

    public required string ResponseId { get; init; }

    /// <summary>When the webhook came in.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The webhook's body: it goes to quarantine, whole, when the response cannot be fetched.</summary>
    public required byte[] Notification { get; init; }

    /// <summary>Attempts that got no usable answer, 0 at first. Waiting for a turn is no attempt.</summary>
    public int Failures { get; init; }

    /// <summary>When the first of these failed; null when none did.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The turn that this message was given, so that it need not queue up again when it comes; null before.</summary>
    public DateTimeOffset? Turn { get; init; }
}
