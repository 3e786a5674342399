using System.Collections.Frozen;
using System.Globalization;
using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// The root causes that one run of discovery found, and how to tell which of them a clause is about. Immutable, safe for many threads; a
/// function of the clauses, the edits and the model before, not of their order or of who computed it.
/// </summary>
/// <remarks>
/// Every language that has enough clauses is clustered by itself: texts of two languages share no words, so that clusters across them
/// would be groups of languages and not of reasons. Root causes of several languages that are one reason are then joined (<see cref="LanguageJoin"/>).
/// </remarks>
public sealed class CauseModel
{
    private readonly FrozenDictionary<string, LanguageCauses> _byLanguage;
    private readonly FrozenDictionary<string, DiscoveredCause> _byId;

    /// <param name="byLanguage">The first is that of the languages which have none of their own.</param>
    /// <param name="joined">For the id of a root cause the id of that of another language which it is one with.</param>
    internal CauseModel(int number, IReadOnlyList<(string Language, LanguageCauses Causes)> byLanguage, IReadOnlyDictionary<string, string> joined)
    {
        Number = number;
        ByLanguage = byLanguage;
        _byLanguage = byLanguage.ToFrozenDictionary(l => l.Language, l => l.Causes, StringComparer.Ordinal);
        Joined = joined;
        ILookup<string, string> parts = joined.ToLookup(j => j.Value, j => j.Key, StringComparer.Ordinal);
        Dictionary<string, DiscoveredCause> apart = byLanguage.SelectMany(l => l.Causes.Causes).ToDictionary(cause => cause.Id, StringComparer.Ordinal);
        Causes = [.. apart.Values.Select(cause => Together(cause, [.. parts[cause.Id].Select(id => apart[id])])).OrderBy(cause => cause.Id, StringComparer.Ordinal)];
        _byId = Causes.ToFrozenDictionary(cause => cause.Id, StringComparer.Ordinal);
    }

    /// <summary>A model without root causes, to begin with; assigns nothing.</summary>
    public static CauseModel Empty { get; } = new(0, [], new Dictionary<string, string>());

    /// <summary>Grows by one with every run that changes something; 0 for <see cref="Empty"/>.</summary>
    public int Number { get; }

    /// <summary>All that were ever found, also those merged, retired and dismissed; by id.</summary>
    public IReadOnlyList<DiscoveredCause> Causes { get; }

    internal IReadOnlyList<(string Language, LanguageCauses Causes)> ByLanguage { get; }

    internal IReadOnlyDictionary<string, string> Joined { get; }

    /// <summary>The root cause with that id, or null.</summary>
    public DiscoveredCause? Find(string rootCauseId) => _byId.GetValueOrDefault(rootCauseId);

    /// <summary>The id of the root cause that a clause is about; null for an outlier and for what a person dismissed.</summary>
    /// <param name="clause">Any text; never null.</param>
    /// <param name="language">Lower-case ISO 639-1, or <c>unknown</c>.</param>
    /// <param name="question">The survey question that it answers; null for none.</param>
    public string? Assign(string clause, string language, string? question)
    {
        ArgumentNullException.ThrowIfNull(clause);
        ArgumentNullException.ThrowIfNull(language);
        return ByLanguage.Count == 0 ? null : Settled(_byLanguage.GetValueOrDefault(language, ByLanguage[0].Causes).Assign(clause, language, question));
    }

    /// <summary>For <see cref="FromBytes"/>. The same model gives the same bytes.</summary>
    public byte[] ToBytes() => CauseModelFile.Write(this);

    /// <exception cref="FormatException">They are not a model of a version that this code reads.</exception>
    public static CauseModel FromBytes(ReadOnlySpan<byte> bytes) => CauseModelFile.Read(bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"model {Number}, {Causes.Count} root causes");

    /// <summary>Follows merges and joins from one language into another.</summary>
    internal string? Settled(string? rootCauseId)
    {
        // Merges by people can make a ring over several languages; it ends in nothing.
        for (int steps = 0; rootCauseId is not null && steps <= 2 * ByLanguage.Count; steps++)
        {
            LanguageCauses? of = ByLanguage.FirstOrDefault(l => l.Causes.Find(rootCauseId!) is not null).Causes;
            string? next = of is null ? rootCauseId : of.AnswerOf(rootCauseId);
            next = next == rootCauseId ? Joined.GetValueOrDefault(rootCauseId, rootCauseId) : next;
            if (next == rootCauseId)
            {
                return rootCauseId;
            }

            rootCauseId = next;
        }

        return null;
    }

    /// <summary>A root cause with those of other languages that are one with it; or, when it is such a one, as a part of the other.</summary>
    private DiscoveredCause Together(DiscoveredCause cause, DiscoveredCause[] parts) =>
        Joined.TryGetValue(cause.Id, out string? into) ? cause with { State = DiscoveredState.Merged, MergedInto = into }
        : parts.Length == 0 ? cause
        : cause with
        {
            Languages = [.. cause.Languages.Concat(parts.SelectMany(part => part.Languages)).Distinct(StringComparer.Ordinal)],
            Size = cause.Size + parts.Sum(part => part.Size),
            Voices = cause.Voices + parts.Sum(part => part.Voices),
            Reach = cause.Reach + parts.Sum(part => part.Reach),
        };
}
