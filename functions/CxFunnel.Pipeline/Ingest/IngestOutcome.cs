using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest;

/// <summary>What became of a delivery; the trigger turns it into a status code.</summary>
public abstract record IngestOutcome
{
    private IngestOutcome()
    {
    }

    /// <summary>Durable, to be counted: 202.</summary>
    /// <param name="Ids">Feedback ids in the order of the items; empty when there was rightly nothing to keep.</param>
    /// <param name="Reason">Why there was nothing to keep; null otherwise.</param>
    public sealed record Accepted(IReadOnlyList<string> Ids, string? Reason = null) : IngestOutcome;

    /// <summary>Durable, set aside whole: 202.</summary>
    public sealed record Quarantined(string Reason) : IngestOutcome;

    /// <summary>Unusable, nothing kept: 400 with every error.</summary>
    public sealed record Rejected(InputErrors Errors) : IngestOutcome;

    /// <summary>Not proven to come from its source, nothing kept: 401.</summary>
    public sealed record Unauthenticated(string Reason) : IngestOutcome;

    /// <summary>A kind of body that this route does not take: 415.</summary>
    public sealed record Unsupported(string Reason) : IngestOutcome;

    public static Rejected RejectedWith(string pointer, string detail)
    {
        InputErrors errors = new();
        errors.Add(pointer, detail);
        return new Rejected(errors);
    }
}
