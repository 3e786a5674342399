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
    private readonly TokenBuffer _tokens = new();
    private readonly TokenBuffer _questionTokens = new();
    private readonly Reading _reading = new();
    private readonly Reading _question = new();
    private readonly WordCache _cache = new();
    private readonly ComplaintClauses _clauses = new();
    private readonly int[] _foundIn = new int[taxonomy.Causes.Count];
    private readonly int[] _foundTo = new int[taxonomy.Causes.Count];
    private readonly List<int> _found = [];
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
            return CauseReading.Empty;
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

    private const int MaxWordsOfUnknownLanguage = 8;
    private const int SentenceReach = 10;
    private const int BlameReach = 5;
    private const int OrderedReach = 4;
    private const int CommaLength = 3;

    private CauseReading Read(TextInput input, TextInsight insight, CauseLexicon lexicon)
    {
        _lexicon = lexicon;
        _reading.Read(_tokens, lexicon.Pack, Knowledge.Shared.Rules);
        ReadWords(lexicon);
        Negations.Mark(_tokens.Tokens, _reading.Senses, _words, lexicon.Rules.NegatesBackwards);
        _clauses.Read(input, insight, _tokens, _reading, _words, ToneOf(input.Question, lexicon.Pack));
        FindCauses(lexicon);
        CauseReading result = new(Matches(), _clauses.Unexplained(_tokens));
        foreach (int cause in _found)
        {
            _foundIn[cause] = 0;
        }

        _found.Clear();
        return result.Causes.Count == 0 && result.Unexplained.Count == 0 ? CauseReading.Empty : result;
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
        Span<WordSense> senses = _reading.Senses;
        int place = 0;
        int stretch = 0;
        int sentence = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref CauseWord word = ref _words[i];
            word = default;
            if (sentence < _reading.Sentences.Count && _reading.Sentences[sentence].First == i)
            {
                sentence++;
                stretch++;
            }
            else if (senses[i].Roles.Any(WordRole.Contrast | WordRole.Concession) || (tokens[i].Kind == TokenKind.Punctuation && tokens[i].Sign is ';' or '|' or '…'))
            {
                stretch++;
            }

            place += tokens[i].Kind == TokenKind.Punctuation ? CommaLength : 1;
            word.Place = place;
            word.Stretch = stretch;
            word.FirstAtom = _atoms.Count;
            if (tokens[i].IsWord)
            {
                ref readonly CachedWord known = ref _cache.Find(lexicon, _tokens.NormalOf(tokens[i]), tokens[i].Hash);
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
                        if (_foundIn[seed.Cause] == 0)
                        {
                            _found.Add(seed.Cause);
                            _foundIn[seed.Cause] = first + 1;
                            _foundTo[seed.Cause] = last;
                        }
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

        return !_clauses.IsSolved(first, last) && (!seed.NeedsBlame || _clauses.Blames(first, last));
    }

    /// <summary>The nearest place of a part around the word that the match starts from.</summary>
    private bool FindNear(CompiledPart part, CompiledSeed seed, int at, out int start, out int end)
    {
        int reach = part.Atoms[0] == CauseLexicon.BlameAtom ? BlameReach : SentenceReach;
        for (int step = 0; step <= reach; step++)
        {
            if ((IsNear(at, at + step, reach) && MatchesPart(part, seed, at + step, out end) && IsJudgedAs(part, at, at + step)) is true)
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

        for (int i = Math.Min(at, other) + 1; i < Math.Max(at, other); i++)
        {
            if (_reading.Senses[i].Valence > 0 && !_words[i].IsNegated)
            {
                return false;
            }
        }

        return at != other;
    }

    private CauseMatch[] Matches()
    {
        if (_found.Count == 0)
        {
            return [];
        }

        _found.Sort(); // Causes stand in the order of their ids.
        CauseMatch[] matches = new CauseMatch[_found.Count];
        for (int i = 0; i < matches.Length; i++)
        {
            int cause = _found[i];
            (int offset, int length) = _clauses.SpanOf(_tokens, _foundIn[cause] - 1, _foundTo[cause]);
            matches[i] = new CauseMatch(taxonomy.Causes[cause].Id, offset, length);
        }

        return matches;
    }
}
