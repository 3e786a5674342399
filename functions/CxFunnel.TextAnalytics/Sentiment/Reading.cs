using System.Runtime.CompilerServices;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>What one token means where it stands.</summary>
internal struct WordSense
{
    public WordRole Roles;

    /// <summary>Own lexicon's valence after negation, intensity and phrase; about -6..6.</summary>
    public float Valence;

    /// <summary>Same from the public lists.</summary>
    public float ListValence;

    /// <summary>Before negation and intensity.</summary>
    public float RawValence;
    public bool IsNegated;

    /// <summary>A phrase that already says its own negation ("never let me down"): a negator before it is part of the saying.</summary>
    public bool HoldsNegation;

    /// <summary>A verdict that is neither praise nor blame stands here; on its first word only.</summary>
    public bool IsLukewarm;

    /// <summary>Says something else than its words do, for it is part of a lukewarm verdict or ironic: the trained weights are not asked about it.</summary>
    public bool IsMuted;

    /// <summary>Part of a phrase that an earlier token stands for.</summary>
    public bool IsCovered;

    /// <summary>How many tokens the phrase that starts here spans; 1 for a lone word.</summary>
    public byte Span;

    /// <summary>Counts up at commas, brackets and contrast words; negation and opinions do not reach across.</summary>
    public ushort Clause;
}

/// <summary>A tokenized text understood by the rules of one language: roles, phrases, clauses, negation scope, intensity.</summary>
internal sealed class Reading
{
    private const int ScopeWords = 6;
    private const int BackwardWords = 5;
    private const float NegatedPraise = -0.75f;
    private const float NegatedBlame = -0.5f;
    private const float Boost = 1.3f;
    private const float Dampen = 0.7f;
    private const float Shout = 1.2f;

    /// <summary>From this valence on praise is a superlative, and denying it is no blame: "not amazing", "nothing exceptional".</summary>
    private const float Superlative = 3.5f;

    /// <summary>"Never answered": as much blame as one plain word of it.</summary>
    private const float DutyUndone = -2;

    private const WordRole WordsOfTurns = WordRole.Negator | WordRole.Better | WordRole.Worse | WordRole.Lukewarm | WordRole.Cap
        | WordRole.Congratulation | WordRole.Thanks | WordRole.Again;

    private readonly WordCache<WordEntry> _entries = new(bits: 15);
    private WordSense[] _senses = new WordSense[64];

    /// <summary>All roles that words and phrases of the text have, or had before they became part of a phrase.</summary>
    private WordRole _roles;

    public List<TokenRange> Sentences { get; } = [];

    public int Count { get; private set; }

    public int ClauseCount { get; private set; }

    public Span<WordSense> Senses => _senses.AsSpan(0, Count);

    public void Read(TokenBuffer buffer, LanguagePack pack, SharedRules shared)
    {
        Count = buffer.Count;
        if (_senses.Length < Count)
        {
            _senses = new WordSense[Math.Max(Count, _senses.Length * 2)];
        }

        _roles = WordRole.None;
        Lookup(buffer, pack, shared);
        MatchPhrases(buffer.Tokens, pack);
        SplitClauses(buffer.Tokens);
        Weigh(buffer.Tokens);
        if (_roles.Any(WordRole.Negator))
        {
            Negate(buffer.Tokens, pack);
        }

        // Most texts hold none of the words that these turns of speech are made of.
        foreach (TokenRange sentence in _roles.Any(WordsOfTurns) ? Sentences : [])
        {
            DeniedBetter.Settle(Senses, sentence);
            LukewarmVerdicts.Settle(buffer.Tokens, Senses, sentence);
            IronicPraise.Settle(buffer.Tokens, Senses, sentence);
        }
    }

    private void Lookup(TokenBuffer buffer, LanguagePack pack, SharedRules shared)
    {
        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = Senses;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref WordSense sense = ref senses[i];
            sense = default;
            sense.Span = 1;
            ref Token token = ref tokens[i];
            if (token.IsWord)
            {
                ref readonly WordEntry entry = ref EntryOf(pack, buffer, token);
                sense.Roles = entry.Roles;
                _roles |= entry.Roles;
                sense.RawValence = entry.Valence;
                sense.ListValence = entry.ListValence;
            }
            else if (token.Kind is TokenKind.Emoji or TokenKind.Emoticon or TokenKind.Number)
            {
                sense.RawValence = shared.ValenceOf(token.Hash);
                sense.ListValence = 0;
                if (token.Kind == TokenKind.Number)
                {
                    // "5 stars": a number may open a phrase.
                    sense.Roles = EntryOf(pack, buffer, token).Roles;
                    _roles |= sense.Roles;
                }
            }
        }
    }

    private ref readonly WordEntry EntryOf(LanguagePack pack, TokenBuffer buffer, in Token token)
    {
        bool isElongated = (token.Shape & TokenShape.Elongated) != 0;
        ref WordEntry entry = ref _entries.Find(WordHash.InLanguage(isElongated ? ~token.Hash : token.Hash, pack.Salt), out bool isKnown);
        if (!isKnown)
        {
            entry = pack.Find(buffer.NormalOf(token), token.Hash, isElongated);
        }

        return ref entry;
    }

    private void MatchPhrases(Span<Token> tokens, LanguagePack pack)
    {
        Span<WordSense> senses = Senses;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!senses[i].Roles.Any(WordRole.StartsPhrase))
            {
                continue;
            }

            ulong chain = tokens[i].Hash;
            int longest = 0;
            WordEntry match = default;
            int end = Math.Min(tokens.Length, i + LanguagePack.MaxPhraseWords);
            for (int j = i + 1; j < end && (tokens[j].IsWord || tokens[j].Kind == TokenKind.Number); j++)
            {
                chain = WordHash.Combine(chain, tokens[j].Hash);
                ref WordEntry found = ref pack.FindPhrase(chain);
                if (!Unsafe.IsNullRef(ref found))
                {
                    longest = j - i + 1;
                    match = found;
                }
            }

            if (longest == 0)
            {
                continue;
            }

            _roles |= match.Roles;

            // "C'est pas" negates, and "pas ouf" is a phrase all the same.
            Cover(senses.Slice(i, longest), match);
            i += match.Roles == WordRole.Negator ? 0 : longest - 1;
        }
    }

    private static void Cover(Span<WordSense> phrase, in WordEntry match)
    {
        bool judges = match.Roles.Any(WordRole.InLexicon | WordRole.NegationOff | WordRole.Contrast | WordRole.Concession | WordRole.Lukewarm | WordRole.Cap) || match.ListValence != 0;
        if (!judges)
        {
            // Names of order numbers, question cues and the like mark their place and leave the words their own meaning.
            phrase[0].Roles |= match.Roles;
            phrase[0].Span = (byte)phrase.Length;
            return;
        }

        if (match.ListValence != 0 || match.Roles.Any(WordRole.InLexicon))
        {
            foreach (ref WordSense sense in phrase)
            {
                sense.ListValence = 0;
            }

            phrase[0].ListValence = match.ListValence;
        }

        if (!match.Roles.Any(WordRole.InLexicon | WordRole.NegationOff | WordRole.Contrast | WordRole.Concession | WordRole.Lukewarm | WordRole.Cap))
        {
            // Known to the public lists only: our own words inside it keep their meaning, and what it marks stays marked.
            if (match.Roles != WordRole.None)
            {
                phrase[0].Roles |= match.Roles;
                phrase[0].Span = (byte)phrase.Length;
            }

            return;
        }

        for (int k = 0; k < phrase.Length; k++)
        {
            phrase[0].HoldsNegation |= phrase[k].Roles.Any(WordRole.Negator);
            phrase[k].Roles &= ~(WordRole.Negator | WordRole.Booster | WordRole.Dampener | WordRole.Contrast);
            if (match.Roles.Any(WordRole.InLexicon | WordRole.Lukewarm | WordRole.Cap))
            {
                phrase[k].RawValence = 0;
                phrase[k].IsCovered = k > 0;
            }

            // "en revanche": none of its words is a thing that somebody judges.
            phrase[k].IsCovered |= match.Roles.Any(WordRole.Contrast | WordRole.Concession);
        }

        phrase[0].Roles |= match.Roles;
        phrase[0].RawValence = match.Roles.Any(WordRole.InLexicon) ? match.Valence : phrase[0].RawValence;
        phrase[0].Span = (byte)phrase.Length;
    }

    private void SplitClauses(Span<Token> tokens)
    {
        Span<WordSense> senses = Senses;
        int clause = 0;
        int sentence = 0;
        int words = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            bool newSentence = sentence < Sentences.Count && i == Sentences[sentence].First;
            bool turn = senses[i].Roles.Any(WordRole.Contrast | WordRole.Concession);
            if (newSentence)
            {
                sentence++;
            }

            if ((newSentence || turn) && words > 0)
            {
                clause++;
                words = 0;
            }

            senses[i].Clause = (ushort)Math.Min(clause, ushort.MaxValue);
            words += tokens[i].IsWord ? 1 : 0;
            if (tokens[i].Kind == TokenKind.Punctuation && tokens[i].Sign is ',' or ';' or ':' or '(' or ')' or '–' or '—' or '.' or '!' or '?' or '…' or '/' or '|' && words > 0)
            {
                clause++;
                words = 0;
            }
        }

        ClauseCount = clause + 1;
    }

    private void Weigh(Span<Token> tokens)
    {
        Span<WordSense> senses = Senses;
        for (int i = 0; i < senses.Length; i++)
        {
            ref WordSense sense = ref senses[i];
            float factor = 1;
            if (sense.RawValence != 0 || sense.ListValence != 0)
            {
                for (int back = 1; back <= 2 && i - back >= 0 && senses[i - back].Clause == sense.Clause; back++)
                {
                    WordRole before = senses[i - back].Roles;
                    factor *= before.Any(WordRole.Dampener) ? Dampen : before.Any(WordRole.Booster) ? Boost : 1;
                }

                factor *= (tokens[i].Shape & (TokenShape.Elongated | TokenShape.AllCaps)) != 0 ? Shout : 1;
            }

            sense.Valence = sense.RawValence * factor;
            sense.ListValence *= factor;
        }
    }

    private void Negate(Span<Token> tokens, LanguagePack pack)
    {
        Span<WordSense> senses = Senses;
        int negatedIn = -1;
        for (int i = 0; i < senses.Length; i++)
        {
            ref WordSense sense = ref senses[i];
            if (!sense.Roles.Any(WordRole.Negator))
            {
                continue;
            }

            bool onlyAfterAnother = sense.Roles.Any(WordRole.Booster); // "plus": more, unless "ne" came before it.
            if ((onlyAfterAnother && negatedIn != sense.Clause) || StandsAlone(tokens, i))
            {
                continue;
            }

            negatedIn = sense.Clause;
            bool reached = NegateForwards(tokens, i, pack);
            if (!reached && pack.NegatesBackwards)
            {
                NegateBackwards(tokens, i, pack);
            }
        }
    }

    /// <summary>"No, great": an answer, not a negation.</summary>
    private static bool StandsAlone(Span<Token> tokens, int i) =>
        i + 1 < tokens.Length && tokens[i + 1].Kind == TokenKind.Punctuation && tokens[i + 1].Sign is ',' or '.' or '!'
        && (i == 0 || !tokens[i - 1].IsWord);

    private bool NegateForwards(Span<Token> tokens, int from, LanguagePack pack)
    {
        Span<WordSense> senses = Senses;
        bool reached = false;
        bool isNever = senses[from].Roles.Any(WordRole.Never);
        int words = 0;
        for (int j = from + senses[from].Span; j < senses.Length && senses[j].Clause == senses[from].Clause && words < ScopeWords; j++)
        {
            if (!tokens[j].IsWord)
            {
                continue;
            }

            // "not good and the staff were rude"; "two weeks without internet and nobody cares"
            if ((reached || senses[from].Roles.Any(WordRole.Preposition)) && senses[j].Roles.Any(WordRole.Conjunction))
            {
                break;
            }

            // "I have never eaten so well", "never been so disappointed"; "je n'ai jamais aussi bien mangé" negates in two words.
            isNever |= senses[j].Roles.Any(WordRole.Never);
            if (isNever && senses[j].RawValence != 0 && senses[j - 1].Roles.Any(WordRole.So))
            {
                return true;
            }

            words++;
            reached |= senses[j].RawValence != 0 || senses[j].Roles.Any(WordRole.Lukewarm) || IsDuty(tokens[j], senses[j], pack);
            Flip(ref senses[j], IsDuty(tokens[j], senses[j], pack));
        }

        return reached;
    }

    private void NegateBackwards(Span<Token> tokens, int from, LanguagePack pack)
    {
        Span<WordSense> senses = Senses;
        int words = 0;
        for (int j = from - 1; j >= 0 && senses[j].Clause == senses[from].Clause && words < BackwardWords; j--)
        {
            if (senses[j].Roles.Any(WordRole.Conjunction))
            {
                return; // "empty promises and nothing else"
            }

            words += tokens[j].IsWord ? 1 : 0;
            bool isDuty = IsDuty(tokens[j], senses[j], pack);
            if (tokens[j].IsWord && (senses[j].RawValence != 0 || senses[j].Roles.Any(WordRole.Lukewarm) || isDuty))
            {
                Flip(ref senses[j], isDuty);
                return;
            }
        }
    }

    private static bool IsDuty(in Token token, in WordSense sense, LanguagePack pack) =>
        sense.RawValence == 0 && !sense.IsCovered && pack.IsDuty(token.Hash);

    private static void Flip(ref WordSense sense, bool isDuty)
    {
        // "ne ... pas" and "never ... nothing" negate once.
        if (sense.IsNegated || sense.HoldsNegation || sense.Roles.Any(WordRole.Insult))
        {
            return;
        }

        sense.IsNegated = true;
        if (sense.RawValence >= Superlative && !sense.Roles.Any(WordRole.Better | WordRole.Best))
        {
            sense.Roles |= WordRole.Lukewarm;
            sense.Valence = 0;
            return;
        }

        // "Does not do the job"
        isDuty |= sense.Roles.Any(WordRole.Lukewarm);
        sense.Roles &= ~WordRole.Lukewarm;
        sense.Valence = isDuty ? DutyUndone : sense.Valence * (sense.Valence > 0 ? NegatedPraise : NegatedBlame);
        sense.ListValence *= sense.ListValence > 0 ? NegatedPraise : NegatedBlame;
    }
}
