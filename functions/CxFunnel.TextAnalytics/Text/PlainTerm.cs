using System.Runtime.CompilerServices;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>
/// The names of a listed word or phrase that is nothing but small Latin letters, the same as <see cref="Tokenizer"/> gives them, at a tenth of
/// the cost: nine in ten listed terms are such, and all of a language are read before the first answer.
/// </summary>
internal struct PlainTerm
{
    /// <summary>The name of the word; of a phrase, its words' names chained by <see cref="WordHash.Combine"/>.</summary>
    public ulong Chain;

    /// <summary>The name of the first word.</summary>
    public ulong First;

    /// <summary>The same two, typed without accents; equal to them where there are none.</summary>
    public ulong PlainChain;
    public ulong PlainFirst;

    /// <summary>And with the German way around umlauts, "ue" for "ü".</summary>
    public ulong PairsChain;
    public ulong PairsFirst;
    public int Words;

    /// <summary>Whether the term has an accent.</summary>
    public bool HasAccent;

    /// <summary>Reads a term with underscores for blanks; false where only the tokenizer knows what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<char> term, Tokenizer tokenizer, out PlainTerm read)
    {
        read = default;
        int at = 0;
        while (at < term.Length)
        {
            ulong state = WordHash.Start;
            ulong plain = WordHash.Start;
            ulong pairs = WordHash.Start;
            int start = at;
            for (; at < term.Length && term[at] != '_'; at++)
            {
                char c = term[at];
                bool isRun = at - start >= 2 && term[at - 1] == c && term[at - 2] == c;
                char bare = c is >= 'a' and <= 'z' ? c : Unaccented(c);
                if (bare == '\0' || isRun)
                {
                    return false;
                }

                state = WordHash.Extend(state, c);
                plain = WordHash.Extend(plain, bare);
                pairs = WordHash.Extend(pairs, bare);
                if (bare != c)
                {
                    read.HasAccent = true;
                    pairs = c is 'ä' or 'ö' or 'ü' or 'ë' or 'ï' or 'ÿ' ? WordHash.Extend(pairs, 'e') : pairs;
                }
            }

            ReadOnlySpan<char> word = term[start..at];
            if (word.Length is 0 or > Tokenizer.MaxWordChars || tokenizer.MayReadOtherwise(word))
            {
                return false;
            }

            read.Add(WordHash.Finish(state), WordHash.Finish(plain), WordHash.Finish(pairs));
            at++;
        }

        return read.Words > 0;
    }

    /// <summary>The letter under the accent; the null character for what is no small letter of Latin-1 with or without one.</summary>
    private static char Unaccented(char c) => c switch
    {
        'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' => 'a',
        'ç' => 'c',
        'è' or 'é' or 'ê' or 'ë' => 'e',
        'ì' or 'í' or 'î' or 'ï' => 'i',
        'ñ' => 'n',
        'ò' or 'ó' or 'ô' or 'õ' or 'ö' => 'o',
        'ù' or 'ú' or 'û' or 'ü' => 'u',
        'ý' or 'ÿ' => 'y',
        _ => '\0',
    };

    private void Add(ulong word, ulong plain, ulong pairs)
    {
        if (Words++ == 0)
        {
            (Chain, First) = (word, word);
            (PlainChain, PlainFirst) = (plain, plain);
            (PairsChain, PairsFirst) = (pairs, pairs);
            return;
        }

        Chain = WordHash.Combine(Chain, word);
        PlainChain = WordHash.Combine(PlainChain, plain);
        PairsChain = WordHash.Combine(PairsChain, pairs);
    }
}
