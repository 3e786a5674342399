using CxFunnel.Pipeline.Rollup;

namespace CxFunnel.Pipeline.RootCauses.Effect;

/// <summary>What a root cause does to the net promoter score.</summary>
/// <param name="Answers">NPS answers that name the cause.</param>
/// <param name="NpsWith">Score of those who name it, -100..100; 0 for none.</param>
/// <param name="NpsWithout">Score of all others, -100..100; 0 for none.</param>
public sealed record CauseEffect(string RootCauseId, long Answers, double NpsWith, double NpsWithout)
{
    /// <summary>
    /// <see cref="NpsWith"/> minus <see cref="NpsWithout"/> with its 95 % interval. Other causes that the same people name are
    /// still in it; <see cref="Points"/> has them out.
    /// </summary>
    public required Estimate Difference { get; init; }

    /// <summary>
    /// Points by which an answer that names the cause is lower (below 0) or higher than the same answer without it, all other
    /// causes that it names held still, with its 95 % interval.
    /// </summary>
    public required Estimate Points { get; init; }

    /// <summary>
    /// Points of the program's score that the cause accounts for: <see cref="Points"/> times the share of answers that name it. The
    /// effects of all causes and the score of answers that name none (<see cref="DriverAnalysis.Baseline"/>) add up to the score.
    /// </summary>
    public required Estimate Effect { get; init; }

    /// <summary>Share of what all causes together explain, 0..1 (Johnson's relative weight); 0 when nothing is explained.</summary>
    public required double Weight { get; init; }

    /// <summary>
    /// Whether there were enough answers to estimate it. Otherwise <see cref="Points"/> is 0 within all that is possible, and
    /// <see cref="Effect"/> with it.
    /// </summary>
    public required bool IsEstimated { get; init; }

    /// <summary>
    /// Causes that were always named together with this one, or together make it up: the data cannot tell them apart, and each is
    /// given its equal part. Empty as a rule.
    /// </summary>
    public IReadOnlyList<string> InseparableFrom { get; init; } = [];
}
