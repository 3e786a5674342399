namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>What one reclustering found.</summary>
/// <param name="Model">To publish. The previous model itself when nothing changed.</param>
/// <param name="Assignments">For the key of each clause: the id, or null for an outlier; what <see cref="CauseModel.Assign"/> says about it.</param>
/// <param name="Lineage">Since the previous model, in the order of the ids.</param>
/// <param name="Stability">From 0 to 1: how far two clusterings, each of one random half of the similarities, agree (adjusted Rand index, 0 where below).
/// Near 1 the root causes are facts of the texts; near 0 they could as well have been cut otherwise.</param>
public sealed record DiscoveryRun(
    CauseModel Model,
    IReadOnlyDictionary<string, string?> Assignments,
    IReadOnlyList<LineageEvent> Lineage,
    double Stability);
