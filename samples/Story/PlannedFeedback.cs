using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Story;

/// <summary>One feedback of the plan, before any tool has put it into its own shape. The truth is counted from these.</summary>
/// <param name="SourceId">Null where the sender gives none.</param>
/// <param name="Touchpoint">Null for what no survey asked: mentions.</param>
internal sealed record PlannedFeedback(
    string Source,
    string? SourceId,
    string Kind,
    DateTimeOffset SubmittedAt,
    string Channel,
    string? Touchpoint,
    string Language,
    string Country,
    Tone Tone)
{
    /// <summary>When it happened, if that is another day than when it was told.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    public DateTimeOffset? RevisedAt { get; init; }

    public Customer? Customer { get; init; }

    public int? Nps { get; init; }

    /// <summary>1 to 5.</summary>
    public int? Csat { get; init; }

    /// <summary>1 to 7, 7 is easiest.</summary>
    public int? Ces { get; init; }

    /// <summary>Stars, 1 to 5.</summary>
    public int? Rating { get; init; }

    public string? Text { get; init; }

    /// <summary>City of the store.</summary>
    public string? Store { get; init; }

    /// <summary>Days from order to delivery that were expected and that it took.</summary>
    public (int Expected, int Actual)? DeliveryDays { get; init; }

    /// <summary>The sender's own code for what went wrong.</summary>
    public string? Cause { get; init; }

    public DateOnly Day => DateOnly.FromDateTime((OccurredAt ?? SubmittedAt).UtcDateTime);
}
