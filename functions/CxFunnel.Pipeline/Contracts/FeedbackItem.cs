using System.Text.Json.Serialization;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>What kind of feedback it is.</summary>
public enum FeedbackKind
{
    Survey,
    Mention,
    Review,
    Ticket,
}

/// <summary>How far a response has come.</summary>
public enum FeedbackState
{
    /// <summary>Counts. The default.</summary>
    Complete,

    /// <summary>Kept, not counted until its completed version arrives or <see cref="ProgramOptions.CountPartialAfter"/> has passed.</summary>
    Partial,

    /// <summary>Withdrawn at its source: what it had contributed is taken back, and its texts go.</summary>
    Deleted,
}

/// <summary>
/// One survey response, social mention, review or ticket message, as it travels from ingest to the ledger. Built by
/// <see cref="FeedbackReader"/> or an adapter; values are normalised and within the limits of <see cref="FeedbackLimits"/>.
/// </summary>
public sealed record FeedbackItem
{
    /// <summary>The tool it came from: <c>[a-z0-9-]{1,40}</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The tool's own id of the response; null makes a hash of the content the identity.</summary>
    public string? SourceId { get; init; }

    public required FeedbackKind Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public FeedbackState State { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When the experience happened, where that is known; decides the day before <see cref="SubmittedAt"/> does.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The version of the content at its source; an older one never replaces a newer one.</summary>
    public DateTimeOffset? RevisedAt { get; init; }

    /// <summary>Lower case; null when unknown.</summary>
    public string? Channel { get; init; }

    /// <summary>Lower case; null when unknown.</summary>
    public string? Touchpoint { get; init; }

    /// <summary>Lower-case ISO 639-1 primary subtag; null lets text analytics find out.</summary>
    public string? Language { get; init; }

    /// <summary>Upper-case ISO 3166-1 alpha-2; null when unknown.</summary>
    public string? Country { get; init; }

    public Customer? Customer { get; init; }

    /// <summary>In the order given; several of one type are several answers, each counted. Null means none.</summary>
    public IReadOnlyList<Score>? Scores { get; init; }

    public Expectation? Expectation { get; init; }

    /// <summary>Root causes that the customer picked; lower case.</summary>
    public IReadOnlyList<string>? Causes { get; init; }

    public IReadOnlyList<Comment>? Comments { get; init; }

    public string? Author { get; init; }

    public string? Url { get; init; }

    public long? Reach { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>The survey or form it answers, where its source has one.</summary>
    public string? SurveyId { get; init; }
}

public sealed record Customer
{
    public string? Id { get; init; }

    /// <summary>Lower case: e-mail addresses compare without case.</summary>
    public string? Email { get; init; }

    public string? Segment { get; init; }

    /// <summary>What the customer is worth a year, in whole and hundredth units of <see cref="Currency"/>; not negative.</summary>
    public decimal? AnnualValue { get; init; }

    public string? Currency { get; init; }

    public DateOnly? RenewalDate { get; init; }
}

public enum ScoreType
{
    Nps,
    Csat,
    Ces,
    Rating,
}

/// <summary>One answer on a scale.</summary>
/// <param name="Value">Within <paramref name="Min"/>..<paramref name="Max"/>; whole for NPS.</param>
/// <param name="Min">0 for NPS.</param>
/// <param name="Max">10 for NPS; greater than <paramref name="Min"/>.</param>
/// <param name="Question">The tool's reference of the question; null when unknown.</param>
/// <param name="Touchpoint">What this answer is about, where that differs from the item's touchpoint.</param>
public sealed record Score(ScoreType Type, double Value, double Min, double Max, string? Question = null, string? Touchpoint = null);

/// <summary>What the customer expected and what came, in the same unit.</summary>
public sealed record Expectation(double Expected, double Actual, string? Unit);

/// <summary>One text and the question it answers.</summary>
public sealed record Comment(string? Question, string Text);
