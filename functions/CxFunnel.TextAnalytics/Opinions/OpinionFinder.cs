using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>Joins what judges ("slow", "lovely") to what is judged ("delivery", "the driver"), clause by clause.</summary>
internal static class OpinionFinder
{
    private const float LeastValence = 0.5f;
    private const int FarthestTokens = 9;

    /// <summary>The opinions of a text. The valences of the reading change, so that it is good for nothing else afterwards.</summary>
    /// <param name="nouns">The noun phrases of the text.</param>
    public static IReadOnlyList<Opinion> Find(string text, TokenBuffer buffer, Reading reading, LanguagePack pack, List<NounPhrase> nouns, ReadOnlySpan<SentenceInsight> sentences, Workspace workspace)
    {
        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = reading.Senses;
        List<OpinionDraft> drafts = workspace.Drafts;
        drafts.Clear();
        workspace.Opinions.Read(buffer, reading, pack, nouns, drafts);
        Span<OpinionMark> marks = workspace.Opinions.Marks;
        List<NounPhrase> phrases = workspace.Opinions.Things;
        if (phrases.Count == 0)
        {
            return [];
        }

        int turns = drafts.Count;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsWord || senses[i].IsCovered || Math.Abs(senses[i].Valence) < LeastValence)
            {
                continue;
            }

            int target = TargetOf(tokens, senses, marks, i, pack, phrases);
            if (target >= 0)
            {
                drafts.Add(new OpinionDraft(target, i));
            }
        }

        if (turns > 0)
        {
            drafts.Sort(static (a, b) => a.Judge.CompareTo(b.Judge));
        }

        LeaveThings(senses, phrases, drafts);
        ShareAlongside(tokens, senses, marks, pack, phrases, drafts);
        List<Opinion> opinions = new(drafts.Count + 1);
        int sentence = 0;
        int subject = -1;
        for (int p = 0; p < phrases.Count; p++)
        {
            while (sentence < sentences.Length && phrases[p].First >= reading.Sentences[sentence].First)
            {
                bool isToneAlone = Math.Abs(sentences[sentence].Score) >= SentenceTone.Least && !IsJudged(drafts, reading.Sentences[sentence]);
                subject = isToneAlone ? SentenceTone.SubjectOf(tokens, senses, reading.Sentences[sentence], marks, pack, phrases) : -1;
                sentence++;
            }

            if (Judges(drafts, p) > 0)
            {
                opinions.Add(Build(text, tokens, senses, marks, phrases[p], drafts, p, pack));
            }
            else if (p == subject)
            {
                opinions.Add(SentenceTone.Build(text, tokens, senses, phrases[p], sentences[sentence - 1].Score > 0));
            }
        }

        return opinions;
    }

    private static bool IsJudged(List<OpinionDraft> drafts, TokenRange sentence)
    {
        foreach (OpinionDraft draft in drafts)
        {
            if (draft.Judge >= sentence.First && draft.Judge < sentence.End)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"I adore the smell and the texture": what is judged itself judges nothing beside it.</summary>
    private static void LeaveThings(Span<WordSense> senses, List<NounPhrase> phrases, List<OpinionDraft> drafts)
    {
        for (int d = drafts.Count - 1; d >= 0; d--)
        {
            int judge = drafts[d].Judge;
            int own = OwnOf(judge, phrases);
            bool isPredicate = judge > 1 && senses[judge - 1].Roles.Any(WordRole.Article) && senses[judge - 2].Roles.Any(WordRole.Auxiliary);
            if (own >= 0 && own != drafts[d].Thing && !isPredicate && Judges(drafts, own) > 0)
            {
                drafts.RemoveAt(d);
            }
        }
    }

    /// <summary>The thing that a word is part of; -1 for none.</summary>
    private static int OwnOf(int judge, List<NounPhrase> phrases)
    {
        for (int p = 0; p < phrases.Count && phrases[p].First <= judge; p++)
        {
            if (judge < phrases[p].End)
            {
                return p;
            }
        }

        return -1;
    }

    private static int TargetOf(Span<Token> tokens, Span<WordSense> senses, Span<OpinionMark> marks, int judge, LanguagePack pack, List<NounPhrase> phrases)
    {
        ushort clause = senses[judge].Clause;
        int judgeEnd = judge + senses[judge].Span;
        int before = -1;
        int after = -1;
        for (int p = 0; p < phrases.Count; p++)
        {
            NounPhrase phrase = phrases[p];
            if (senses[phrase.First].Clause != clause || marks[phrase.First].Is(OpinionUse.SetApart))
            {
                continue;
            }

            // "Fair price", "preço justo": the phrase that judges holds its thing.
            if (phrase.First >= judge && phrase.End <= judgeEnd && senses[judge].Span > 1 && marks[phrase.First].Is(OpinionUse.Thing))
            {
                return p;
            }

            if (phrase.First <= judge && judge < phrase.End)
            {
                continue;
            }

            if (phrase.End <= judge && judge - phrase.End < FarthestTokens)
            {
                // Of several before, the one that is no "of the ..." is what the clause is about.
                before = before >= 0 && phrase.AfterPreposition && !HasVerbBetween(senses, phrases[before].End, phrase.First) ? before : p;
            }
            else if (phrase.First >= judgeEnd && after < 0 && phrase.First - judgeEnd < FarthestTokens)
            {
                after = p;
            }
        }

        // What the lexicon knows, too, judges what it always judged: "lost my parcel".
        if (marks[judge].Is(OpinionUse.Agent) && (!marks[judge].Is(OpinionUse.Known) || IsOwn(senses, marks, judge)))
        {
            return Agent(tokens, senses, marks, judge, phrases);
        }

        if (marks[judge].Is(OpinionUse.OfSubject))
        {
            // "Bei der Anmeldung stürzt die App ab": where the verb stands second, the subject may stand behind it.
            if (pack.JoinsCompounds && before >= 0 && after >= 0 && phrases[before].AfterPreposition && !phrases[after].AfterPreposition)
            {
                return after;
            }

            bool isNamedAfter = before < 0 && after >= 0 && !phrases[after].AfterPreposition;
            int previous = before >= 0 || isNamedAfter ? -1 : PreviousSubject(tokens, senses, marks, judge, phrases);
            return before >= 0 ? before : previous >= 0 ? previous : after;
        }

        if (marks[judge].Is(OpinionUse.OfObject))
        {
            // "The rooms we liked more than the bar", in the languages where they please us.
            if (before >= 0 && phrases[before].End == judge && !phrases[before].AfterPreposition && senses[judge].Roles.Any(WordRole.Pronoun))
            {
                return before;
            }

            after = Object(senses, judge, after, phrases);
            return after >= 0 ? after : before >= 0 ? before : PreviousSubject(tokens, senses, marks, judge, phrases);
        }

        bool touchesAfter = after >= 0 && OnlyCompanionsBetween(senses, judgeEnd, phrases[after].First);
        bool touchesBefore = before >= 0 && OnlyCompanionsBetween(senses, phrases[before].End, judge);
        bool isVerb = senses[judge].Roles.Any(WordRole.Verb) && (!marks[judge].Is(OpinionUse.Verdict) || marks[judge].Is(OpinionUse.Agent));
        if (touchesAfter && (pack.AdjectiveFirst || !touchesBefore))
        {
            return after;
        }

        if (touchesBefore && !pack.AdjectiveFirst)
        {
            return before;
        }

        // "The wifi never worked in our room": who owes a thing stands before the verb.
        if (isVerb && !(before >= 0 && pack.IsDuty(tokens[judge].Hash)))
        {
            return after >= 0 ? after : before;
        }

        if (before >= 0)
        {
            return before;
        }

        // "Breakfast, however, was amazing and staff helpful": what stands behind "is" speaks of what stood before it.
        if (IsPredicate(senses, judge) && PreviousSubject(tokens, senses, marks, judge, phrases) is var subject and >= 0)
        {
            return subject;
        }

        // "Rude and unhelpful staff": the target stands behind further judges. "Loved how quick the delivery was": the same.
        return after >= 0 ? after : PreviousSubject(tokens, senses, marks, judge, phrases);
    }

    /// <summary>"The waiter forgot our drinks": the first thing of the clause, or the last one spoken of; none where those who write did it.</summary>
    private static int Agent(Span<Token> tokens, Span<WordSense> senses, Span<OpinionMark> marks, int judge, List<NounPhrase> phrases)
    {
        if (IsOwn(senses, marks, judge))
        {
            return -1;
        }

        for (int p = 0; p < phrases.Count && phrases[p].End <= judge; p++)
        {
            // Portuguese "a" is an article where a clause opens.
            int first = phrases[p].First;
            bool hasPreposition = phrases[p].AfterPreposition && !(first > 0 && senses[first - 1].Roles.Any(WordRole.Article) && (first == 1 || senses[first - 2].Clause != senses[first].Clause));
            if (senses[first].Clause == senses[judge].Clause && !hasPreposition && !marks[first].Is(OpinionUse.SetApart))
            {
                return p;
            }
        }

        return PreviousSubject(tokens, senses, marks, judge, phrases);
    }

    private static bool IsOwn(Span<WordSense> senses, Span<OpinionMark> marks, int judge)
    {
        for (int i = judge - 1; i >= 0 && senses[i].Clause == senses[judge].Clause; i--)
        {
            if (marks[i].Is(OpinionUse.Own))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"We enjoyed on all of the trip <b>every meal</b>": the next thing with an article alone, if there is one; with "happy with" the next.</summary>
    private static int Object(Span<WordSense> senses, int judge, int after, List<NounPhrase> phrases)
    {
        bool takesNext = after < 0 || !phrases[after].AfterPreposition || senses[judge + senses[judge].Span - 1].Roles.Any(WordRole.Preposition);
        for (int p = after; !takesNext && p < phrases.Count && phrases[p].First - judge < FarthestTokens; p++)
        {
            NounPhrase phrase = phrases[p];
            bool hasArticle = senses[phrase.First - 1].Roles.Any(WordRole.Article) && (!phrase.AfterPreposition || senses[phrase.First - 1].Roles.Any(WordRole.Preposition));
            if (hasArticle && senses[phrase.First].Clause == senses[judge].Clause)
            {
                return p;
            }
        }

        return after;
    }

    /// <summary>
    /// "The driver came late, but was lovely", "Breakfast, however, was great": a clause without a thing of its own speaks of the last
    /// one, inside its sentence and at most two clauses back.
    /// </summary>
    private static int PreviousSubject(Span<Token> tokens, Span<WordSense> senses, Span<OpinionMark> marks, int judge, List<NounPhrase> phrases)
    {
        if (marks[judge].Is(OpinionUse.Beside))
        {
            return -1;
        }

        int found = -1;
        for (int p = 0; p < phrases.Count && phrases[p].End <= judge; p++)
        {
            int clause = senses[phrases[p].First].Clause;
            if (senses[judge].Clause - clause is 1 or 2 && !marks[phrases[p].First].Is(OpinionUse.SetApart) && !CrossesEnd(tokens, senses, phrases[p], judge))
            {
                bool isBesideTheSubject = found >= 0 && phrases[p].AfterPreposition && senses[phrases[found].First].Clause == clause;
                found = isBesideTheSubject ? found : p;
            }
        }

        return found;
    }

    /// <summary>Whether "is", "seemed" or the like stands before the word, with nothing but degrees and further judges in between.</summary>
    private static bool IsPredicate(Span<WordSense> senses, int judge)
    {
        for (int i = judge - 1; i >= 0 && senses[i].Clause == senses[judge].Clause; i--)
        {
            if (senses[i].Roles.Any(WordRole.Auxiliary))
            {
                return true;
            }

            if (senses[i].RawValence == 0 && !senses[i].Roles.Any(WordRole.Booster | WordRole.Dampener | WordRole.Negator | WordRole.Adverb | WordRole.Conjunction))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>"We loved the pool and the bar": things side by side share what is said of one of them, unless something is said of the other alone.</summary>
    private static void ShareAlongside(Span<Token> tokens, Span<WordSense> senses, Span<OpinionMark> marks, LanguagePack pack, List<NounPhrase> phrases, List<OpinionDraft> drafts)
    {
        int own = drafts.Count;
        for (int d = 0; d < own; d++)
        {
            (int target, int judge) = drafts[d];
            bool isBehind = judge >= phrases[target].End;
            int beside = isBehind ? target - 1 : target + 1;
            while (beside >= 0 && beside < phrases.Count && Judges(drafts, beside) == 0
                && AreSideBySide(tokens, senses, marks, pack, phrases[Math.Min(beside, beside + (isBehind ? 1 : -1))], phrases[Math.Max(beside, beside + (isBehind ? 1 : -1))])
                && (isBehind || !OpensAClause(senses, phrases[beside].End, senses[phrases[beside].First].Clause)))
            {
                drafts.Add(new OpinionDraft(beside, judge));
                beside += isBehind ? -1 : 1;
            }
        }
    }

    private static bool AreSideBySide(Span<Token> tokens, Span<WordSense> senses, Span<OpinionMark> marks, LanguagePack pack, NounPhrase first, NounPhrase second)
    {
        bool hasAnd = false;
        for (int i = first.End; i < second.First; i++)
        {
            bool isAnd = pack.IsAnd(tokens[i].Hash) || marks[i].Is(OpinionUse.Nor);
            hasAnd |= isAnd;
            if (!isAnd && !senses[i].Roles.Any(WordRole.Article | WordRole.Pronoun))
            {
                return false;
            }
        }

        return hasAnd && senses[first.First].Clause == senses[second.First].Clause;
    }

    /// <summary>"... and the driver was late": a verb behind the thing, which so is the subject of something new.</summary>
    private static bool OpensAClause(Span<WordSense> senses, int at, ushort clause) =>
        at < senses.Length && senses[at].Clause == clause && senses[at].Roles.Any(WordRole.Auxiliary | WordRole.Verb | WordRole.VerbEnding | WordRole.Adverb | WordRole.Negator);

    /// <summary>Whether a sentence ends between the two. A question that is nothing but its thing does not: "The staff? Rude."</summary>
    private static bool CrossesEnd(Span<Token> tokens, Span<WordSense> senses, NounPhrase phrase, int to)
    {
        int from = phrase.End;
        if (from < to && tokens[from].Kind == TokenKind.Punctuation && tokens[from].Sign == '?' && IsAllBefore(tokens, senses, phrase.First))
        {
            from++;
        }

        for (int i = from; i < to; i++)
        {
            if (tokens[i].Kind == TokenKind.Punctuation && tokens[i].Sign is '.' or '!' or '?' or '…')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAllBefore(Span<Token> tokens, Span<WordSense> senses, int at)
    {
        for (int i = at - 1; i >= 0 && senses[i].Clause == senses[at].Clause; i--)
        {
            if (tokens[i].IsWord && !senses[i].Roles.Any(WordRole.Article | WordRole.Conjunction))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasVerbBetween(Span<WordSense> senses, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (senses[i].Roles.Any(WordRole.Auxiliary | WordRole.Verb))
            {
                return true;
            }
        }

        return false;
    }

    private static bool OnlyCompanionsBetween(Span<WordSense> senses, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            bool companion = senses[i].RawValence != 0 || senses[i].Roles.Any(WordRole.Booster | WordRole.Dampener | WordRole.Adjective)
                || (senses[i].Roles.Any(WordRole.Conjunction) && i + 1 < to);
            if (!companion)
            {
                return false;
            }
        }

        return true;
    }

    private static int Judges(List<OpinionDraft> drafts, int target)
    {
        int judges = 0;
        foreach (OpinionDraft draft in drafts)
        {
            judges += draft.Thing == target ? 1 : 0;
        }

        return judges;
    }

    private static Opinion Build(string text, Span<Token> tokens, Span<WordSense> senses, Span<OpinionMark> marks, NounPhrase target, List<OpinionDraft> drafts, int phrase, LanguagePack pack)
    {
        float praise = 0;
        float blame = 0;
        List<string> assessments = new(Judges(drafts, phrase));
        foreach (OpinionDraft draft in drafts)
        {
            if (draft.Thing != phrase)
            {
                continue;
            }

            int judge = draft.Judge;
            float valence = senses[judge].Valence;
            praise += Math.Max(0, valence);
            blame += Math.Max(0, -valence);
            int first = senses[judge].IsNegated ? NegatorBefore(senses, judge) : judge;
            int last = LastShown(senses, marks, judge, Math.Min(tokens.Length, judge + senses[judge].Span) - 1);
            assessments.Add(text[tokens[first].Offset..tokens[last].End]);
        }

        SentimentLabel label = praise > 0 && blame > 0 ? SentimentLabel.Mixed : praise > 0 ? SentimentLabel.Positive : SentimentLabel.Negative;
        int offset = tokens[target.First].Offset;
        int length = tokens[target.End - 1].End - offset;

        // "The pilot's fault" speaks of the pilot.
        length -= pack.SplitsCompounds && length > 2 && text[offset + length - 1] == 's' && text[offset + length - 2] is '\'' or '’' ? 2 : 0;
        return new Opinion(text.Substring(offset, length), assessments, label, offset, length);
    }

    /// <summary>"Happy with the" is shown as "happy".</summary>
    private static int LastShown(Span<WordSense> senses, Span<OpinionMark> marks, int judge, int last)
    {
        if (!marks[judge].Is(OpinionUse.OfObject | OpinionUse.Except))
        {
            return last;
        }

        while (last > judge && senses[last].Roles.Any(WordRole.Article) && !senses[last].Roles.Any(WordRole.Preposition))
        {
            last--;
        }

        return last > judge && senses[last].Roles.Any(WordRole.Preposition) ? last - 1 : last;
    }

    /// <summary>"not good" is shown whole; a negator farther off is left out.</summary>
    private static int NegatorBefore(Span<WordSense> senses, int judge)
    {
        for (int i = judge - 1; i >= 0 && i >= judge - 3 && senses[i].Clause == senses[judge].Clause; i--)
        {
            if (senses[i].Roles.Any(WordRole.Negator))
            {
                return i;
            }
        }

        return judge;
    }
}
