using System.Collections.Frozen;
using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Says whether lines are about one thing: whether most of those who speak share a word of content, one that is rare elsewhere. Lines can lie near each other for
/// what they have no words for ("not good enough", "never again"); people would not call that a reason.
/// </summary>
internal sealed class SharedWords
{
    /// <summary>Beginnings of words stand in for their stems.</summary>
    private const int StemChars = 6;
    private const int ShortestWord = 3;

    /// <summary>A word that is not so many times as frequent as among all other lines tells nothing.</summary>
    private const double TimesUsual = 3;

    /// <summary>What the lexicon of reasons gives words that say something; less is "thing", "go".</summary>
    private const double LeastWeight = 0.5;

    private static readonly FrozenDictionary<string, Lazy<(FrozenSet<string> Whole, string[] Beginnings)>> Verdicts = Knowledge.Codes.ToFrozenDictionary(
        code => code, code => new Lazy<(FrozenSet<string>, string[])>(() => ReadVerdicts(code)), StringComparer.Ordinal);

    private readonly ulong[][] _stems;
    private readonly Lines _lines;
    private readonly Dictionary<ulong, long> _everywhere = [];
    private readonly long _all;

    public SharedWords(Lines lines)
    {
        _lines = lines;
        ProperNames names = new();
        ClauseWords words = ReasonSpace.Rent();
        for (int line = 0; line < lines.Count; line++)
        {
            words.Read(lines.Clauses(line)[0].Text);
            names.Count(lines.Clauses(line)[0], words.Words);
        }

        _stems = [.. Enumerable.Range(0, lines.Count).Select(line => StemsOf(words, lines.Clauses(line)[0], names))];
        ReasonSpace.Return(words);
        for (int line = 0; line < _stems.Length; line++)
        {
            _all += lines.VoicesOf(line);
            foreach (ulong stem in _stems[line])
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_everywhere, stem, out bool _) += lines.VoicesOf(line);
            }
        }
    }

    /// <summary>The share of some lines, and of those who speak in them, that have the word in common which most have, 0 to 1.</summary>
    public double ShareOf(IReadOnlyList<int> members)
    {
        Dictionary<ulong, (int Lines, long Voices)> counts = [];
        long all = 0;
        foreach (int line in members)
        {
            all += _lines.VoicesOf(line);
            foreach (ulong stem in _stems[line])
            {
                ref (int Lines, long Voices) count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, stem, out bool _);
                count = (count.Lines + 1, count.Voices + _lines.VoicesOf(line));
            }
        }

        // What one sentence of many says must not speak for the others that lie beside it, nor they for it.
        return counts.Where(c => IsTelling(c.Value.Voices, all, _everywhere[c.Key]))
            .Select(c => Math.Min(c.Value.Voices / (double)all, c.Value.Lines / (double)members.Count))
            .DefaultIfEmpty(0).Max();
    }

    /// <param name="here">Voices that have the word, of <paramref name="all"/> among some lines and of <paramref name="everywhere"/> among all.</param>
    private bool IsTelling(long here, long all, long everywhere) => here * (double)(_all - all) >= TimesUsual * all * (everywhere - here);

    private static ulong[] StemsOf(ClauseWords words, CauseText clause, ProperNames names)
    {
        words.Read(clause.Text);
        HashSet<ulong> stems = [];
        foreach (ref readonly ClauseWords.Word word in words.Words)
        {
            ReadOnlySpan<char> plain = words.Plain(word);
            bool isHashtag = plain[0] == '#';
            if (plain.Length >= ShortestWord && !isHashtag && !names.Has(word.Hash) && ContentWords.WeightOf(word, plain, clause.Language) >= LeastWeight && !IsVerdict(plain, clause.Language))
            {
                stems.Add(WordHash.Of(plain.Length > StemChars ? plain[..StemChars] : plain.TrimEnd('s')));
            }
        }

        return [.. stems];
    }

    private static bool IsVerdict(ReadOnlySpan<char> plain, string language)
    {
        if (!Verdicts.TryGetValue(language, out Lazy<(FrozenSet<string> Whole, string[] Beginnings)>? words))
        {
            return false;
        }

        if (words.Value.Whole.GetAlternateLookup<ReadOnlySpan<char>>().Contains(plain))
        {
            return true;
        }

        foreach (string beginning in words.Value.Beginnings)
        {
            if (plain.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static (FrozenSet<string> Whole, string[] Beginnings) ReadVerdicts(string code)
    {
        string[] terms = new RuleFile(code, EmbeddedData.ReadText($"RootCauses/{code}.txt")).Terms("verdicts");
        return (terms.Where(term => !term.EndsWith('*')).ToFrozenSet(StringComparer.Ordinal), [.. terms.Where(term => term.EndsWith('*')).Select(term => term[..^1])]);
    }
}
