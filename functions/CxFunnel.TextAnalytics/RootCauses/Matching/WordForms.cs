using System.Globalization;
using System.Text;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>
/// Brings the forms of a word together: accents are dropped, doubled letters where they are mere spelling, endings of inflection taken off. A light stemmer by
/// a list per language: it has to tell seeds apart, not to be right about grammar.
/// </summary>
internal sealed class WordForms
{
    /// <summary>More than any word of the tokenizer holds after folding.</summary>
    public const int MaxChars = Tokenizer.MaxWordChars * 2;

    private const int Rounds = 3;

    private readonly (string Ending, int LeastStem)[] _endings;
    private readonly bool _umlautPairs;

    public WordForms(string code, RuleFile rules)
    {
        _umlautPairs = code == "de";
        HasCompounds = code is "de" or "nl";
        CountsDoublesOnce = code is not ("es" or "pt" or "it"); // "caro" and "carro" are two words
        _endings =
        [
            .. rules.Sections.Where(section => section.StartsWith("endings-", StringComparison.Ordinal))
                .SelectMany(section => rules.Terms(section).Select(ending => (ending, int.Parse(section.AsSpan("endings-".Length), CultureInfo.InvariantCulture))))
                .OrderByDescending(pair => pair.ending.Length)
                .ThenBy(pair => pair.ending, StringComparer.Ordinal),
        ];
    }

    /// <summary>Words are put together into longer ones: "Lieferverzögerung".</summary>
    public bool HasCompounds { get; }

    /// <summary>Doubled letters are spelling here and tell no words apart: "cancelled" and "canceled", "laat" and "late".</summary>
    public bool CountsDoublesOnce { get; }

    /// <summary>Writes the word without accents; German "ä" and "ae" both become "a".</summary>
    /// <returns>How many characters were written.</returns>
    public int Fold(ReadOnlySpan<char> normal, Span<char> into)
    {
        int written = 0;
        foreach (char c in normal)
        {
            if (c < 128)
            {
                bool closesPair = _umlautPairs && c == 'e' && written > 0 && into[written - 1] is 'a' or 'o' or 'u' && !EndsPairOfVowels(into[..written]);
                if (!closesPair)
                {
                    into[written++] = c;
                }
            }
            else
            {
                written += FoldLetter(c, into[written..]);
            }
        }

        return written;
    }

    /// <summary>How long the stem of a folded word is; the stem is its start.</summary>
    public int StemLength(ReadOnlySpan<char> folded)
    {
        int length = folded.Length;
        for (int round = 0; round < Rounds; round++)
        {
            int before = length;
            foreach ((string ending, int leastStem) in _endings)
            {
                int rest = length - ending.Length;
                bool isPlural = ending == "s";
                bool mayEnd = !isPlural || (round == 0 && rest > 0 && folded[rest - 1] != 's'); // "buses", not "process" nor the s of "camisa"
                if (rest >= leastStem && mayEnd && folded[..length].EndsWith(ending, StringComparison.Ordinal))
                {
                    length = rest;
                    break;
                }
            }

            if (length == before)
            {
                break;
            }
        }

        return length;
    }

    /// <summary>The name of a folded word's stem.</summary>
    public ulong StemName(ReadOnlySpan<char> folded) => PlainName(folded[..StemLength(folded)]);

    /// <summary>The name of a folded word or part of one.</summary>
    public ulong PlainName(ReadOnlySpan<char> folded)
    {
        ulong state = WordHash.Start;
        char last = '\0';
        foreach (char c in folded)
        {
            state = Extend(state, last, c);
            last = c;
        }

        return WordHash.Finish(state);
    }

    /// <summary>One step of <see cref="PlainName"/>, to be finished with <see cref="WordHash.Finish"/>.</summary>
    public ulong Extend(ulong state, char last, char c) => c == last && CountsDoublesOnce ? state : WordHash.Extend(state, c);

    /// <summary>The "ue" of "neue", "bauen" and "treue" belongs to a diphthong's end: nothing to close.</summary>
    private static bool EndsPairOfVowels(ReadOnlySpan<char> written) => written.Length > 1 && written[^2] is 'a' or 'e' or 'o' && written[^1] == 'u';

    private static int FoldLetter(char c, Span<char> into)
    {
        switch (c)
        {
            case 'ß':
                into[0] = into[1] = 's';
                return 2;
            case 'œ' or 'æ':
                (into[0], into[1]) = (c == 'œ' ? 'o' : 'a', 'e');
                return 2;
            case 'ø':
                into[0] = 'o';
                return 1;
            case '\u2019':
                into[0] = '\'';
                return 1;
        }

        Span<char> parts = stackalloc char[8];
        if (char.IsSurrogate(c) || !new ReadOnlySpan<char>(in c).TryNormalize(parts, out int length, NormalizationForm.FormD) || length == 0)
        {
            into[0] = c;
            return 1;
        }

        into[0] = parts[0];
        return 1;
    }
}
