using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// Finds the reasons that the taxonomy does not know: how many there are is found in the clauses, not given. A pure function: the same
/// clauses, in whatever order, with the same edits and the same previous model give the same model, to the byte.
/// </summary>
public static class Discovery
{
    /// <summary>Clusters all clauses anew, starting from what the previous model knows, so that root causes keep their ids and most clauses their root cause.</summary>
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
        return new Reclustering(previous ?? CauseModel.Empty, Lines.Of(clauses), options, Edits.Of(edits)).Run();
    }
}
