using System.Globalization;

namespace CxFunnel.Testing.Chaos;

public enum ChaosState
{
    Complete,
    Partial,
    Deleted,
}

/// <summary>One answer on a scale.</summary>
/// <param name="Type"><c>nps</c>, <c>csat</c>, <c>ces</c> or <c>rating</c>.</param>
public sealed record ChaosScore(string Type, int Value, int Min, int Max, string? Touchpoint = null);

/// <summary>What one version of a feedback says, whatever body carries it.</summary>
public sealed record ChaosVersion
{
    private static readonly DateTimeOffset FirstRevision = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    public required string Program { get; init; }

    public required string Source { get; init; }

    public required string Id { get; init; }

    /// <summary>Which version of its feedback, from 0.</summary>
    public required int Number { get; init; }

    public ChaosState State { get; init; }

    /// <summary>Whether its source dates its versions; then the later <see cref="Number"/> is the later date, in whatever order they are sent.</summary>
    public bool IsDated { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public string? Channel { get; init; }

    public string? Touchpoint { get; init; }

    public string? Language { get; init; }

    public string? Country { get; init; }

    public string? Segment { get; init; }

    /// <summary>Whom the body names; null where it names nobody who is ever erased.</summary>
    public string? Customer { get; init; }

    /// <summary>Days between what happened and the answer about it.</summary>
    public int AnsweredDaysLater { get; init; }

    public DateTimeOffset SubmittedAt => At.AddDays(AnsweredDaysLater);

    /// <summary>In whole units of a currency.</summary>
    public int? AnnualValue { get; init; }

    public IReadOnlyList<ChaosScore> Scores { get; init; } = [];

    public string? Text { get; init; }

    /// <summary>What the text answers, as the tool hands it over; null for no question.</summary>
    public string? Question { get; init; }

    /// <summary>When this version was made at its source: later for a later number, and after all that is told of.</summary>
    public DateTimeOffset RevisedAt => Revision(Number);

    public static DateTimeOffset Revision(int number) => FirstRevision.AddHours(17 * number);

    public static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>One request, to be sent until it is answered 202.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Versions">What it carries, in order.</param>
/// <param name="RejectedRows">Rows of an export that cannot be read, beside the versions.</param>
public sealed record ChaosDelivery(string Path, string ContentType, byte[] Body, IReadOnlyList<ChaosVersion> Versions, int RejectedRows = 0);
