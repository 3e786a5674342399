using System.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Names for clusters: the phrase that its clauses share and others do not (class-based TF-IDF over phrases of one to four words), in the
/// main language where the cluster has enough of it.
/// </summary>
internal sealed class CauseLabels
{
    private const int MaxLines = 2_000;
    private const int LongestPhrase = 4;
    private const int TermCount = 8;

    /// <summary>Words that weigh less tell no reason: they may stand inside a phrase, not at its ends.</summary>
    private const float LeastWeight = 0.45f;

    /// <summary>A language names a cluster when at least this share of its clauses is in it.</summary>
    private const double LeastShare = 0.25;

    private readonly Lines _lines;
    private readonly string _mainLanguage;
    private readonly Dictionary<string, Phrase>[] _phrases;
    private readonly Dictionary<string, int> _clustersWith = new(StringComparer.Ordinal);
    private readonly int[] _counted;

    public CauseLabels(Lines lines, List<int>[] members, string mainLanguage)
    {
        _lines = lines;
        _mainLanguage = mainLanguage;
        _counted = new int[members.Length];
        _phrases = [.. members.Select(Count)];
        foreach (string phrase in _phrases.SelectMany(of => of.Keys))
        {
            _clustersWith[phrase] = _clustersWith.GetValueOrDefault(phrase) + 1;
        }
    }

    /// <summary>The label and the terms of a cluster. The label is never empty.</summary>
    public (string Label, IReadOnlyList<string> Terms) Of(int cluster)
    {
        double all = _phrases.Length;
        int count = Math.Max(1, _counted[cluster]);
        (string Text, Phrase Phrase, double Score)[] ranked = [.. _phrases[cluster]
            .Where(p => p.Value.Lines >= Math.Min(2, count))
            .Select(p => (p.Key, p.Value, Score: p.Value.Lines / (double)count * Math.Log(1 + (all / _clustersWith[p.Key])) * p.Value.Weight))
            .OrderByDescending(p => p.Score).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Take(200)];
        if (ranked.Length == 0)
        {
            return ("(other)", []);
        }

        List<string> terms = [];
        foreach ((string text, Phrase _, double _) in ranked)
        {
            if (terms.Count < TermCount && !terms.Exists(term => Contains(term, text)))
            {
                terms.RemoveAll(term => Contains(text, term));
                terms.Add(text);
            }
        }

        // A phrase says more than its words: it may be somewhat rarer than the best word.
        double best = ranked[0].Score;
        string label = ranked.FirstOrDefault(p => p.Phrase.Words >= 2 && p.Score >= 0.3 * best).Text
            ?? string.Join(' ', ranked.Where(p => p.Phrase.Words == 1).Take(2).Select(p => p.Text).DefaultIfEmpty(ranked[0].Text));
        return (label, terms);
    }

    private static bool Contains(string longer, string part) => (" " + longer + " ").Contains(" " + part + " ", StringComparison.Ordinal);

    private Dictionary<string, Phrase> Count(List<int> members, int cluster)
    {
        Dictionary<string, int> languages = [];
        foreach (int line in members)
        {
            string language = _lines.Clauses(line)[0].Language;
            languages[language] = languages.GetValueOrDefault(language) + 1;
        }

        string chosen = languages.GetValueOrDefault(_mainLanguage) >= LeastShare * members.Count
            ? _mainLanguage
            : languages.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).First().Key;
        Dictionary<string, Phrase> phrases = new(StringComparer.Ordinal);
        ClauseWords words = ReasonSpace.Rent();
        HashSet<string> seen = new(StringComparer.Ordinal);
        StringBuilder text = new();
        foreach (int line in members.Where(line => _lines.Clauses(line)[0].Language == chosen).Take(MaxLines))
        {
            _counted[cluster]++;
            seen.Clear();
            words.Read(_lines.Clauses(line)[0].Text);
            ReadOnlySpan<ClauseWords.Word> read = words.Words;
            for (int first = 0; first < read.Length; first++)
            {
                text.Clear();
                double weight = 0;
                for (int last = first; last < Math.Min(read.Length, first + LongestPhrase); last++)
                {
                    double own = Weight(words, read[last], chosen);
                    if (own == 0)
                    {
                        break;
                    }

                    text.Append(text.Length == 0 ? "" : " ").Append(words.Plain(read[last]));
                    weight += own;
                    if (own < LeastWeight)
                    {
                        if (last == first)
                        {
                            break;
                        }

                        continue;
                    }

                    string phrase = text.ToString();
                    if (seen.Add(phrase))
                    {
                        Phrase known = phrases.GetValueOrDefault(phrase);
                        phrases[phrase] = new Phrase(known.Lines + 1, last - first + 1, Math.Sqrt(weight));
                    }
                }
            }
        }

        ReasonSpace.Return(words);
        return phrases;
    }

    private static double Weight(ClauseWords words, in ClauseWords.Word word, string language)
    {
        if (words.Plain(word) is "#")
        {
            return 0;
        }

        int row = ReasonLexicon.Shared.Find(word.Hash, word.Length - 2, language);
        return row < 0 ? word.Length - 2 > 3 ? 1 : 0.3 : Math.Clamp(ReasonLexicon.Shared.WeightOf(row), 0.05, 2);
    }

    private readonly record struct Phrase(int Lines, int Words, double Weight);
}
