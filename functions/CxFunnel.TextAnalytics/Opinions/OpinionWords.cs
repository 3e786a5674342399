using System.Globalization;
using System.Runtime.CompilerServices;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>What one token does where it stands; on the first word of a phrase for all of it.</summary>
internal struct OpinionMark
{
    public OpinionUse Uses;

    /// <summary>Of a verdict, -4..4.</summary>
    public float Valence;

    /// <summary>How many tokens it spans; at least 1.</summary>
    public byte Span;

    public readonly bool Is(OpinionUse use) => (Uses & use) != 0;
}

/// <summary>
/// The words and phrases that only opinions are told about, one readable file a language: <c>Data/Opinions/xx.txt</c>. Sentiment does not
/// see them, for its weights were trained without.
/// </summary>
internal sealed class OpinionWords
{
    private const int LeastUnaccented = 5;

    private static readonly (string Section, OpinionUse Use)[] Sections =
    [
        ("lacks", OpinionUse.Lack), ("few", OpinionUse.Lack | OpinionUse.Few), ("excesses", OpinionUse.Excess), ("lacks-behind", OpinionUse.Lack | OpinionUse.Behind),
        ("excesses-of-judging-things", OpinionUse.Excess | OpinionUse.OfThingsOnly), ("lacks-of-judging-things", OpinionUse.Lack | OpinionUse.Few | OpinionUse.OfThingsOnly),
        ("excesses-behind-of-judging-things", OpinionUse.Excess | OpinionUse.Behind | OpinionUse.OfThingsOnly),
        ("excesses-behind", OpinionUse.Excess | OpinionUse.Behind), ("exceptions", OpinionUse.Except), ("around", OpinionUse.Around),
        ("around-ends", OpinionUse.AroundEnd), ("less", OpinionUse.Less), ("likewise", OpinionUse.Likewise), ("neither", OpinionUse.Neither),
        ("nor", OpinionUse.Nor), ("wishes", OpinionUse.Wish), ("wishes-had", OpinionUse.WishHad), ("wish-ends", OpinionUse.WishEnd),
        ("comparatives", OpinionUse.Comparative), ("mores", OpinionUse.More), ("judging-things", OpinionUse.Thing),
        ("plain-things", OpinionUse.PlainThing), ("no-things", OpinionUse.NoThing), ("having", OpinionUse.Having), ("too", OpinionUse.Too),
    ];

    // The use in the low half of a number and the valence in the high one: a further kind of table would cost the first answer.
    private readonly WordTable<ulong> _entries = new(512);
    private readonly string[] _comparativeEndings;
    private readonly string[] _verbEndings;

    private OpinionWords(RuleFile file, Tokenizer tokenizer)
    {
        TokenBuffer scratch = new();
        foreach ((string section, OpinionUse use) in Sections)
        {
            AddAll(file, section, use, 0, tokenizer, scratch);
        }

        foreach (string section in file.Sections)
        {
            int value = section.IndexOfAny(['+', '-']);
            if (value >= 0 && float.TryParse(section.AsSpan(value), NumberStyles.Float, CultureInfo.InvariantCulture, out float valence))
            {
                OpinionUse of = section.AsSpan(0, value).Trim() switch
                {
                    "" => OpinionUse.None,
                    "subject" => OpinionUse.OfSubject,
                    "object" => OpinionUse.OfObject,
                    _ => throw new FormatException($"Opinions '{file.Name}': a verdict is of 'subject', 'object' or nothing said, not '{section}'."),
                };
                AddAll(file, section, OpinionUse.Verdict | of, valence, tokenizer, scratch);
            }
        }

        _comparativeEndings = file.Terms("comparative-endings");
        _verbEndings = file.Terms("verb-endings-behind-too");
    }

    /// <summary>The words of a language; none for one without a file.</summary>
    public static OpinionWords Load(string code, Tokenizer tokenizer)
    {
        string path = $"Opinions/{code}.txt";
        return new OpinionWords(new RuleFile(code, EmbeddedData.Has(path) ? EmbeddedData.ReadText(path) : ""), tokenizer);
    }

    /// <summary>Whether the word ends as comparatives do; many others do so, too.</summary>
    public bool EndsAsComparative(ReadOnlySpan<char> normal) => EndsAs(_comparativeEndings, normal);

    /// <summary>Whether the word may be an infinitive where the word for "too" stands before these as well: "zu sehen", "te zien".</summary>
    public bool MayBeInfinitive(ReadOnlySpan<char> normal) => EndsAs(_verbEndings, normal);

    private static bool EndsAs(string[] endings, ReadOnlySpan<char> normal)
    {
        foreach (string ending in endings)
        {
            if (normal.Length > ending.Length + 2 && normal.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks the words of a text; of phrases that overlap the first and longest counts, and a lone word keeps its uses inside one.</summary>
    /// <param name="into">As many as tokens.</param>
    /// <returns>All uses that occur, so that what asks for others need not go over the text.</returns>
    public OpinionUse Mark(Span<Token> tokens, Span<OpinionMark> into)
    {
        OpinionUse all = OpinionUse.None;
        for (int i = 0; i < tokens.Length; i++)
        {
            into[i] = new OpinionMark { Span = 1 };
            if (!tokens[i].IsWord || !Read(tokens[i].Hash, ref into[i]))
            {
                continue;
            }

            all |= into[i].Uses;
            if (!into[i].Is(OpinionUse.StartsPhrase))
            {
                continue;
            }

            ulong chain = tokens[i].Hash;
            int end = Math.Min(tokens.Length, i + LanguagePack.MaxPhraseWords);
            for (int j = i + 1; j < end && (tokens[j].IsWord || tokens[j].Kind == TokenKind.Number); j++)
            {
                chain = WordHash.Combine(chain, tokens[j].Hash);
                if (Read(chain, ref into[i]))
                {
                    into[i].Span = (byte)(j - i + 1);
                }
            }

            all |= into[i].Uses;
        }

        return all;
    }

    private bool Read(ulong key, ref OpinionMark mark)
    {
        ref ulong found = ref _entries.Find(key);
        if (Unsafe.IsNullRef(ref found))
        {
            return false;
        }

        mark.Uses = (OpinionUse)(uint)found;
        mark.Valence = BitConverter.UInt32BitsToSingle((uint)(found >> 32));
        return true;
    }

    // Optimised at once, as the reading of the other files of a language: before the first answer, and never again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddAll(RuleFile file, string section, OpinionUse use, float valence, Tokenizer tokenizer, TokenBuffer scratch)
    {
        List<int> places = file.Places(section);
        for (int i = 0; i < places.Count / 2; i++)
        {
            ReadOnlySpan<char> term = file.Term(places, i);
            if (!PlainTerm.TryRead(term, tokenizer, out PlainTerm read))
            {
                AddTokenized(term.ToString().Replace('_', ' '), use, valence, tokenizer, scratch);
                continue;
            }

            Add(term, read.Chain, read.First, read.Words, use, valence);

            // Short words without their accents are others: "né", "ne".
            if (read.HasAccent && term.Length >= LeastUnaccented)
            {
                Add(term, read.PlainChain, read.PlainFirst, read.Words, use, valence);
            }
        }
    }

    /// <summary>What has hyphens, apostrophes or digits, as it is written.</summary>
    private void AddTokenized(string term, OpinionUse use, float valence, Tokenizer tokenizer, TokenBuffer scratch)
    {
        tokenizer.Tokenize(term, scratch);
        ulong chain = 0;
        ulong first = 0;
        int words = 0;
        foreach (ref readonly Token token in scratch.Tokens)
        {
            if (token.IsWord || token.Kind == TokenKind.Number)
            {
                first = words == 0 ? token.Hash : first;
                chain = words++ == 0 ? token.Hash : WordHash.Combine(chain, token.Hash);
            }
        }

        Add(term, chain, first, words, use, valence);
    }

    private void Add(ReadOnlySpan<char> term, ulong chain, ulong first, int words, OpinionUse use, float valence)
    {
        if (words is 0 or > LanguagePack.MaxPhraseWords)
        {
            throw new FormatException($"Opinions: '{term}' has {words} words, and 1 to {LanguagePack.MaxPhraseWords} are read.");
        }

        if (words > 1)
        {
            _entries.GetOrAdd(first) |= (ulong)OpinionUse.StartsPhrase;
        }

        ref ulong entry = ref _entries.GetOrAdd(chain);
        entry |= (ulong)use;
        entry = valence == 0 ? entry : (entry & uint.MaxValue) | ((ulong)BitConverter.SingleToUInt32Bits(valence) << 32);
    }
}
