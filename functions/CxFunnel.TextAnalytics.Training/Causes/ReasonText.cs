using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Training.Causes;

/// <summary>One text with the reasons that it names, read into words.</summary>
/// <param name="Reasons">Numbers from 0 within its set.</param>
/// <param name="Words">Distinct names, as <see cref="ReasonLexicon.NameOf"/> makes them.</param>
internal sealed record ReasonText(int[] Reasons, uint[] Words);

/// <summary>Labelled texts of one kind; reasons of different sets are never compared.</summary>
/// <param name="Weight">What a text of it counts.</param>
internal sealed record ReasonSet(string Name, float Weight, int ReasonCount, IReadOnlyList<ReasonText> Texts);

/// <summary>Reads the sets that the lexicon of reasons learns from.</summary>
internal sealed class ReasonSets(DataFolder data)
{
    private readonly ClauseWords _words = new();

    /// <summary>What people want of a bank or an assistant: banking77 or clinc150.</summary>
    public ReasonSet Intents(string source) => Of(source, 1, data.Rows("topics/intents_train.tsv.gz")
        .Where(row => row[0] == source).Select(row => (row[1], new[] { row[2] }, row[3])));

    /// <summary>What reviews of one domain talk about, in six languages with one set of labels.</summary>
    public ReasonSet Aspects(string domain, float weight) => Of(domain, weight, data.Rows("topics/aspects_train.tsv.gz")
        .Where(row => row[0] == domain && EmbeddedTextEngine.ScoredLanguages.Contains(row[1], StringComparer.Ordinal))
        .Select(row => (row[1], row[3].Split('|').Select(a => a[..a.LastIndexOf(':')]).Distinct(StringComparer.Ordinal).ToArray(), row[4])));

    /// <summary>The word groups of a taxonomy: words that mean the same in seven languages.</summary>
    public ReasonSet Groups(Taxonomy taxonomy, float weight) => Of("groups", weight, taxonomy.Groups.Values.SelectMany(group => group.Terms
        .Where(terms => terms.Key != Taxonomy.AnyLanguage)
        .SelectMany(terms => terms.Value.Select(term => (terms.Key, new[] { group.Name }, Plain(term))))));

    /// <summary>Sentences in seven languages that seeds of a taxonomy would find, put together from its word groups, seeded.</summary>
    public ReasonSet Seeds(Taxonomy taxonomy, float weight, int each)
    {
        Random random = new(11);
        List<(string, string[], string)> rows = [];
        foreach (TaxonomyCause cause in taxonomy.Causes)
        {
            foreach (string language in Taxonomy.Languages)
            {
                string[] seeds = [.. cause.Seeds.GetValueOrDefault(language) ?? [], .. cause.Seeds.GetValueOrDefault(Taxonomy.AnyLanguage) ?? [], .. cause.Picks.GetValueOrDefault(language) ?? [], cause.LabelIn(language)];
                for (int i = 0; i < each; i++)
                {
                    rows.Add((language, [cause.Id], Sentence(taxonomy, seeds[random.Next(seeds.Length)], language, random)));
                }
            }
        }

        return Of("taxonomy", weight, rows);
    }

    /// <summary>Translated sentences of reviews of some domains, and words of one group of a taxonomy, if there is one.</summary>
    public Translations Translations(IEnumerable<string> domains, Taxonomy? taxonomy)
    {
        Translations pairs = new();
        HashSet<string> wanted = [.. domains];
        foreach (IGrouping<(string, string), string[]> part in data.Rows("topics/aspects_train.tsv.gz").Where(row => wanted.Contains(row[0])).GroupBy(row => (row[0], row[2])))
        {
            ILookup<string, (string, uint[])> byLanguage = part.ToLookup(row => row[1], row => (row[3], Words(row[4], row[1])), StringComparer.Ordinal);
            foreach (string language in EmbeddedTextEngine.ScoredLanguages.Where(language => language != "en" && byLanguage.Contains(language)))
            {
                pairs.Add([.. byLanguage["en"]], [.. byLanguage[language]]);
            }
        }

        foreach (WordGroup group in taxonomy?.Groups.Values ?? [])
        {
            uint[] english = [.. group.Terms.GetValueOrDefault("en", []).SelectMany(term => Words(Plain(term), "en")).Distinct()];
            foreach ((string language, IReadOnlyList<string> terms) in group.Terms.Where(terms => terms.Key is not "en" and not Taxonomy.AnyLanguage))
            {
                foreach (string term in terms)
                {
                    pairs.Add(english, Words(Plain(term), language));
                }
            }
        }

        return pairs;
    }

    private static string Sentence(Taxonomy taxonomy, string seed, string language, Random random)
    {
        List<string> words = [];
        bool isExcluded = false;
        foreach (string part in seed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "+" or "-" or "?")
            {
                isExcluded = part == "-";
            }
            else if (!isExcluded && part is ['{', .. var name, '}'])
            {
                if (taxonomy.Groups.TryGetValue(name, out WordGroup? group) && group.Terms.TryGetValue(language, out IReadOnlyList<string>? terms) && terms.Count > 0)
                {
                    words.Add(Plain(terms[random.Next(terms.Count)]));
                }
            }
            else if (!isExcluded)
            {
                words.Add(Plain(part));
            }
        }

        return string.Join(' ', words);
    }

    private static string Plain(string term) => term.Replace("*", "", StringComparison.Ordinal).Replace("=", "", StringComparison.Ordinal).Replace('{', ' ').Replace('}', ' ');

    public ReasonSet Of(string name, float weight, IEnumerable<(string Language, string[] Reasons, string Text)> rows)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        List<ReasonText> texts = [];
        foreach ((string language, string[] reasons, string text) in rows)
        {
            int[] own = [.. reasons.Select(reason =>
            {
                numbers.TryAdd(reason, numbers.Count);
                return numbers[reason];
            })];
            uint[] words = Words(text, language);
            if (words.Length > 0)
            {
                texts.Add(new ReasonText(own, words));
            }
        }

        return new ReasonSet(name, weight, numbers.Count, texts);
    }

    /// <summary>The most frequent words of a language, most frequent first, from the sentiment texts.</summary>
    public uint[] Frequent(string language, int count)
    {
        Dictionary<uint, int> texts = [];
        foreach (LabelledText text in data.Sentiment("core_train", "mabsa_train").Where(t => t.Language == language))
        {
            foreach (uint word in Words(text.Text, language))
            {
                texts[word] = texts.GetValueOrDefault(word) + 1;
            }
        }

        return [.. texts.OrderByDescending(w => w.Value).ThenBy(w => w.Key).Take(count).Select(w => w.Key)];
    }

    private uint[] Words(string text, string language)
    {
        _words.Read(text);
        HashSet<uint> names = [];
        foreach (ref readonly ClauseWords.Word word in _words.Words)
        {
            names.Add(ReasonLexicon.NameOf(word.Hash, language));
        }

        return [.. names];
    }
}
