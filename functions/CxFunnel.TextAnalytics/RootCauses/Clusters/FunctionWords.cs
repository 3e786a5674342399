using System.Collections.Frozen;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// The words of each language that name nothing: articles, pronouns, prepositions and the like from <c>Data/Rules</c>, days and months from
/// <c>Data/RootCauses</c>. No label starts or ends with one.
/// </summary>
internal static class FunctionWords
{
    private static readonly string[] Sections =
    [
        "articles", "pronouns", "prepositions", "conjunctions", "auxiliaries", "questions", "adverbs", "boosters", "dampeners", "contrast",
        "concession", "negators", "stop-nouns", "calendar",
    ];

    /// <summary>Verbs that say what happens to everything ("want", "get") name no reason; those that weigh more ("refund", "cancel") do.</summary>
    private static readonly string[] Verbs = ["verbs"];

    private const double LeastVerb = 1.2;

    /// <summary>"Extra", "half": where they stand before their noun, what ends with one was cut off before it.</summary>
    private static readonly string[] Adjectives = ["adjectives"];

    private static readonly FrozenDictionary<string, Lazy<(FrozenSet<ulong> Always, FrozenSet<ulong> Verbs, FrozenSet<ulong> Adjectives)>> Of =
        Knowledge.Codes.ToFrozenDictionary(
            code => code,
            code => new Lazy<(FrozenSet<ulong>, FrozenSet<ulong>, FrozenSet<ulong>)>(() => (Read(code, Sections), Read(code, Verbs), Read(code, Adjectives))),
            StringComparer.Ordinal);

    /// <param name="weight">What the word says about reasons.</param>
    public static bool Has(ulong word, double weight, string language) =>
        Of.TryGetValue(language, out Lazy<(FrozenSet<ulong> Always, FrozenSet<ulong> Verbs, FrozenSet<ulong> Adjectives)>? words)
        && (words.Value.Always.Contains(word) || (weight < LeastVerb && words.Value.Verbs.Contains(word)));

    /// <summary>Whether a phrase that ends with the word waits for its noun.</summary>
    public static bool IsOpenEnded(ulong word, string language) =>
        language is "en" or "de" or "nl" && Of.TryGetValue(language, out Lazy<(FrozenSet<ulong> Always, FrozenSet<ulong> Verbs, FrozenSet<ulong> Adjectives)>? words) && words.Value.Adjectives.Contains(word);

    private static FrozenSet<ulong> Read(string code, string[] sections)
    {
        RuleFile rules = new(code, EmbeddedData.ReadText($"Rules/{code}.txt"));
        RuleFile causes = new(code, EmbeddedData.ReadText($"RootCauses/{code}.txt"));
        ClauseWords words = ReasonSpace.Rent();
        HashSet<ulong> found = [];
        foreach (string term in sections.SelectMany(section => rules.Terms(section).Concat(causes.Terms(section))))
        {
            words.Read(term);
            if (words.Words is [var only])
            {
                found.Add(only.Hash);
            }
        }

        ReasonSpace.Return(words);
        return found.ToFrozenSet();
    }
}
