using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// Finds the reasons that the taxonomy does not know: how many there are is found in the clauses, not given. A pure function: the same
/// clauses, in whatever order, with the same edits and the same previous model give the same model, to the byte.
/// </summary>
public static class Discovery
{
    /// <summary>Clusters the clauses of each language anew, starting from what the previous model knows, so that root causes keep their ids and most clauses their root cause.</summary>
    /// <param name="previous">The model published last; null for a first run.</param>
    /// <param name="clauses">All that are to be explained, also those of earlier runs; keys are unique.</param>
    /// <param name="options">How.</param>
    /// <param name="edits">All decisions of people so far, in the order in which they were made.</param>
    /// <returns>The new model, and for each clause what its <see cref="CauseModel.Assign"/> says.</returns>
    public static DiscoveryRun Recluster(CauseModel? previous, IReadOnlyList<CauseText> clauses, DiscoveryOptions options, IReadOnlyList<CauseEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(clauses);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(edits);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinVoices, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        previous ??= CauseModel.Empty;
        Edits decided = Edits.Of(edits);
        Dictionary<string, LanguageCauses> before = previous.ByLanguage.ToDictionary(l => l.Language, l => l.Causes, StringComparer.Ordinal);
        HashSet<string> taken = [.. previous.Causes.Select(cause => cause.Id)];
        (string Language, LanguageRun Run)[] runs =
        [
            .. LanguageSplit.Of(clauses, previous).Select(part =>
                (part.Language, new Reclustering(before.GetValueOrDefault(part.Language, LanguageCauses.Empty), Lines.Of(part.Clauses), options, decided, taken).Run())),
        ];
        bool isSame = runs.Length == before.Count && runs.All(r => ReferenceEquals(r.Run.Model, before[r.Language]));
        CauseModel model = isSame ? previous : new CauseModel(previous.Number + 1, [.. runs.Select(r => (r.Language, r.Run.Model))]);
        int lines = runs.Sum(r => r.Run.Lines);
        return new DiscoveryRun(
            model,
            runs.SelectMany(r => r.Run.Assignments).ToDictionary(a => a.Key, a => model.Settled(a.Value), StringComparer.Ordinal),
            [.. runs.SelectMany(r => r.Run.Lineage).OrderBy(e => e.RootCauseId, StringComparer.Ordinal)],
            lines == 0 ? 0 : runs.Sum(r => r.Run.Stability * r.Run.Lines) / lines);
    }
}
