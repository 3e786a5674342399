namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>How to recluster. Every default is meant to be used.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>The day that lineage and births are dated with.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The language that labels are preferred in, lower-case ISO 639-1; null takes the most frequent one.</summary>
    public string? MainLanguage { get; init; }

    /// <summary>Fewer voices make no root cause. At least 1, default 4: three may be chance, five are a pattern.</summary>
    public int MinVoices { get; init; } = 4;

    /// <summary>Threads to use, at least 1, default 2; the result does not depend on it.</summary>
    public int Threads { get; init; } = 2;
}
