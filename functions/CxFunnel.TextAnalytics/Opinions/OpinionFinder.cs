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

    public static List<Opinion> Find(string text, TokenBuffer buffer, Reading reading, LanguagePack pack, List<NounPhrase> phrases)
    {
        List<Opinion> opinions = [];
        if (phrases.Count == 0)
        {
            return opinions;
        }

        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = reading.Senses;
        List<Draft> drafts = [];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!tokens[i].IsWord || senses[i].IsCovered || Math.Abs(senses[i].Valence) < LeastValence)
            {
                continue;
            }

            int target = TargetOf(tokens, senses, i, pack, phrases);
            if (target >= 0)
            {
                drafts.Add(new Draft(target, i));
            }
        }

        foreach (IGrouping<int, Draft> group in drafts.GroupBy(draft => draft.Target))
        {
            opinions.Add(Build(text, tokens, senses, phrases[group.Key], [.. group.Select(draft => draft.Judge)]));
        }

        opinions.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
        return opinions;
    }

    private static int TargetOf(Span<Token> tokens, Span<WordSense> senses, int judge, LanguagePack pack, List<NounPhrase> phrases)
    {
        ushort clause = senses[judge].Clause;
        int judgeEnd = judge + senses[judge].Span;
        int before = -1;
        int after = -1;
        for (int p = 0; p < phrases.Count; p++)
        {
            NounPhrase phrase = phrases[p];
            if (senses[phrase.First].Clause != clause || (phrase.First <= judge && judge < phrase.End))
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

        bool touchesAfter = after >= 0 && OnlyCompanionsBetween(senses, judgeEnd, phrases[after].First);
        bool touchesBefore = before >= 0 && OnlyCompanionsBetween(senses, phrases[before].End, judge);
        bool isVerb = senses[judge].Roles.Any(WordRole.Verb);
        if (touchesAfter && (pack.AdjectiveFirst || !touchesBefore))
        {
            return after;
        }

        if (touchesBefore && !pack.AdjectiveFirst)
        {
            return before;
        }

        if (isVerb)
        {
            return after >= 0 ? after : before;
        }

        if (before >= 0)
        {
            return before;
        }

        // "Rude and unhelpful staff": the target stands behind further judges. "Loved how quick the delivery was": the same.
        return after >= 0 ? after : PreviousSubject(tokens, senses, judge, phrases);
    }

    /// <summary>"The driver came late, but was lovely": a clause without a thing of its own speaks of the last one, inside its sentence.</summary>
    private static int PreviousSubject(Span<Token> tokens, Span<WordSense> senses, int judge, List<NounPhrase> phrases)
    {
        int found = -1;
        for (int p = 0; p < phrases.Count && phrases[p].End <= judge; p++)
        {
            if (senses[judge].Clause - senses[phrases[p].First].Clause == 1 && !CrossesEnd(tokens, phrases[p].End, judge))
            {
                found = found >= 0 && phrases[p].AfterPreposition ? found : p;
            }
        }

        return found;
    }

    private static bool CrossesEnd(Span<Token> tokens, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (tokens[i].Kind == TokenKind.Punctuation && tokens[i].Sign is '.' or '!' or '?' or '…')
            {
                return true;
            }
        }

        return false;
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

    private static Opinion Build(string text, Span<Token> tokens, Span<WordSense> senses, NounPhrase target, List<int> judges)
    {
        float praise = 0;
        float blame = 0;
        List<string> assessments = new(judges.Count);
        foreach (int judge in judges)
        {
            float valence = senses[judge].Valence;
            praise += Math.Max(0, valence);
            blame += Math.Max(0, -valence);
            int first = senses[judge].IsNegated ? NegatorBefore(senses, judge) : judge;
            int last = Math.Min(tokens.Length, judge + senses[judge].Span) - 1;
            assessments.Add(text[tokens[first].Offset..tokens[last].End]);
        }

        SentimentLabel label = praise > 0 && blame > 0 ? SentimentLabel.Mixed : praise > 0 ? SentimentLabel.Positive : SentimentLabel.Negative;
        int offset = tokens[target.First].Offset;
        int length = tokens[target.End - 1].End - offset;
        return new Opinion(text.Substring(offset, length), assessments, label, offset, length);
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

    private readonly record struct Draft(int Target, int Judge);
}
