using System.Collections.Frozen;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>Finds the cause behind what a respondent picked: its id, a label or another name in any language, whatever the case, accents or word forms.</summary>
internal sealed class StatedCauses
{
    private const int MaxPickChars = 200;

    private readonly FrozenDictionary<string, TaxonomyCause> _byId;
    private readonly Dictionary<ulong, string?> _byWords = [];

    public StatedCauses(IReadOnlyList<TaxonomyCause> causes)
    {
        _byId = causes.ToFrozenDictionary(cause => cause.Id, StringComparer.Ordinal);
        foreach (TaxonomyCause cause in causes)
        {
            Remember("en", cause.Id.Replace('-', ' '), cause.Id);
            foreach ((string language, string label) in cause.Labels)
            {
                Remember(language, label, cause.Id);
            }

            foreach ((string language, IReadOnlyList<string> picks) in cause.Picks)
            {
                foreach (string pick in picks)
                {
                    Remember(language, pick, cause.Id);
                }
            }
        }
    }

    public TaxonomyCause? Cause(string id) => _byId.GetValueOrDefault(id);

    public string? Find(string pick)
    {
        if (pick.Length > MaxPickChars)
        {
            return null;
        }

        string trimmed = pick.Trim();
        if (_byId.ContainsKey(trimmed))
        {
            return trimmed;
        }

        string words = trimmed.Replace('-', ' ').Replace('_', ' ');
        foreach (string language in Taxonomy.Languages)
        {
            if (Name(language, words) is { } name && _byWords.TryGetValue(name, out string? id) && id is not null)
            {
                return id;
            }
        }

        return null;
    }

    private void Remember(string language, string text, string id)
    {
        if (Name(language, text.Replace('-', ' ')) is { } name && !_byWords.TryAdd(name, id) && _byWords[name] != id)
        {
            _byWords[name] = null; // Two causes go by that name: it tells neither.
        }
    }

    /// <summary>The same for the same words in any order; articles, prepositions and conjunctions aside.</summary>
    private static ulong? Name(string language, string text)
    {
        LanguagePack pack = Knowledge.Shared.Pack(language)!;
        WordForms forms = CauseRules.Of(language).Forms;
        Span<char> buffer = stackalloc char[WordForms.MaxChars];
        SortedSet<ulong> stems = [];
        foreach (string word in SeedSyntax.Words(text))
        {
            WordRole roles = pack.Find(word, WordHash.Of(word), elongated: false).Roles;
            if (!roles.Any(WordRole.Article | WordRole.Preposition | WordRole.Conjunction))
            {
                stems.Add(forms.StemName(buffer[..forms.Fold(word, buffer)]));
            }
        }

        return stems.Count == 0 ? null : stems.Aggregate(WordHash.Of(language), WordHash.Combine);
    }
}
