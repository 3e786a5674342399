using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Names for clusters: the phrase that its clauses share and others do not (class-based TF-IDF over phrases of one to five words, as in
/// Grootendorst, "BERTopic", 2022), in the main language where the cluster has enough of it, written as people wrote it.
/// </summary>
internal sealed class CauseLabels
{
    /// <summary>Lines that are read for labels, all clusters together.</summary>
    private const int MaxLines = 60_000;

    private const int LongestPhrase = 5;
    private const int TermCount = 8;
    private const int Ranked = 60;

    /// <summary>A language names a cluster when at least this share of its clauses is in it.</summary>
    private const double LeastShare = 0.25;

    /// <summary>A phrase that fewer of the cluster's lines share says less than one around its most telling words.</summary>
    private const double LeastSupport = 0.07;

    /// <summary>A longer phrase that this share of the lines with a phrase has says it in full.</summary>
    private const double InFull = 0.6;

    /// <summary>How many of the most telling words a rarer phrase may stand around.</summary>
    private const int TellingWords = 3;

    private readonly Lines _lines;
    private readonly string _mainLanguage;
    private readonly List<int>[] _read;
    private readonly Dictionary<ulong, int> _everywhere = [];
    private readonly double _average;
    private readonly ClauseWords _words = new();
    private readonly HashSet<ulong> _seen = [];
    private readonly Dictionary<ulong, Phrase> _phrases = [];

    /// <summary>Two root causes of the same name cannot be told apart: the second takes the next best.</summary>
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public CauseLabels(Lines lines, List<int>[] members, string mainLanguage)
    {
        _lines = lines;
        _mainLanguage = mainLanguage;
        int most = Math.Clamp(MaxLines / Math.Max(1, members.Length), 30, 300);
        _read = [.. members.Select(of => Choose(of, most))];
        foreach (int line in _read.SelectMany(of => of))
        {
            ForEachPhrase(line, (phrase, _) => CollectionsMarshal.GetValueRefOrAddDefault(_everywhere, phrase, out bool _)++);
        }

        _average = _read.Select(of => of.Count).DefaultIfEmpty(0).Average();
    }

    /// <summary>The label and the terms of a cluster. The label is never empty.</summary>
    public (string Label, IReadOnlyList<string> Terms) Of(int cluster)
    {
        _phrases.Clear();
        foreach (int line in _read[cluster])
        {
            ForEachPhrase(line, (phrase, at) =>
            {
                ref Phrase known = ref CollectionsMarshal.GetValueRefOrAddDefault(_phrases, phrase, out bool exists);
                known = exists ? known with { Lines = known.Lines + 1 } : at;
            });
        }

        double count = Math.Max(1, _read[cluster].Count);
        (string Text, Phrase Phrase, double Score)[] ranked = [.. _phrases
            .Where(p => p.Value.Lines >= Math.Min(2, count))
            .Select(p => (p.Key, p.Value, Score: p.Value.Lines / count * Math.Log(1 + (_average / _everywhere[p.Key])) * p.Value.Weight))
            .OrderByDescending(p => p.Score).ThenBy(p => p.Key)
            .Take(Ranked)
            .Select(p => (TextOf(p.Value), p.Value, p.Score))];
        if (ranked.Length == 0)
        {
            return ("(no words in common)", []);
        }

        List<string> terms = [];
        foreach ((string text, Phrase _, double _) in ranked)
        {
            if (terms.Count < TermCount && !terms.Exists(term => Contains(term, text) || Contains(text, term)))
            {
                terms.Add(text);
            }
        }

        string[] single = [.. ranked.Where(p => p.Phrase.Words == 1).Select(p => p.Text).DistinctBy(StemOf, StringComparer.Ordinal).Take(TellingWords)];
        (string Text, Phrase Phrase, double Score)[] phrases = [.. ranked.Where(p => p.Phrase.Words >= 2)];
        string[] labels =
        [
            .. phrases.Where(p => p.Phrase.Lines >= LeastSupport * count).Select(p => Longest(phrases, p)),
            .. phrases.Where(p => Array.Exists(single, word => Contains(p.Text, word))).Select(p => Longest(phrases, p)),
            string.Join(' ', single.Take(2)),
            ranked[0].Text,
        ];
        string label = Array.Find(labels, text => text.Length > 0 && !_taken.Contains(text)) ?? labels.First(text => text.Length > 0);
        _taken.Add(label);
        return (label, terms);
    }

    /// <summary>"Reset my password" for "my password", where most who write the one write the other.</summary>
    private static string Longest((string Text, Phrase Phrase, double Score)[] phrases, (string Text, Phrase Phrase, double Score) best) =>
        phrases.Where(p => p.Phrase.Lines >= InFull * best.Phrase.Lines && Contains(p.Text, best.Text))
            .OrderByDescending(p => p.Phrase.Words).ThenByDescending(p => p.Score).ThenBy(p => p.Text, StringComparer.Ordinal).First().Text;

    private static string StemOf(string word) => word.Length > 5 ? word[..5] : word.TrimEnd('s');

    private static bool Contains(string longer, string part) => (" " + longer + " ").Contains(" " + part + " ", StringComparison.OrdinalIgnoreCase);

    private List<int> Choose(List<int> members, int most)
    {
        Dictionary<string, int> languages = new(StringComparer.Ordinal);
        foreach (int line in members)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(languages, LanguageOf(line), out bool _)++;
        }

        string? chosen = languages.GetValueOrDefault(_mainLanguage) >= LeastShare * members.Count
            ? _mainLanguage
            : languages.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Key).FirstOrDefault();
        return [.. members.Where(line => LanguageOf(line) == chosen).Take(most)];
    }

    private string LanguageOf(int line) => _lines.Clauses(line)[0].Language;

    /// <summary>Each phrase of a line once: from one content word to another, without a sign between its words.</summary>
    private void ForEachPhrase(int line, Action<ulong, Phrase> phrase)
    {
        CauseText clause = _lines.Clauses(line)[0];
        _words.Read(clause.Text);
        _seen.Clear();
        ReadOnlySpan<ClauseWords.Word> words = _words.Words;
        for (int first = 0; first < words.Length; first++)
        {
            if (WeightOf(words[first], clause.Language) == 0)
            {
                continue;
            }

            ulong name = 0;
            double weight = 0;
            for (int last = first; last < Math.Min(words.Length, first + LongestPhrase); last++)
            {
                if (last > first && !clause.Text.AsSpan(words[last - 1].End, words[last].Offset - words[last - 1].End).Trim().IsEmpty)
                {
                    break;
                }

                name = WordHash.Combine(name, words[last].Hash);
                double own = WeightOf(words[last], clause.Language);
                weight += own;
                if (own > 0 && (last == first || !FunctionWords.IsOpenEnded(words[last].Hash, clause.Language)) && _seen.Add(name))
                {
                    phrase(name, new Phrase(1, last - first + 1, Math.Sqrt(weight), line, words[first].Offset, words[last].End));
                }
            }
        }
    }

    /// <summary>What a word says about reasons; 0 for a number and for a word that names nothing.</summary>
    private double WeightOf(in ClauseWords.Word word, string language)
    {
        if (_words.Plain(word) is "#" || word.Length - 2 < 2)
        {
            return 0;
        }

        int row = ReasonLexicon.Shared.Find(word.Hash, word.Length - 2, language);
        double weight = row < 0 ? 1 : Math.Clamp(ReasonLexicon.Shared.WeightOf(row), 0.1, 2);
        return FunctionWords.Has(word.Hash, weight, language) ? 0 : weight;
    }

    /// <summary>As the first line has it; in small letters where nouns have none of their own.</summary>
    private string TextOf(Phrase phrase)
    {
        CauseText clause = _lines.Clauses(phrase.Line)[0];
        string text = string.Join(' ', clause.Text[phrase.Offset..phrase.End].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return clause.Language == "de" ? text : text.ToLowerInvariant();
    }

    /// <param name="Lines">How many lines have it.</param>
    /// <param name="Words">How many words it has.</param>
    /// <param name="Weight">What its words say about reasons.</param>
    /// <param name="Line">The first line that has it, and where.</param>
    private readonly record struct Phrase(int Lines, int Words, double Weight, int Line, int Offset, int End);
}
