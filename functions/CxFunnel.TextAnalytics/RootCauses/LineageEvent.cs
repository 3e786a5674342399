namespace CxFunnel.TextAnalytics.RootCauses;

public enum LineageKind
{
    /// <summary>Found for the first time.</summary>
    Born,

    /// <summary>Went into <see cref="LineageEvent.OtherId"/>.</summary>
    Merged,

    /// <summary>Came out of <see cref="LineageEvent.OtherId"/>, which lives on.</summary>
    Split,

    /// <summary>Not found any more.</summary>
    Retired,

    /// <summary>Found again after it had been retired.</summary>
    Revived,
}

/// <summary>What a run did to one root cause.</summary>
/// <param name="OtherId">The root cause on the other side; null where the kind has none.</param>
/// <param name="Day">The day of the run.</param>
public sealed record LineageEvent(string RootCauseId, LineageKind Kind, string? OtherId, DateOnly Day);
