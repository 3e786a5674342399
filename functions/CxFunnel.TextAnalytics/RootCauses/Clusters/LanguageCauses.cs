using System.Collections.Frozen;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// The root causes that were found in the clauses of one language, and how to tell which of them a clause is about. Immutable, safe for
/// many threads.
/// </summary>
internal sealed class LanguageCauses
{
    private readonly FrozenDictionary<string, int> _byId;
    private readonly string?[] _answers;

    public LanguageCauses(int number, IReadOnlyList<DiscoveredCause> causes, ReasonSpace space, PrototypeSet prototypes, CutDecision cut)
    {
        Number = number;
        Causes = causes;
        Space = space;
        Prototypes = prototypes;
        Cut = cut;
        _byId = causes.Select((cause, index) => (cause.Id, index)).ToFrozenDictionary(p => p.Id, p => p.index, StringComparer.Ordinal);
        _answers = [.. causes.Select(AnswerFor)];
    }

    /// <summary>A model without root causes, to begin with; assigns nothing.</summary>
    public static LanguageCauses Empty { get; } = new(0, [], new ReasonSpace([], [], []), PrototypeSet.Empty, default);

    /// <summary>Grows by one with every run that changes something; 0 for <see cref="Empty"/>.</summary>
    public int Number { get; }

    /// <summary>All that were ever found, also those merged, retired and dismissed; by id.</summary>
    public IReadOnlyList<DiscoveredCause> Causes { get; }

    public ReasonSpace Space { get; }

    public PrototypeSet Prototypes { get; }

    public CutDecision Cut { get; }

    /// <summary>The same, but the next run decides anew where clauses lie and how fine to cut.</summary>
    public LanguageCauses WithoutCut() => new(Number, Causes, Space, Prototypes, default);

    /// <summary>The root cause with that id, or null.</summary>
    public DiscoveredCause? Find(string rootCauseId) => _byId.TryGetValue(rootCauseId, out int index) ? Causes[index] : null;

    /// <inheritdoc cref="CauseModel.Assign"/>
    public string? Assign(string clause, string language, string? question)
    {
        Span<float> point = stackalloc float[ReasonSpace.Dimensions];
        int cause = Prototypes.IsEmpty || !Space.TryPlace(clause, language, question, point) ? -1 : Prototypes.Assign(point);
        return cause < 0 ? null : _answers[cause];
    }

    /// <summary>What a clause of the root cause with that id is assigned to.</summary>
    /// <returns>An id that is not of this language where a person merged it into such a one.</returns>
    public string? AnswerOf(string rootCauseId) => _answers[_byId[rootCauseId]];

    private string? AnswerFor(DiscoveredCause cause)
    {
        // A chain of merges is followed to its end; a ring, which only damaged bytes can hold, ends in nothing.
        for (int steps = 0; steps <= Causes.Count; steps++)
        {
            if (cause.State != DiscoveredState.Merged)
            {
                return cause.State == DiscoveredState.Active ? cause.Id : null;
            }

            if (cause.MergedInto is null)
            {
                return null;
            }

            if (!_byId.TryGetValue(cause.MergedInto, out int next))
            {
                return cause.MergedInto; // Of the taxonomy, stated, or of another language.
            }

            cause = Causes[next];
        }

        return null;
    }
}
