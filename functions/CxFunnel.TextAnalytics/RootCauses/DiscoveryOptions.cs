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

    /// <summary>
    /// How alike the texts of a new root cause are at least, 0 to 1 (mean cosine to its nearest prototype); default 0: as they fall. What is less alike is no one
    /// reason, and its texts are outliers. Reasons of banking questions have 0.55 to 0.90, of English hotel reviews 0.45 to 0.78, what mere leftovers make 0.37 to 0.50.
    /// </summary>
    public double LeastCohesion { get; init; }

    /// <summary>
    /// The share of those who speak of a new root cause that have a telling word in common, 0 to 1; default 0: whatever lies together. What has less in common is cut
    /// finer until it has, and what is left of that are outliers.
    /// </summary>
    public double LeastShared { get; init; }

    /// <summary>Threads to use, at least 1, default 2; the result does not depend on it.</summary>
    public int Threads { get; init; } = 2;
}
