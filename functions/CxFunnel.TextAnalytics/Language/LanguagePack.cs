using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CxFunnel.TextAnalytics.Opinions;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Language;

/// <summary>What a language's files say about one word or phrase.</summary>
internal struct WordEntry
{
    public WordRole Roles;

    /// <summary>From the lexicon written for CxFunnel, -4..4; 0 when it is silent.</summary>
    public float Valence;

    /// <summary>From the public word lists (AFINN, VADER), -4..4; 0 when they are silent.</summary>
    public float ListValence;
}

/// <summary>Everything that the engine knows about one language by rule: <c>Data/Rules/xx.txt</c> and <c>Data/Lexicon/xx*.txt</c>.</summary>
internal sealed class LanguagePack
{
    public const int MaxPhraseWords = 6;

    private const int MinStemChars = 3;
    private const int MaxEndingChars = 6;
    private const int LeastUnaccentedStem = 5;
    private const int SmallTable = 512;

    private static readonly (string Section, WordRole Role)[] Sections =
    [
        ("negators", WordRole.Negator), ("negation-off", WordRole.NegationOff), ("boosters", WordRole.Booster),
        ("dampeners", WordRole.Dampener), ("contrast", WordRole.Contrast), ("concession", WordRole.Concession),
        ("questions", WordRole.Question), ("articles", WordRole.Article), ("pronouns", WordRole.Pronoun),
        ("prepositions", WordRole.Preposition), ("conjunctions", WordRole.Conjunction), ("auxiliaries", WordRole.Auxiliary),
        ("verbs", WordRole.Verb), ("adverbs", WordRole.Adverb), ("stop-nouns", WordRole.StopNoun), ("adjectives", WordRole.Adjective),
        ("irony-markers", WordRole.Irony), ("complaint-questions", WordRole.ComplaintQuestion),
        ("praise-questions", WordRole.PraiseQuestion), ("nothing", WordRole.Nothing), ("name-tellers", WordRole.NameTeller),
        ("order-words", WordRole.OrderWord), ("customer-words", WordRole.CustomerWord), ("street-words", WordRole.StreetWord),
        ("phone-words", WordRole.PhoneWord), ("titles", WordRole.Title), ("lukewarm", WordRole.Lukewarm), ("caps", WordRole.Cap),
        ("congratulations", WordRole.Congratulation), ("irony-proofs", WordRole.IronyProof), ("better", WordRole.Better), ("worse", WordRole.Worse),
        ("bests", WordRole.Best), ("thanks", WordRole.Thanks), ("nevers", WordRole.Never), ("so", WordRole.So), ("could", WordRole.Could),
        ("insults", WordRole.Insult), ("agains", WordRole.Again),
    ];

    private static readonly (string Section, WordRole Role)[] Endings =
    [
        ("street-endings", WordRole.StreetEnding), ("noun-endings", WordRole.NounEnding), ("verb-endings", WordRole.VerbEnding),
        ("adverb-endings", WordRole.AdverbEnding),
    ];

    private static readonly (string Section, WordUse Use)[] UseSections =
    [
        ("links", WordUse.Link), ("subjects", WordUse.Subject), ("ands", WordUse.And), ("things", WordUse.Thing), ("duties", WordUse.Duty),
        ("no-names", WordUse.NoName), ("helpers", WordUse.Helper), ("qualities", WordUse.Quality), ("objects", WordUse.Object),
        ("infinitive-marks", WordUse.InfinitiveMark),
    ];

    private static readonly Lazy<WordTable<ulong>> GivenNames = new(() =>
        WordTables.SetOf(new RuleFile("names", EmbeddedData.ReadText("Rules/names.txt")).Terms("given-names")));

    private static readonly Lazy<WordTable<ulong>> TitledThings = new(() =>
        WordTables.SetOf(new RuleFile("names", EmbeddedData.ReadText("Rules/names.txt")).Terms("titled-things")));

    private string[] _endings = [];
    private WordRole[] _endingRoles = [];
    private readonly Tokenizer _tokenizer;

    // Small at first: they grow to what the files of the language hold, which stays in memory for good.
    private readonly WordTable<WordEntry> _words = new(SmallTable);
    private readonly WordTable<WordEntry> _stems = new(SmallTable);
    private readonly WordTable<WordEntry> _phrases = new(SmallTable);
    private readonly WordTable<ulong> _plainPhrases = new(SmallTable);
    private readonly WordTable<ulong> _unaccented = new(SmallTable);
    private readonly WordTable<ulong> _uses = new(SmallTable);
    private readonly Lazy<OpinionWords> _opinions;
    private string[] _participleEndings = [];
    private readonly TokenBuffer _scratch = new();

    private LanguagePack(string code, Tokenizer tokenizer)
    {
        Code = code;
        Salt = SentimentFeatures.LanguageSalt(code);
        _tokenizer = tokenizer;
        _opinions = new Lazy<OpinionWords>(() => OpinionWords.Load(code, tokenizer));
    }

    public string Code { get; }

    /// <summary>What opinions alone are told; read when the first are asked for.</summary>
    public OpinionWords Opinions => _opinions.Value;

    /// <summary>Keeps the words of this language apart from the same letters in others.</summary>
    public ulong Salt { get; }

    /// <summary>"Das gefällt mir nicht": in this language a negator also reaches back to what stands before it.</summary>
    public bool NegatesBackwards { get; private init; }

    /// <summary>Adjectives stand before their noun (and never after it).</summary>
    public bool AdjectiveFirst { get; private init; }

    /// <summary>Every noun has a capital.</summary>
    public bool CapitalNouns { get; private init; }

    /// <summary>What people begin a sentence with to say who they are: "I am". What they are is said so too, so a full name has to follow.</summary>
    public IReadOnlyList<string> NameIntroducers { get; private set; } = [];

    /// <summary>As above, but said of things as well, such as "this is": a given name has to follow, and a name.</summary>
    public IReadOnlyList<string> NamePointers { get; private set; } = [];

    /// <summary>Compounds are one word: "Reißverschluss", "klantenservice".</summary>
    public bool JoinsCompounds => AdjectiveFirst && !SplitsCompounds;

    /// <summary>Compounds are words side by side: "phone call".</summary>
    public bool SplitsCompounds { get; private init; }

    public static LanguagePack Empty(Tokenizer tokenizer) => new(DetectedLanguage.Unknown, tokenizer);

    public static LanguagePack Load(string code, Tokenizer tokenizer)
    {
        LanguagePack pack = new(code, tokenizer)
        {
            NegatesBackwards = code is "de" or "nl" or "fr",
            AdjectiveFirst = code is "de" or "nl" or "en",
            CapitalNouns = code is "de",
            SplitsCompounds = code is "en",
        };
        RuleFile rules = new(code, EmbeddedData.ReadText($"Rules/{code}.txt"));
        foreach ((string section, WordRole role) in Sections)
        {
            pack.AddAll(rules, section, role, 0, 0);
        }

        foreach ((string section, WordRole role) in Endings)
        {
            string[] endings = rules.Terms(section);
            int known = pack._endings.Length;
            pack._endings = [.. pack._endings, .. endings];
            Array.Resize(ref pack._endingRoles, known + endings.Length);
            Array.Fill(pack._endingRoles, role, known, endings.Length);
        }

        foreach ((string section, WordUse use) in UseSections)
        {
            foreach (string term in rules.Terms(section))
            {
                pack._uses.GetOrAdd(WordHash.Of(term)) |= (ulong)use;
            }
        }

        pack.NameIntroducers = rules.Terms("name-introducers");
        pack.NamePointers = rules.Terms("name-pointers");
        pack._participleEndings = rules.Terms("participle-endings");
        string lists = $"Lexicon/{code}.lists.txt";
        if (EmbeddedData.Has(lists))
        {
            pack.AddValences(new RuleFile(lists, EmbeddedData.ReadText(lists)), own: false);
        }

        pack.AddValences(new RuleFile(code, EmbeddedData.ReadText($"Lexicon/{code}.txt")), own: true);
        return pack;
    }

    /// <summary>Whether the word ties two nouns into one phrase: "temps <b>d'</b>attente".</summary>
    public bool Links(ulong hash) => IsUsedAs(hash, WordUse.Link);

    /// <summary>Whether the word is a common given name, in whatever language: names cross borders.</summary>
    public static bool IsGivenName(ulong hash) => GivenNames.Value.Contains(hash);

    /// <summary>Whether the word behind a title makes a brand or a story of it: "Dr Martens", "Doctor Strange".</summary>
    public static bool IsTitledThing(ulong hash) => TitledThings.Value.Contains(hash);

    /// <summary>Whether the word is no name where names stand, although it may have a capital: "Kellner", "customer".</summary>
    public bool IsNoName(ulong hash) => IsUsedAs(hash, WordUse.NoName);

    /// <summary>Whether a verb follows the word: a subject, a negator or a modal verb that stands right before it.</summary>
    public bool IsSubject(ulong hash) => IsUsedAs(hash, WordUse.Subject);

    /// <summary>Whether the word puts two things side by side: "the pool <b>and</b> the bar".</summary>
    public bool IsAnd(ulong hash) => IsUsedAs(hash, WordUse.And);

    /// <summary>Whether a word that looks like a verb can be a thing: "the <b>stay</b>", "het <b>eten</b>".</summary>
    public bool IsThing(ulong hash) => IsUsedAs(hash, WordUse.Thing);

    /// <summary>Whether a participle follows the word, at once or behind adverbs: forms of "have".</summary>
    public bool Helps(ulong hash) => IsUsedAs(hash, WordUse.Helper);

    /// <summary>Whether the word is no topic by itself, only with its noun: "<b>dark</b> mode", "<b>Monday</b> delivery".</summary>
    public bool IsQuality(ulong hash) => IsUsedAs(hash, WordUse.Quality);

    /// <summary>Whether the article is an object elsewhere: "je <b>la</b> remonte".</summary>
    public bool IsObject(ulong hash) => IsUsedAs(hash, WordUse.Object);

    /// <summary>Whether only a verb follows, though the word is a preposition elsewhere: "<b>to</b> order".</summary>
    public bool MarksInfinitive(ulong hash) => IsUsedAs(hash, WordUse.InfinitiveMark);

    /// <summary>Whether the word ends as participles of this language do. Many nouns do so, too: ask behind <see cref="Helps"/> only.</summary>
    public bool EndsAsParticiple(ReadOnlySpan<char> normal)
    {
        foreach (string ending in _participleEndings)
        {
            if (normal.Length > ending.Length + 1 && normal.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the word is a verb of what a product or a company owes, so that leaving it undone is blame: "never <b>answered</b>".</summary>
    public bool IsDuty(ulong hash) => IsUsedAs(hash, WordUse.Duty);

    private bool IsUsedAs(ulong hash, WordUse use)
    {
        ref ulong uses = ref _uses.Find(hash);
        return !Unsafe.IsNullRef(ref uses) && (uses & (ulong)use) != 0;
    }

    /// <summary>What is known of a word: itself, else a stem of it, else the same word written without accents.</summary>
    public WordEntry Find(ReadOnlySpan<char> normal, ulong hash, bool elongated)
    {
        WordEntry entry = FindListed(normal, hash, elongated);
        for (int i = 0; i < _endings.Length; i++)
        {
            string ending = _endings[i];
            if (normal.Length > ending.Length + 2 && normal[^1] == ending[^1] && normal.EndsWith(ending, StringComparison.Ordinal))
            {
                entry.Roles |= _endingRoles[i];
            }
        }

        return entry;
    }

    private WordEntry FindListed(ReadOnlySpan<char> normal, ulong hash, bool elongated)
    {
        ref WordEntry exact = ref _words.Find(hash);
        if (Unsafe.IsNullRef(ref exact))
        {
            return FindUnlisted(normal, hash, elongated);
        }

        if (exact.Roles != WordRole.StartsPhrase || exact.ListValence != 0)
        {
            return WithStem(exact, normal);
        }

        // "Tres", of "très déçu": that phrases start with it says nothing about the word.
        WordEntry unlisted = FindUnlisted(normal, hash, elongated);
        unlisted.Roles |= WordRole.StartsPhrase;
        return unlisted;
    }

    private WordEntry FindUnlisted(ReadOnlySpan<char> normal, ulong hash, bool elongated)
    {
        if (elongated && TryShortened(normal, out WordEntry shortened))
        {
            return shortened;
        }

        WordEntry stem = FindStem(normal);
        if (stem.Roles != WordRole.None)
        {
            return stem;
        }

        ref ulong accented = ref _unaccented.Find(hash);
        return Unsafe.IsNullRef(ref accented) ? default : _words.Find(accented);
    }

    /// <summary>The phrase entry under a chain of word names made with <see cref="WordHash.Combine"/>, as it is or typed without accents; or a null reference.</summary>
    public ref WordEntry FindPhrase(ulong chain)
    {
        ref WordEntry found = ref _phrases.Find(chain);
        if (!Unsafe.IsNullRef(ref found))
        {
            return ref found;
        }

        ref ulong accented = ref _plainPhrases.Find(chain);
        return ref Unsafe.IsNullRef(ref accented) ? ref Unsafe.NullRef<WordEntry>() : ref _phrases.Find(accented);
    }

    private WordEntry WithStem(WordEntry exact, ReadOnlySpan<char> normal)
    {
        if (exact.Roles.Any(WordRole.InLexicon))
        {
            return exact;
        }

        WordEntry stem = FindStem(normal);
        exact.Roles |= stem.Roles;
        exact.Valence = stem.Valence;
        return exact;
    }

    private WordEntry FindStem(ReadOnlySpan<char> normal)
    {
        ulong state = WordHash.Start;
        WordEntry best = default;
        for (int i = 0; i < normal.Length; i++)
        {
            state = WordHash.Extend(state, normal[i]);
            if (i + 1 >= MinStemChars && normal.Length - i - 1 <= MaxEndingChars)
            {
                ref WordEntry stem = ref _stems.Find(WordHash.Finish(state));
                if (!Unsafe.IsNullRef(ref stem))
                {
                    best = stem;
                }
            }
        }

        return best;
    }

    /// <summary>"soo" (as the tokenizer leaves "sooooo") is "so" if the dictionary has no "soo".</summary>
    private bool TryShortened(ReadOnlySpan<char> normal, out WordEntry entry)
    {
        ulong state = WordHash.Start;
        char last = '\0';
        foreach (char c in normal)
        {
            if (c != last)
            {
                state = WordHash.Extend(state, c);
            }

            last = c;
        }

        ref WordEntry found = ref _words.Find(WordHash.Finish(state));
        entry = Unsafe.IsNullRef(ref found) ? default : found;
        return entry.Roles != WordRole.None;
    }

    private void AddValences(RuleFile file, bool own)
    {
        foreach (string section in file.Sections)
        {
            float valence = float.Parse(section, NumberStyles.Float, CultureInfo.InvariantCulture);
            AddAll(file, section, own ? WordRole.InLexicon : WordRole.None, own ? valence : 0, own ? 0 : valence);
        }
    }

    // Optimised at once, as what it calls for each of ten thousand words.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddAll(RuleFile file, string section, WordRole role, float valence, float listValence)
    {
        List<int> places = file.Places(section);
        for (int i = 0; i < places.Count / 2; i++)
        {
            ReadOnlySpan<char> term = file.Term(places, i);
            if (!TryAddPlain(term, role, valence, listValence))
            {
                Add(term.ToString().Replace('_', ' '), role, valence, listValence);
            }
        }
    }

    /// <summary>The same as <see cref="Add"/> for what <see cref="PlainTerm"/> reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryAddPlain(ReadOnlySpan<char> term, WordRole role, float valence, float listValence)
    {
        bool isStem = term[^1] == '*';
        ReadOnlySpan<char> words = isStem ? term[..^1] : term;
        if (!PlainTerm.TryRead(words, _tokenizer, out PlainTerm read) || (isStem && read.Words > 1))
        {
            return false;
        }

        if (isStem)
        {
            AddPlainStem(read, words.Length, role, valence, listValence);
            return true;
        }

        if (read.Words > MaxPhraseWords)
        {
            return true;
        }

        if (read.Words == 1)
        {
            Set(ref _words.GetOrAdd(read.Chain), role, valence, listValence);
            if (read.HasAccent)
            {
                _unaccented.GetOrAdd(read.PlainChain) = read.Chain;
                if (Code == "de")
                {
                    _unaccented.GetOrAdd(read.PairsChain) = read.Chain;
                }
            }

            return true;
        }

        _words.GetOrAdd(read.First).Roles |= WordRole.StartsPhrase;
        Set(ref _phrases.GetOrAdd(read.Chain), role, valence, listValence);
        if (read.HasAccent)
        {
            AddPlainPhrase(read.PlainFirst, read.PlainChain, read.Chain);
            if (Code == "de")
            {
                AddPlainPhrase(read.PairsFirst, read.PairsChain, read.Chain);
            }
        }

        return true;
    }

    private void AddPlainStem(in PlainTerm read, int chars, WordRole role, float valence, float listValence)
    {
        Set(ref _stems.GetOrAdd(read.Chain), role, valence, listValence);
        ulong plain = Code == "de" ? read.PairsChain : read.PlainChain;
        if (read.HasAccent && chars >= LeastUnaccentedStem && !_stems.Contains(plain))
        {
            Set(ref _stems.GetOrAdd(plain), role, valence, 0);
        }
    }

    private void AddPlainPhrase(ulong first, ulong plain, ulong phrase)
    {
        _words.GetOrAdd(first).Roles |= WordRole.StartsPhrase;
        _plainPhrases.GetOrAdd(plain) = phrase;
    }

    private void Add(string term, WordRole role, float valence, float listValence)
    {
        if (term[^1] == '*')
        {
            if (term.Contains(' '))
            {
                throw new FormatException($"Language '{Code}': '{term}' is a phrase, and only single words can end in any way.");
            }

            ReadOnlySpan<char> stem = term.AsSpan(0, term.Length - 1);
            Set(ref _stems.GetOrAdd(WordHash.Of(stem)), role, valence, listValence);
            AddUnaccentedStem(stem, role, valence);
            return;
        }

        _tokenizer.Tokenize(term, _scratch);
        ulong chain = 0;
        ulong first = 0;
        int words = 0;
        foreach (ref readonly Token token in _scratch.Tokens)
        {
            if (!token.IsWord && token.Kind != TokenKind.Number)
            {
                continue;
            }

            first = words == 0 ? token.Hash : first;
            chain = words == 0 ? token.Hash : WordHash.Combine(chain, token.Hash);
            words++;
        }

        if (words == 0 || words > MaxPhraseWords)
        {
            return;
        }

        if (words > 1)
        {
            _words.GetOrAdd(first).Roles |= WordRole.StartsPhrase;
            RememberPlainPhrase(chain, germanPairs: false);
            if (Code == "de")
            {
                RememberPlainPhrase(chain, germanPairs: true);
            }
        }

        Set(ref (words == 1 ? _words : _phrases).GetOrAdd(chain), role, valence, listValence);
        if (words == 1 && _scratch.Count == 1)
        {
            RememberUnaccented(_scratch.NormalOf(_scratch.Tokens[0]), chain);
        }
    }

    /// <summary>"deç*" typed as "dec*": only for stems long enough to stay clear of other words.</summary>
    private void AddUnaccentedStem(ReadOnlySpan<char> stem, WordRole role, float valence)
    {
        Span<char> folded = stackalloc char[Tokenizer.MaxWordChars * 2];
        int length = stem.Length < LeastUnaccentedStem ? 0 : Fold(stem, folded, germanPairs: Code == "de");
        if (length == 0 || folded[..length].SequenceEqual(stem))
        {
            return;
        }

        ulong key = WordHash.Of(folded[..length]);
        if (!_stems.Contains(key))
        {
            Set(ref _stems.GetOrAdd(key), role, valence, 0);
        }
    }

    private static void Set(ref WordEntry entry, WordRole role, float valence, float listValence)
    {
        entry.Roles |= role;
        if (role == WordRole.InLexicon)
        {
            entry.Valence = valence;
        }

        entry.ListValence = listValence != 0 ? listValence : entry.ListValence;
    }

    /// <summary>"Não recomendo" typed "nao recomendo": the scratch tokens, chained without their accents.</summary>
    private void RememberPlainPhrase(ulong phrase, bool germanPairs)
    {
        Span<char> folded = stackalloc char[Tokenizer.MaxWordChars * 2];
        ulong chain = 0;
        ulong first = 0;
        foreach (ref readonly Token token in _scratch.Tokens)
        {
            if (!token.IsWord && token.Kind != TokenKind.Number)
            {
                continue;
            }

            ReadOnlySpan<char> normal = _scratch.NormalOf(token);
            ulong hash = IsPlain(normal) ? token.Hash : WordHash.Of(folded[..Fold(normal, folded, germanPairs)]);
            chain = first == 0 ? hash : WordHash.Combine(chain, hash);
            first = first == 0 ? hash : first;
        }

        if (chain != phrase)
        {
            AddPlainPhrase(first, chain, phrase);
        }
    }

    private static bool IsPlain(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('\0', '\u007F');

    private void RememberUnaccented(ReadOnlySpan<char> normal, ulong hash)
    {
        if (IsPlain(normal))
        {
            return;
        }

        Span<char> folded = stackalloc char[Tokenizer.MaxWordChars * 2];
        int length = Fold(normal, folded, germanPairs: false);
        _unaccented.GetOrAdd(WordHash.Of(folded[..length])) = hash;
        if (Code == "de")
        {
            length = Fold(normal, folded, germanPairs: true);
            _unaccented.GetOrAdd(WordHash.Of(folded[..length])) = hash;
        }
    }


    private static int Fold(ReadOnlySpan<char> word, Span<char> into, bool germanPairs)
    {
        int written = 0;
        Span<char> parts = stackalloc char[8];
        foreach (char c in word)
        {
            if (c < 128)
            {
                into[written++] = c;
            }
            else if (c is 'ß' or 'œ' or 'æ')
            {
                into[written++] = c == 'ß' ? 's' : c == 'œ' ? 'o' : 'a';
                into[written++] = c == 'ß' ? 's' : 'e';
            }
            else if (new ReadOnlySpan<char>(in c).TryNormalize(parts, out int length, NormalizationForm.FormD) && length > 0)
            {
                into[written++] = parts[0];
                if (germanPairs && length == 2 && parts[1] == '\u0308')
                {
                    into[written++] = 'e';
                }
            }
        }

        return written;
    }
}
