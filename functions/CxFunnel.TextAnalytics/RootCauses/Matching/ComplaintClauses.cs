using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>Cuts a text into clauses and tells which of them complain.</summary>
internal sealed class ComplaintClauses
{
    /// <summary>Shorter pieces between commas belong to the clause beside them.</summary>
    private const int LeastWords = 3;

    /// <summary>A word of blame or praise that counts, see <see cref="WordSense.Valence"/>.</summary>
    private const float Telling = 0.5f;

    // Sentence scores run from -1 to 1; the engine calls a sentence negative from about -0.3 on.
    private const double BlamingSentence = -0.3;
    private const double PraisingSentence = 0.3;
    private const double GladSentence = 0.6;

    /// <summary>
    /// From this score on a text praises: what it tells without a word of blame is no complaint ("none of our people noticed a thing, nice work"). Chosen on 5,801 glad texts written to
    /// train on, of which 5.0 % were then given a cause instead of 6.0 %, and on 12,657 real complaints, 16.1 % as before; with the lexicons of embedded/1.4.
    /// </summary>
    private const double GladText = 0.4;
    private const double LowScore = 0.4;
    private const int ShortAnswer = 6;

    private Clause[] _clauses = new Clause[16];
    private int[] _clauseOf = new int[64];
    private int _count;

    public void Read(TextInput input, TextInsight insight, TokenBuffer tokens, Reading reading, ReadOnlySpan<CauseWord> words, QuestionTone question)
    {
        Cut(tokens, reading, words);
        bool isLow = input.ScoreHint is <= LowScore;
        bool isShort = tokens.Count <= ShortAnswer;
        bool isGlad = insight.Sentiment == SentimentLabel.Positive && insight.Score >= GladText && !isLow && question != QuestionTone.AsksForBlame;
        int sentence = 0;
        for (int i = 0; i < _count; i++)
        {
            ref Clause clause = ref _clauses[i];
            int offset = tokens.Tokens[clause.First].Offset;
            while (sentence + 1 < insight.Sentences.Count && insight.Sentences[sentence + 1].Offset <= offset)
            {
                sentence++;
            }

            double said = sentence < insight.Sentences.Count ? insight.Sentences[sentence].Score : insight.Score;
            Weigh(ref clause, tokens.Tokens, reading.Senses, words);
            bool blames = clause.Net <= -Telling;
            bool praises = clause.Net >= Telling;
            bool asked = question == QuestionTone.AsksForBlame;
            bool turns = i > 0 && _clauses[i - 1].Net >= Telling && reading.Senses[clause.First].Roles.Any(WordRole.Contrast)
                && tokens.Tokens[_clauses[i - 1].First].Offset >= SentenceStart(insight, sentence); // "lovely room but one chair for two"
            clause.IsAskedFor = !praises && (asked || (isLow && isShort && question != QuestionTone.AsksForPraise));
            clause.Praises = (said >= PraisingSentence && (praises || (!clause.HoldsBlame && said >= GladSentence)))
                || (isGlad && !clause.HoldsBlame && said > BlamingSentence && !turns);
            clause.Blames = !praises && clause.Things > 0 && (question == QuestionTone.AsksForPraise
                ? blames
                : blames || asked || turns || said <= BlamingSentence || (isLow && isShort));
            // "Tom sorted it out in five minutes" may stand in an angry answer, and is what went right in it.
            clause.Complains = !clause.IsSolved && (clause.Blames
                ? !blames || said < PraisingSentence || asked || turns
                : !praises && clause.Things > 1 && question != QuestionTone.AsksForPraise && said < PraisingSentence / 3
                    && (isLow || insight.Score <= BlamingSentence || (input.Kind == TextKind.Ticket && clause.Negates)));
            clause.Score = Math.Clamp(blames ? ((clause.Net / Math.Sqrt((clause.Net * clause.Net) + 15)) + Math.Min(0, said)) / 2 : Math.Min(0, said), -1, 0);
        }
    }

    /// <summary>The tokens of a match explain the clauses that hold them.</summary>
    public void Explain(int first, int last)
    {
        for (int i = _clauseOf[first]; i <= _clauseOf[last]; i++)
        {
            _clauses[i].IsExplained = true;
        }
    }

    /// <summary>Whether what stands there complains, by its words, its sentence or what was asked.</summary>
    public bool Blames(int first, int last) => _clauses[_clauseOf[first]].Blames || _clauses[_clauseOf[last]].Blames;

    /// <summary>Whether what stands there answers a question for faults, or a low score asks it.</summary>
    public bool IsAskedFor(int first, int last) => _clauses[_clauseOf[first]].IsAskedFor || _clauses[_clauseOf[last]].IsAskedFor;

    /// <summary>"Great price, even cheaper than last year": what sounds like a cause stands in praise.</summary>
    public bool Praises(int first, int last) => _clauses[_clauseOf[first]].Praises && _clauses[_clauseOf[last]].Praises;

    /// <summary>"The problem was fixed at once": no complaint any more.</summary>
    public bool IsSolved(int first, int last) => _clauses[_clauseOf[first]].IsSolved || _clauses[_clauseOf[last]].IsSolved;

    /// <summary>Whether two stretches of tokens, ends included, touch the same clause.</summary>
    public bool ShareClause(int first, int last, int otherFirst, int otherLast) =>
        _clauseOf[first] <= _clauseOf[otherLast] && _clauseOf[otherFirst] <= _clauseOf[last];

    /// <summary>The span of the clauses from one token to another, without the signs at its ends.</summary>
    public (int Offset, int Length) SpanOf(TokenBuffer tokens, int first, int last)
    {
        int from = _clauses[_clauseOf[first]].First;
        int to = _clauses[_clauseOf[last]].Last;
        Span<Token> all = tokens.Tokens;
        from = Math.Min(to, Math.Max(from, _clauses[_clauseOf[first]].Start));

        while (to > from && all[to].Kind == TokenKind.Punctuation)
        {
            to--;
        }

        return (all[from].Offset, all[to].End - all[from].Offset);
    }

    public ComplaintClause[] Unexplained(TokenBuffer tokens)
    {
        int count = 0;
        for (int i = 0; i < _count; i++)
        {
            count += _clauses[i].Complains && !_clauses[i].IsExplained ? 1 : 0;
        }

        if (count == 0)
        {
            return [];
        }

        ComplaintClause[] found = new ComplaintClause[count];
        int at = 0;
        for (int i = 0; i < _count; i++)
        {
            ref Clause clause = ref _clauses[i];
            if (clause.Complains && !clause.IsExplained)
            {
                (int offset, int length) = SpanOf(tokens, clause.First, clause.Last);
                found[at++] = new ComplaintClause(offset, length, clause.Score);
            }
        }

        return found;
    }

    private static int SentenceStart(TextInsight insight, int sentence) => sentence < insight.Sentences.Count ? insight.Sentences[sentence].Offset : 0;

    private void Cut(TokenBuffer buffer, Reading reading, ReadOnlySpan<CauseWord> words)
    {
        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = reading.Senses;
        if (_clauseOf.Length < tokens.Length)
        {
            _clauseOf = new int[Math.Max(tokens.Length, _clauseOf.Length * 2)];
        }

        _count = 0;
        for (int start = 0; start < tokens.Length;)
        {
            int end = start + 1;
            int wordCount = tokens[start].IsWord ? 1 : 0;
            while (end < tokens.Length && senses[end].Clause == senses[start].Clause && words[end].Stretch == words[start].Stretch)
            {
                wordCount += tokens[end].IsWord ? 1 : 0;
                end++;
            }

            bool isShort = wordCount < LeastWords || (_count > 0 && _clauses[_count - 1].Words < LeastWords);
            if (_count > 0 && isShort && words[_clauses[_count - 1].Last].Stretch == words[start].Stretch)
            {
                _clauses[_count - 1].Last = end - 1;
                _clauses[_count - 1].Words += wordCount;
            }
            else
            {
                if (_count == _clauses.Length)
                {
                    Array.Resize(ref _clauses, _count * 2);
                }

                _clauses[_count++] = new Clause { First = start, Last = end - 1, Words = wordCount };
            }

            start = end;
        }

        for (int i = 0; i < _count; i++)
        {
            _clauseOf.AsSpan(_clauses[i].First, _clauses[i].Last - _clauses[i].First + 1).Fill(i);
        }
    }

    private static void Weigh(ref Clause clause, ReadOnlySpan<Token> tokens, ReadOnlySpan<WordSense> senses, ReadOnlySpan<CauseWord> words)
    {
        clause.Start = clause.First;
        while (clause.Start < clause.Last && (tokens[clause.Start].Kind == TokenKind.Punctuation || senses[clause.Start].Roles.Any(WordRole.Conjunction)))
        {
            clause.Start++; // "but the lamp flickers" is about the lamp
        }

        for (int i = clause.First; i <= clause.Last; i++)
        {
            ref readonly WordSense sense = ref senses[i];
            clause.Net += sense.Valence != 0 ? sense.Valence : 0.5f * sense.ListValence;
            clause.HoldsBlame |= sense.Valence < 0 || (sense.Valence == 0 && sense.ListValence < 0);
            clause.Negates |= words[i].Roles.Any(ClauseRole.Negator);
            clause.IsSolved |= words[i].Roles.Any(ClauseRole.Solved) && !words[i].IsNegated && !words[i].IsNegatedFromBehind;
            bool isThing = tokens[i].IsWord && !words[i].Roles.Any(ClauseRole.Courtesy | ClauseRole.Negator)
                && !sense.Roles.Any(WordRole.Function | WordRole.Adverb | WordRole.Nothing | WordRole.Contrast);
            clause.Things += isThing ? 1 : 0;
        }
    }

    private struct Clause
    {
        public int First;
        public int Last;

        /// <summary>Where it starts without its sign or conjunction.</summary>
        public int Start;
        public int Words;

        /// <summary>Words that are neither grammar nor courtesy.</summary>
        public int Things;

        /// <summary>Praise minus blame of its words.</summary>
        public float Net;
        public double Score;
        public bool Negates;
        public bool HoldsBlame;
        public bool IsAskedFor;
        public bool Praises;
        public bool IsSolved;
        public bool Blames;
        public bool Complains;
        public bool IsExplained;
    }
}
