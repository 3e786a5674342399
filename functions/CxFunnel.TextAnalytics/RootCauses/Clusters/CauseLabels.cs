using System.Globalization;
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

    /// <summary>
    /// How the share of the lines that have a phrase counts beside what its words say: less than in proportion, since people put one thing in many ways ("the fee", "charged a fee").
    /// </summary>
    private const double ShareCounts = 0.3;

    /// <summary>The most words of a phrase that one line alone has.</summary>
    private const int LongestSaidOnce = 4;

    /// <summary>A longer phrase that this share of the lines with a phrase has says it in full.</summary>
    private const double InFull = 0.6;

    /// <summary>A phrase without any of so many most telling words of a cluster does not name it.</summary>
    private const int TellingWords = 3;

    private const int WordsBefore = 2;

    /// <summary>What a name of a person, a place or a brand counts: it says who or where, and not what.</summary>
    private const double NameCounts = 0.3;

    private readonly Lines _lines;
    private readonly string _mainLanguage;
    private readonly List<int>[] _read;
    private readonly Dictionary<ulong, int> _everywhere = [];
    private readonly double _average;
    private readonly ClauseWords _words = new();
    private readonly ProperNames _names = new();
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
            CauseText clause = _lines.Clauses(line)[0];
            _words.Read(clause.Text);
            _names.Count(clause, _words.Words);
        }

        foreach (int line in _read.SelectMany(of => of))
        {
            ForEachPhrase(line, (phrase, _) => CollectionsMarshal.GetValueRefOrAddDefault(_everywhere, phrase, out bool _) += _lines.VoicesOf(line));
        }

        _average = _read.Select(VoicesOf).DefaultIfEmpty(0).Average();
    }

    /// <summary>The label and the terms of a cluster. The label is never empty and begins with a capital, as those of the taxonomy do.</summary>
    public (string Label, IReadOnlyList<string> Terms) Of(int cluster)
    {
        _phrases.Clear();
        foreach (int line in _read[cluster])
        {
            ForEachPhrase(line, (phrase, at) =>
            {
                ref Phrase known = ref CollectionsMarshal.GetValueRefOrAddDefault(_phrases, phrase, out bool exists);
                known = exists ? known with { Voices = known.Voices + _lines.VoicesOf(line) } : at;
            });
        }

        double count = Math.Max(1, VoicesOf(_read[cluster]));
        int least = _phrases.Values.Any(p => p.Voices >= 2) ? 2 : 1;
        (string Text, Phrase Phrase, double Score)[] ranked = [.. _phrases
            .Where(p => p.Value.Voices >= least)
            .Select(p => (p.Key, p.Value, Score: p.Value.Voices / count * Math.Log(1 + (_average / _everywhere[p.Key])) * p.Value.Weight))
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

        string label = Names(count, ranked).First(text => text.Length > 0 && _taken.Add(text));
        return (char.ToUpperInvariant(label[0]) + label[1..], terms);
    }

    /// <summary>
    /// Names for the cluster, best first: the phrases whose words say most of it, then such ones as one line alone has, at last its most telling words. A phrase that many have word
    /// for word ("las vegas") says less than one around the words that nearly all have ("whats the timezone").
    /// </summary>
    private IEnumerable<string> Names(double count, (string Text, Phrase Phrase, double Score)[] ranked)
    {
        Dictionary<string, double> telling = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string text, Phrase _, double score) in ranked.Where(p => p.Phrase.Words == 1 && !p.Phrase.IsName))
        {
            telling.TryAdd(StemOf(text), score);
        }

        double SaidBy(string text) => StemsOf(text).Sum(stem => telling.GetValueOrDefault(stem));
        string[] byTelling = [.. telling.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Take(TellingWords).Select(t => t.Key)];
        string first = byTelling.FirstOrDefault("");
        HashSet<string> most = new(byTelling, StringComparer.OrdinalIgnoreCase);
        IEnumerable<(string Text, Phrase Phrase)> Named(Func<Phrase, bool> condition) =>
            _phrases.Values.Where(p => p.Words >= 2 && condition(p)).Select(p => (TextOf(p), p)).Where(p => IsFreeOfRepeats(p.Item1) && StemsOf(p.Item1).Any(most.Contains));
        (string Text, Phrase Phrase, double Score)[] shared =
        [
            .. Named(p => p.Voices >= 2).Select(p => (p.Text, p.Phrase, Score: Math.Pow(p.Phrase.Voices / count, ShareCounts) * SaidBy(p.Text)))
                .OrderByDescending(p => p.Score).ThenBy(p => p.Text, StringComparer.Ordinal),
        ];
        foreach ((string Text, Phrase Phrase, double Score) best in shared)
        {
            yield return Longest(shared, best);
        }

        // Read only where it is needed: there are very many.
        foreach ((string text, Phrase _) in Named(p => p.Voices == 1 && p.Words <= LongestSaidOnce)
            .OrderByDescending(p => StemsOf(p.Text).Contains(first, StringComparer.OrdinalIgnoreCase)).ThenByDescending(p => SaidBy(p.Text) / Math.Sqrt(p.Phrase.Words)).ThenBy(p => p.Text.Length).ThenBy(p => p.Text, StringComparer.Ordinal))
        {
            yield return text;
        }

        // One word says what, and not what about it: those around it do ("written three times").
        (string Text, Phrase Phrase, double Score)[] alone = [.. ranked.Where(p => p.Phrase.Words == 1).DistinctBy(p => StemOf(p.Text), StringComparer.OrdinalIgnoreCase)];
        foreach ((string _, Phrase phrase, double _) in alone.Take(TellingWords))
        {
            yield return Around(phrase);
        }

        string[] words = [.. alone.Select(p => p.Text)];
        yield return string.Join(' ', words.Take(2));
        foreach (string word in words)
        {
            yield return word;
        }

        for (int number = 2; ; number++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{ranked[0].Text} {number}");
        }
    }

    /// <summary>"Reset my password" for "my password", where most who write the one write the other.</summary>
    private static string Longest((string Text, Phrase Phrase, double Score)[] phrases, (string Text, Phrase Phrase, double Score) best) =>
        phrases.Where(p => p.Phrase.Voices >= InFull * best.Phrase.Voices && Contains(p.Text, best.Text))
            .OrderByDescending(p => p.Phrase.Words).ThenByDescending(p => p.Score).ThenBy(p => p.Text, StringComparer.Ordinal).First().Text;

    /// <summary>"Room room", "great greatest": slips and inflections of one word are no phrase.</summary>
    private static bool IsFreeOfRepeats(string text) => StemsOf(text).Count() == text.Count(c => c == ' ') + 1;

    private static IEnumerable<string> StemsOf(string text) => text.Split(' ').Select(StemOf).Distinct(StringComparer.OrdinalIgnoreCase);

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

    private long VoicesOf(List<int> of) => of.Sum(line => (long)_lines.VoicesOf(line));

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
                if (last > first && !IsTogether(clause, words[last - 1], words[last]))
                {
                    break;
                }

                name = WordHash.Combine(name, words[last].Hash);
                double own = WeightOf(words[last], clause.Language);
                weight += own;
                if (own > 0 && (last == first || !FunctionWords.IsOpenEnded(words[last].Hash, clause.Language)) && _seen.Add(name))
                {
                    phrase(name, new Phrase(_lines.VoicesOf(line), last - first + 1, Math.Sqrt(weight), line, words[first].Offset, words[last].End, first == last && _names.Has(words[first].Hash)));
                }
            }
        }
    }

    /// <summary>What a word counts in a label; 0 for one that names nothing.</summary>
    private double WeightOf(in ClauseWords.Word word, string language) =>
        ContentWords.WeightOf(word, _words.Plain(word), language) * (_names.Has(word.Hash) ? NameCounts : 1);

    /// <summary>Two words before a word and one behind it, as far as no sign stands between them.</summary>
    private string Around(Phrase phrase)
    {
        CauseText clause = _lines.Clauses(phrase.Line)[0];
        _words.Read(clause.Text);
        ReadOnlySpan<ClauseWords.Word> words = _words.Words;
        int first = 0;
        while (words[first].Offset < phrase.Offset)
        {
            first++;
        }

        int last = first;
        for (int before = 0; before < WordsBefore && first > 0 && IsTogether(clause, words[first - 1], words[first]); before++)
        {
            first--;
        }

        if (last + 1 < words.Length && IsTogether(clause, words[last], words[last + 1]))
        {
            last++;
        }

        return TextOf(phrase with { Offset = words[first].Offset, End = words[last].End });
    }

    private static bool IsTogether(CauseText clause, in ClauseWords.Word one, in ClauseWords.Word next) =>
        clause.Text.AsSpan(one.End, next.Offset - one.End).IsWhiteSpace();

    /// <summary>As the first line has it; in small letters where nouns have none of their own.</summary>
    private string TextOf(Phrase phrase)
    {
        CauseText clause = _lines.Clauses(phrase.Line)[0];
        string text = string.Join(' ', clause.Text[phrase.Offset..phrase.End].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return clause.Language == "de" ? text : text.ToLowerInvariant();
    }

    /// <param name="Voices">How many have said it.</param>
    /// <param name="Words">How many words it has.</param>
    /// <param name="Weight">What its words say about reasons.</param>
    /// <param name="Line">The first line that has it, and where.</param>
    /// <param name="IsName">Whether it is one word, and that a name.</param>
    private readonly record struct Phrase(int Voices, int Words, double Weight, int Line, int Offset, int End, bool IsName);
}
