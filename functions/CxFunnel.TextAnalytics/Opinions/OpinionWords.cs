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

    /// <summary>How many tokens farther the other half of a split verdict stands; 0 for one in a piece.</summary>
    public byte Reach;

    public readonly bool Is(OpinionUse use) => (Uses & use) != 0;
}

/// <summary>
/// The words and phrases that only opinions are told about, one readable file a language: <c>Data/Opinions/xx.txt</c>. Sentiment does not
/// see them, for its weights were trained without.
/// </summary>
internal sealed class OpinionWords
{
    private const int LeastUnaccented = 5;
    private const int FarthestHalf = 10;
    private const int UseBits = 56;
    private const float ValenceStep = 1 / 16f;
    private const char Split = '~';
    private const ulong SplitMark = 0x9E3779B97F4A7C15;

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
        ("waits", OpinionUse.Wait), ("delays", OpinionUse.Wait | OpinionUse.Take), ("takes", OpinionUse.Take), ("units", OpinionUse.Unit), ("long-units", OpinionUse.Unit | OpinionUse.LongUnit),
        ("waited-for", OpinionUse.WaitedFor), ("only", OpinionUse.Only), ("served", OpinionUse.Served), ("done", OpinionUse.Done), ("within", OpinionUse.Within),
        ("after", OpinionUse.After), ("please", OpinionUse.Please), ("ask-more", OpinionUse.AskMore), ("ask-less", OpinionUse.AskLess), ("cries", OpinionUse.Cry),
        ("faults", OpinionUse.Fault), ("all", OpinionUse.All), ("pros", OpinionUse.Pro), ("cons", OpinionUse.Con), ("own", OpinionUse.Own), ("despite", OpinionUse.Despite), ("needs", OpinionUse.Need), ("dirt", OpinionUse.Dirt),
    ];

    // The uses in the low bits of a number and the valence in the high ones: a further kind of table would cost the first answer.
    private readonly WordTable<ulong> _entries = new(2048);
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
                    "agent" => OpinionUse.Agent,
                    "predicate" => OpinionUse.Predicate,
                    _ => throw new FormatException($"Opinions '{file.Name}': a verdict is of 'subject', 'object', 'agent', a 'predicate' or nothing said, not '{section}'."),
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
            if (!tokens[i].IsWord)
            {
                all |= tokens[i].Kind != TokenKind.Punctuation ? OpinionUse.None : tokens[i].Sign switch
                {
                    '+' => OpinionUse.Plus,
                    ':' or '?' => OpinionUse.Topic,
                    '!' => OpinionUse.Shout,
                    _ => OpinionUse.None,
                };
                continue;
            }

            if (!Read(tokens[i].Hash, ref into[i]))
            {
                continue;
            }

            all |= into[i].Uses;
            if (into[i].Is(OpinionUse.StartsSplit))
            {
                ReadSplit(tokens, i, ref into[i]);
                all |= into[i].Uses;
            }

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
                    into[i].Reach = 0;
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

        mark.Uses = (OpinionUse)(found & ((1UL << UseBits) - 1));
        mark.Valence = ((long)found >> UseBits) * ValenceStep;
        return true;
    }

    /// <summary>"Bringt bitte das alte Design zurück": the other half stands in the same sentence, before any comma.</summary>
    private void ReadSplit(Span<Token> tokens, int first, ref OpinionMark mark)
    {
        ulong half = WordHash.Combine(tokens[first].Hash, SplitMark);
        int end = Math.Min(tokens.Length, first + FarthestHalf);
        for (int j = first + 1; j < end && tokens[j].Kind != TokenKind.Punctuation; j++)
        {
            OpinionMark found = default;
            if (tokens[j].IsWord && Read(WordHash.Combine(half, tokens[j].Hash), ref found))
            {
                mark.Uses = found.Uses | OpinionUse.StartsSplit | (mark.Uses & OpinionUse.StartsPhrase);
                mark.Valence = found.Valence;
                mark.Reach = (byte)(j - first);
                return;
            }
        }
    }

    // Optimised at once, as the reading of the other files of a language: before the first answer, and never again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddAll(RuleFile file, string section, OpinionUse use, float valence, Tokenizer tokenizer, TokenBuffer scratch)
    {
        List<int> places = file.Places(section);
        for (int i = 0; i < places.Count / 2; i++)
        {
            ReadOnlySpan<char> term = file.Term(places, i);
            if (term.Contains(Split))
            {
                AddSplit(term, use, valence, tokenizer);
                continue;
            }

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

    /// <summary>Two words with others between them: "stürzt~ab".</summary>
    private void AddSplit(ReadOnlySpan<char> term, OpinionUse use, float valence, Tokenizer tokenizer)
    {
        int at = term.IndexOf(Split);
        bool isPlain = PlainTerm.TryRead(term[..at], tokenizer, out PlainTerm first) & PlainTerm.TryRead(term[(at + 1)..], tokenizer, out PlainTerm last);
        if (term.Contains('_') || at == 0 || at + 1 == term.Length)
        {
            throw new FormatException($"Opinions: '{term}' is not two words.");
        }

        AddSplit(WordHash.Of(term[..at]), WordHash.Of(term[(at + 1)..]), use, valence);
        if (isPlain && (first.HasAccent || last.HasAccent))
        {
            AddSplit(first.PlainChain, last.PlainChain, use, valence);
        }
    }

    private void AddSplit(ulong first, ulong last, OpinionUse use, float valence)
    {
        _entries.GetOrAdd(first) |= (ulong)OpinionUse.StartsSplit;
        Set(WordHash.Combine(WordHash.Combine(first, SplitMark), last), use, valence);
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

        Set(chain, use, valence);
    }

    private void Set(ulong key, OpinionUse use, float valence)
    {
        ref ulong entry = ref _entries.GetOrAdd(key);
        entry |= (ulong)use;
        entry = valence == 0 ? entry : (entry & ((1UL << UseBits) - 1)) | ((ulong)(long)(valence / ValenceStep) << UseBits);
    }
}
