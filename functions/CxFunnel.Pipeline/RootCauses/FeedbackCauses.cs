using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>The root causes of one feedback: those picked and those that its texts name.</summary>
/// <param name="Ids">Distinct, as they count: merges followed, dismissed ones left out; those picked first, then those found, in the order of the texts.</param>
/// <param name="Comments">One a comment, in order; where each cause stands. Empty for a feedback without comments.</param>
/// <param name="Version">Of the knowledge that found them; null where none was asked.</param>
public sealed record FeedbackCauses(IReadOnlyList<string> Ids, IReadOnlyList<CommentCauses> Comments, string? Version)
{
    public static FeedbackCauses None { get; } = new([], [], null);
}

/// <summary>What one comment complains about. Offsets are those of the redacted text.</summary>
/// <param name="Matches">Causes of the taxonomy.</param>
/// <param name="Complaints">What complains and the taxonomy does not explain.</param>
public sealed record CommentCauses(IReadOnlyList<CauseMatch> Matches, IReadOnlyList<ComplaintFinding> Complaints)
{
    public static CommentCauses None { get; } = new([], []);
}

/// <summary>A clause that complains.</summary>
/// <param name="RootCauseId">The discovered cause that it was assigned to; null for an outlier.</param>
public readonly record struct ComplaintFinding(int Offset, int Length, double Score, string? RootCauseId);
