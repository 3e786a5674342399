namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <inheritdoc cref="DiscoveryRun"/>
/// <param name="Lines">How many different texts there were.</param>
internal sealed record LanguageRun(
    LanguageCauses Model, IReadOnlyDictionary<string, string?> Assignments, IReadOnlyList<LineageEvent> Lineage, double Stability, int Lines);
