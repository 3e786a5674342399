using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// Finds the reasons that the taxonomy does not know: how many there are is found in the clauses, not given. A pure function: the same
/// clauses, in whatever order, with the same edits and the same previous model give the same model, to the byte.
/// </summary>
public static class Discovery
{
    /// <summary>
    /// Clusters the clauses of each language anew, starting from what the previous model knows, so that root causes keep their ids and most clauses their root cause; then
    /// joins root causes of several languages that are one reason.
    /// </summary>
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
        SortedDictionary<string, string> joined = LanguageJoin.Of([.. runs.Select(r => (r.Language, r.Run.Model))], previous.Joined, options.LeastShared > 0, decided);
        bool isSame = runs.Length == before.Count && runs.All(r => ReferenceEquals(r.Run.Model, before[r.Language])) && joined.Count == previous.Joined.Count && !joined.Except(previous.Joined).Any();
        CauseModel model = isSame ? previous : new CauseModel(previous.Number + 1, [.. runs.Select(r => (r.Language, r.Run.Model))], joined);
        int lines = runs.Sum(r => r.Run.Lines);
        return new DiscoveryRun(
            model,
            runs.SelectMany(r => r.Run.Assignments).ToDictionary(a => a.Key, a => model.Settled(a.Value), StringComparer.Ordinal),
            [.. runs.SelectMany(r => r.Run.Lineage).Concat(Joins(previous, model, options.Day)).OrderBy(e => e.RootCauseId, StringComparer.Ordinal)],
            lines == 0 ? 0 : runs.Sum(r => r.Run.Stability * r.Run.Lines) / lines);
    }

    /// <summary>Who began to go with a root cause of another language, and who left one that lives on.</summary>
    private static IEnumerable<LineageEvent> Joins(CauseModel previous, CauseModel model, DateOnly day) =>
    [
        .. model.Joined.Where(j => previous.Joined.GetValueOrDefault(j.Key) != j.Value).Select(j => new LineageEvent(j.Key, LineageKind.Merged, j.Value, day)),
        .. previous.Joined.Where(j => model.Find(j.Key)?.State == DiscoveredState.Active).Select(j => new LineageEvent(j.Key, LineageKind.Split, j.Value, day)),
    ];
}
