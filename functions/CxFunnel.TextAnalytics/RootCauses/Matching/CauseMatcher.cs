using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>What the matcher knows of one token.</summary>
internal struct CauseWord
{
    /// <summary>Where its atoms start in the text's list.</summary>
    public int FirstAtom;
    public int AtomCount;

    /// <summary>The name of its stem; 0 for what is no word.</summary>
    public ulong Stem;

    /// <summary>How far from the start of the text it stands: a word is 1, a comma 3.</summary>
    public int Place;

    /// <summary>Counts up where a match may not reach across: ends of sentences, "but", semicolons.</summary>
    public int Stretch;
    public ClauseRole Roles;
    public bool IsNegated;
    public bool IsNegatedFromBehind;
}

/// <summary>Reads one text at a time for the causes of one taxonomy; its arrays and caches are used again for the next.</summary>
internal sealed class CauseMatcher(Taxonomy taxonomy)
{
    private const int MaxWordsOfUnknownLanguage = 8;

    /// <summary>How far apart the parts of a seed may stand; a word counts 1, a sign <see cref="CommaLength"/>.</summary>
    private const int SentenceReach = 10;

    /// <summary>A judgement belongs to what stands near it.</summary>
    private const int BlameReach = 5;

    /// <summary>Between two words of one part.</summary>
    private const int OrderedReach = 4;
    private const int CommaLength = 3;

    /// <summary>A shorter word holds no two parts of a seed.</summary>
    private const int LeastCompound = 9;

    /// <summary>The engine calls a sentence negative from about here on.</summary>
    private const double BlamingSentence = -0.3;

    private readonly TokenBuffer _tokens = new();
    private readonly TokenBuffer _questionTokens = new();
    private readonly Reading _reading = new();
    private readonly Reading _question = new();
    private readonly WordCache<KnownWord> _knownWords = new(bits: 13);
    private readonly ComplaintClauses _clauses = new();
    private readonly List<FoundSeed> _found = [];
    private readonly int[][] _yieldsTo = YieldsTo(taxonomy);
    private readonly List<ushort> _atoms = [];
    private CauseWord[] _words = new CauseWord[64];
    private CauseLexicon? _lexicon;

    public CauseReading Read(TextInput input, TextInsight insight)
    {
        SharedRules rules = Knowledge.Shared.Rules;
        rules.Tokenizer.Tokenize(input.Text, _tokens);
        if (_tokens.Count == 0)
        {
            return CauseReading.Empty;
        }

        rules.Segmenter.Split(_tokens, _reading.Sentences);
        if (taxonomy.Lexicon(insight.Language.Code) is { } lexicon)
        {
            return Read(input, insight, lexicon);
        }

        if (insight.Language.Code != DetectedLanguage.Unknown || _tokens.Count > MaxWordsOfUnknownLanguage)
        {
            return BlamingSentences(input.Text, insight);
        }

        // "Too expensive" may be too short to tell its language: the first that understands it is believed.
        foreach (string code in Taxonomy.Languages)
        {
            CauseReading reading = Read(input, insight, taxonomy.Lexicon(code)!);
            if (reading.Causes.Count > 0)
            {
                return reading;
            }
        }

        return CauseReading.Empty;
    }

    private CauseReading Read(TextInput input, TextInsight insight, CauseLexicon lexicon)
    {
        _lexicon = lexicon;
        _reading.Read(_tokens, lexicon.Pack, Knowledge.Shared.Rules);
        ReadWords(lexicon);
        Negations.Mark(_tokens.Tokens, _reading.Senses, _words, lexicon.Rules.NegatesBackwards);
        _clauses.Read(input, insight, _tokens, _reading, _words, ToneOf(input.Question, lexicon.Pack));
        FindCauses(lexicon);
        CauseReading result = new(Matches(), _clauses.Unexplained(_tokens));
        _found.Clear();
        return result.Causes.Count == 0 && result.Unexplained.Count == 0 ? CauseReading.Empty : result;
    }

    /// <summary>A language without seeds: what the engine that knows it calls negative is left to discovery.</summary>
    private static CauseReading BlamingSentences(string text, TextInsight insight)
    {
        ComplaintClause[] clauses =
        [
            .. insight.Sentences
                .Where(sentence => sentence.Score <= BlamingSentence && sentence.Offset >= 0 && sentence.Length > 0 && sentence.Length <= text.Length - sentence.Offset)
                .Select(sentence => new ComplaintClause(sentence.Offset, sentence.Length, Math.Max(-1, sentence.Score))),
        ];
        return clauses.Length == 0 ? CauseReading.Empty : new CauseReading([], clauses);
    }

    private QuestionTone ToneOf(string? question, LanguagePack pack)
    {
        if (string.IsNullOrEmpty(question))
        {
            return QuestionTone.Open;
        }

        Knowledge.Shared.Rules.Tokenizer.Tokenize(question, _questionTokens);
        _question.Sentences.Clear();
        _question.Read(_questionTokens, pack, Knowledge.Shared.Rules);
        return QuestionReader.ToneOf(_question);
    }

    private void ReadWords(CauseLexicon lexicon)
    {
        Span<Token> tokens = _tokens.Tokens;
        if (_words.Length < tokens.Length)
        {
            _words = new CauseWord[Math.Max(tokens.Length, _words.Length * 2)];
        }

        _atoms.Clear();
        int place = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref CauseWord word = ref _words[i];
            word = default;
            place += tokens[i].Kind == TokenKind.Punctuation ? CommaLength : 1;
            word.Place = place;
            word.FirstAtom = _atoms.Count;
            if (tokens[i].IsWord)
            {
                ref readonly KnownWord known = ref Known(lexicon, _tokens.NormalOf(tokens[i]), tokens[i].Hash);
                word.Stem = known.Stem;
                word.Roles = known.Roles;
                for (int a = 0; a < known.AtomCount; a++)
                {
                    _atoms.Add(known.Atom(a));
                }
            }

            word.AtomCount = _atoms.Count - word.FirstAtom;
        }

        AddPhrases(lexicon);
        CutStretches();
    }

    /// <summary>What is known of a word; folding and cutting it costs more than everything else about it, so that it is done once.</summary>
    private ref readonly KnownWord Known(CauseLexicon lexicon, ReadOnlySpan<char> normal, ulong hash)
    {
        // A taxonomy has one lexicon a language.
        ref KnownWord word = ref _knownWords.Find(WordHash.InLanguage(hash, lexicon.Pack.Salt), out bool isKnown);
        if (!isKnown)
        {
            word.AtomCount = (byte)lexicon.Atoms(normal, word.Atoms, out word.Stem);
            word.Roles = lexicon.Rules.RoleOf(hash);
        }

        return ref word;
    }

    private void CutStretches()
    {
        Span<Token> tokens = _tokens.Tokens;
        Span<WordSense> senses = _reading.Senses;
        int stretch = 0;
        int sentence = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (sentence < _reading.Sentences.Count && _reading.Sentences[sentence].First == i)
            {
                sentence++;
                stretch++;
            }
            else if (senses[i].Roles.Any(WordRole.Contrast | WordRole.Concession))
            {
                stretch += _words[i].AtomCount == 0 ? 1 : 0; // "außer" turns, "außer Betrieb" does not
            }
            else if (tokens[i].Kind == TokenKind.Punctuation && tokens[i].Sign is ';' or '|' or '…')
            {
                stretch++;
            }

            _words[i].Stretch = stretch;
        }
    }

    /// <summary>Phrases of word groups ("customer service") give their atoms to their first word.</summary>
    private void AddPhrases(CauseLexicon lexicon)
    {
        Span<Token> tokens = _tokens.Tokens;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref CauseWord word = ref _words[i];
            if (word.Stem == 0 || !lexicon.StartsPhrase(word.Stem))
            {
                continue;
            }

            ulong chain = word.Stem;
            for (int j = i + 1; j < tokens.Length && j < i + 5 && _words[j].Stem != 0; j++)
            {
                chain = WordHash.Combine(chain, _words[j].Stem);
                if (lexicon.FindPhrase(chain) is { } atoms)
                {
                    GiveAtoms(ref word, atoms);
                }
            }
        }
    }

    private void GiveAtoms(ref CauseWord word, List<ushort> more)
    {
        // Its own atoms move to the end of the list, so that the new ones can stand beside them.
        int first = _atoms.Count;
        for (int a = 0; a < word.AtomCount; a++)
        {
            _atoms.Add(_atoms[word.FirstAtom + a]);
        }

        foreach (ushort atom in more)
        {
            _atoms.Add(atom);
        }

        word.FirstAtom = first;
        word.AtomCount = _atoms.Count - first;
    }

    private void FindCauses(CauseLexicon lexicon)
    {
        for (int i = 0; i < _tokens.Count; i++)
        {
            for (int a = 0; a < _words[i].AtomCount; a++)
            {
                foreach (CompiledSeed seed in lexicon.SeedsOf(_atoms[_words[i].FirstAtom + a]))
                {
                    if (Matches(seed, i, out int first, out int last))
                    {
                        _clauses.Explain(first, last);
                        _found.Add(new FoundSeed(seed.Cause, _found.Count, first, last));
                    }
                }
            }
        }
    }

    private bool Matches(CompiledSeed seed, int at, out int first, out int last)
    {
        first = at;
        last = at;
        if (!MatchesPart(seed.Parts[0], seed, at, out last))
        {
            return false;
        }

        for (int p = 1; p < seed.Parts.Length; p++)
        {
            CompiledPart part = seed.Parts[p];
            bool found = FindNear(part, seed, at, out int start, out int end);
            if (found == part.IsExcluded)
            {
                return false;
            }

            if (found)
            {
                first = Math.Min(first, start);
                last = Math.Max(last, end);
            }
        }

        if (_clauses.IsSolved(first, last))
        {
            return false;
        }

        return seed.Context switch
        {
            SeedContext.Blame => _clauses.Blames(first, last),
            SeedContext.Asked => _clauses.IsAskedFor(first, last),
            SeedContext.None => true,
            _ => !_clauses.Praises(first, last),
        };
    }

    /// <summary>The nearest place of a part around the word that the match starts from.</summary>
    private bool FindNear(CompiledPart part, CompiledSeed seed, int at, out int start, out int end)
    {
        int reach = part.Atoms[0] == CauseLexicon.BlameAtom ? BlameReach : SentenceReach;
        for (int step = part.IsExcluded || MayShareWord(seed, at) ? 0 : 1; step <= reach; step++)
        {
            if (IsNear(at, at + step, reach) && MatchesPart(part, seed, at + step, out end) && IsJudgedAs(part, at, at + step))
            {
                start = at + step;
                return true;
            }

            if (step > 0 && IsNear(at, at - step, reach) && MatchesPart(part, seed, at - step, out end) && IsJudgedAs(part, at, at - step))
            {
                start = at - step;
                return true;
            }
        }

        start = end = -1;
        return false;
    }

    /// <summary>"Lieferverzögerung" holds two parts of a seed, "not delivered" both parcel and arrival; else one word is one thing.</summary>
    private bool MayShareWord(CompiledSeed seed, int at) => seed.IsNegated || (_lexicon!.Rules.Forms.HasCompounds && _tokens.Tokens[at].Length >= LeastCompound);

    private bool IsNear(int at, int other, int reach) =>
        other >= 0 && other < _tokens.Count && _words[other].Stretch == _words[at].Stretch && Math.Abs(_words[other].Place - _words[at].Place) <= reach;

    private bool MatchesPart(CompiledPart part, CompiledSeed seed, int at, out int last)
    {
        last = at;
        if (!Carries(at, part, 0, seed))
        {
            return false;
        }

        for (int t = 1; t < part.Atoms.Length; t++)
        {
            int next = last + 1;
            while (next < _tokens.Count && IsNear(last, next, OrderedReach) && !Carries(next, part, t, seed))
            {
                next++;
            }

            if (next >= _tokens.Count || !IsNear(last, next, OrderedReach))
            {
                return false;
            }

            last = next;
        }

        return true;
    }

    private bool Carries(int at, CompiledPart part, int term, CompiledSeed seed)
    {
        ref CauseWord word = ref _words[at];
        ushort atom = part.Atoms[term];
        if (atom == CauseLexicon.BlameAtom)
        {
            return _reading.Senses[at].Valence < 0;
        }

        bool carries = false;
        for (int a = 0; a < word.AtomCount && !carries; a++)
        {
            carries = _atoms[word.FirstAtom + a] == atom;
        }

        if (!carries)
        {
            return false;
        }

        return part.IsNegated[term]
            ? word.IsNegated || word.IsNegatedFromBehind
            : seed.IsNegated || part.IsExcluded || !word.IsNegated;
    }

    /// <summary>"The food was great and the waiter rude" does not blame the food: praise stands between.</summary>
    private bool IsJudgedAs(CompiledPart part, int at, int other)
    {
        if (part.Atoms[0] != CauseLexicon.BlameAtom)
        {
            return true;
        }

        if (_reading.Senses[at].Clause != _reading.Senses[other].Clause)
        {
            return false;
        }

        for (int i = Math.Min(at, other) + 1; i < Math.Max(at, other); i++)
        {
            if (_reading.Senses[i].Valence > 0 && !_words[i].IsNegated)
            {
                return false;
            }
        }

        return at != other;
    }

    /// <summary>Each cause once, with the first clause in which no more specific cause stands; in the order of their ids.</summary>
    private CauseMatch[] Matches()
    {
        if (_found.Count == 0)
        {
            return [];
        }

        _found.Sort(static (a, b) => (a.Cause, a.Order).CompareTo((b.Cause, b.Order)));
        List<CauseMatch> matches = [];
        int last = -1;
        foreach (FoundSeed found in _found)
        {
            if (found.Cause != last && !Yields(found))
            {
                last = found.Cause;
                (int offset, int length) = _clauses.SpanOf(_tokens, found.First, found.Last);
                matches.Add(new CauseMatch(taxonomy.Causes[last].Id, offset, length));
            }
        }

        return [.. matches];
    }

    private bool Yields(FoundSeed found)
    {
        int[] specific = _yieldsTo[found.Cause];
        return specific.Length > 0
            && _found.Exists(other => specific.Contains(other.Cause) && _clauses.ShareClause(found.First, found.Last, other.First, other.Last));
    }

    private static int[][] YieldsTo(Taxonomy taxonomy)
    {
        Dictionary<string, int> indexes = taxonomy.Causes.Select((cause, i) => (cause.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i, StringComparer.Ordinal);
        return [.. taxonomy.Causes.Select(cause => cause.YieldsTo.Where(indexes.ContainsKey).Select(id => indexes[id]).ToArray())];
    }

    /// <param name="Order">Counts up as seeds are found.</param>
    private readonly record struct FoundSeed(int Cause, int Order, int First, int Last);
}
