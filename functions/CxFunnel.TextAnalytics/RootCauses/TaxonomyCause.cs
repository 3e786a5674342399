namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>One named reason to complain.</summary>
/// <param name="Id">Kebab-case and at most 60 characters; never changes its meaning.</param>
/// <param name="Component">One of <see cref="Taxonomy.Components"/>.</param>
/// <param name="Touchpoint">Where in the customer journey it mostly happens, in the words of the feedback item.</param>
/// <param name="IsControllable">Whether the company can do something about it by itself.</param>
/// <param name="Labels">By lower-case ISO 639-1 code; English is always there.</param>
/// <param name="Picks">What else surveys call it ("Waiting time"), by language; may be empty.</param>
/// <param name="Seeds">Patterns by language; <see cref="Taxonomy.AnyLanguage"/> holds those made of word groups alone.</param>
/// <param name="YieldsTo">Ids of more specific causes: where one of them holds, this one does not hold in the same clause. May be empty.</param>
public sealed record TaxonomyCause(
    string Id,
    string Component,
    string Touchpoint,
    bool IsControllable,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Picks,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Seeds,
    IReadOnlyList<string> YieldsTo)
{
    /// <summary>
    /// Patterns as in <see cref="Seeds"/> that say too little alone: they count where the texts around them complain, as in a file of complaints
    /// (<see cref="WholeTexts"/>), and where no seed holds. May be empty.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Hints { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The label in that language, else the English one.</summary>
    public string LabelIn(string language) => Labels.TryGetValue(language, out string? label) ? label : Labels["en"];
}

/// <summary>Causes that one person would call the same reason, told apart only by how it happened: what a whole file is sorted by.</summary>
/// <param name="Id">Kebab-case and at most 60 characters; no cause has it.</param>
/// <param name="Labels">By lower-case ISO 639-1 code; English is always there.</param>
/// <param name="Causes">Ids of two causes or more; each cause is in one family at most.</param>
public sealed record TaxonomyFamily(string Id, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<string> Causes)
{
    /// <summary>The label in that language, else the English one.</summary>
    public string LabelIn(string language) => Labels.TryGetValue(language, out string? label) ? label : Labels["en"];
}

/// <summary>Something that is wrong with a taxonomy that was sent.</summary>
/// <param name="Pointer">RFC 6901 pointer to the value; empty for the whole document.</param>
/// <param name="Message">What was found and what was expected.</param>
public readonly record struct TaxonomyError(string Pointer, string Message);
