using System.Collections.Frozen;
using System.Globalization;
using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// The root causes that one run of discovery found, and how to tell which of them a clause is about. Immutable, safe for many threads; a
/// function of the clauses, the edits and the model before, not of their order or of who computed it.
/// </summary>
public sealed class CauseModel
{
    private readonly FrozenDictionary<string, int> _byId;
    private readonly string?[] _answers;

    internal CauseModel(int number, IReadOnlyList<DiscoveredCause> causes, ReasonSpace space, PrototypeSet prototypes, CutDecision cut)
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
    public static CauseModel Empty { get; } = new(0, [], new ReasonSpace([], [], []), PrototypeSet.Empty, default);

    /// <summary>Grows by one with every run that changes something; 0 for <see cref="Empty"/>.</summary>
    public int Number { get; }

    /// <summary>All that were ever found, also those merged, retired and dismissed; by id.</summary>
    public IReadOnlyList<DiscoveredCause> Causes { get; }

    internal ReasonSpace Space { get; }

    internal PrototypeSet Prototypes { get; }

    internal CutDecision Cut { get; }

    /// <summary>The root cause with that id, or null.</summary>
    public DiscoveredCause? Find(string rootCauseId) => _byId.TryGetValue(rootCauseId, out int index) ? Causes[index] : null;

    /// <summary>The id of the root cause that a clause is about; null for an outlier and for what a person dismissed.</summary>
    /// <param name="clause">Any text; never null.</param>
    /// <param name="language">Lower-case ISO 639-1, or <c>unknown</c>.</param>
    /// <param name="question">The survey question that it answers; null for none.</param>
    public string? Assign(string clause, string language, string? question)
    {
        ArgumentNullException.ThrowIfNull(clause);
        ArgumentNullException.ThrowIfNull(language);
        Span<float> point = stackalloc float[ReasonSpace.Dimensions];
        int cause = Prototypes.IsEmpty || !Space.TryPlace(clause, language, question, point) ? -1 : Prototypes.Assign(point);
        return cause < 0 ? null : _answers[cause];
    }

    /// <summary>For <see cref="FromBytes"/>. The same model gives the same bytes.</summary>
    public byte[] ToBytes() => CauseModelFile.Write(this);

    /// <exception cref="FormatException">They are not a model of a version that this code reads.</exception>
    public static CauseModel FromBytes(ReadOnlySpan<byte> bytes) => CauseModelFile.Read(bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"model {Number}, {Causes.Count} root causes");

    /// <summary>What a clause of the root cause with that id is assigned to.</summary>
    internal string? AnswerOf(string rootCauseId) => _answers[_byId[rootCauseId]];

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
                return cause.MergedInto; // Of the taxonomy, or stated.
            }

            cause = Causes[next];
        }

        return null;
    }
}
