using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>Lists of what is praised and what is blamed: "+ location, - noise", "pros: the pool; cons: the bar".</summary>
internal sealed partial class OpinionReading
{
    /// <summary>Goes over the lists of a text, and either finds the things in them or judges these.</summary>
    /// <param name="drafts">Null while things are found.</param>
    private void SettleLists(Span<Token> tokens, Span<WordSense> senses, List<OpinionDraft>? drafts)
    {
        bool hasPlus = false;
        int at = 0;
        while (at < tokens.Length)
        {
            int span = 1;
            float sign = SignAt(tokens, senses, at, hasPlus);
            hasPlus |= sign != 0 && !tokens[at].IsWord;
            if (sign == 0 && (sign = LabelAt(tokens, senses, at)) != 0)
            {
                span = _marks[at].Span + 1;
            }

            int first = at + span;
            int end = first;
            if (sign != 0)
            {
                while (end < tokens.Length && !EndsList(tokens, senses, end, first, hasPlus))
                {
                    end++;
                }

                SettleList(tokens, senses, at, first, end, sign, drafts);
            }

            at = sign != 0 ? end : at + 1;
        }
    }

    private bool EndsList(Span<Token> tokens, Span<WordSense> senses, int at, int first, bool hasPlus) =>
        SignAt(tokens, senses, at, hasPlus) != 0 || LabelAt(tokens, senses, at) != 0
        || (at > first && ((tokens[at].Shape & TokenShape.LineBefore) != 0 || (tokens[at].Kind == TokenKind.Punctuation && tokens[at].Sign is '.' or '!' or '?' or '…')));

    /// <summary>1 for a plus that opens a list or stands in one, -1 for a minus behind one, else 0.</summary>
    private static float SignAt(Span<Token> tokens, Span<WordSense> senses, int at, bool hasPlus)
    {
        if (tokens[at].Kind != TokenKind.Punctuation || tokens[at].Sign is not ('+' or '-' or '–' or '—') || at + 1 >= tokens.Length || !tokens[at + 1].IsWord)
        {
            return 0;
        }

        // "Room + breakfast" is no list.
        bool opens = at == 0 || (tokens[at].Shape & TokenShape.LineBefore) != 0 || !tokens[at - 1].IsWord;
        bool isInside = hasPlus && (opens || (tokens[at].Shape & TokenShape.SpaceBefore) != 0);
        return tokens[at].Sign == '+' ? (opens || isInside ? 1 : 0) : isInside ? -1 : 0;
    }

    /// <summary>1 for "Pros:", -1 for "Cons:", else 0.</summary>
    private float LabelAt(Span<Token> tokens, Span<WordSense> senses, int at)
    {
        int colon = at + _marks[at].Span;
        bool isLabel = _marks[at].Is(OpinionUse.Pro | OpinionUse.Con) && colon < tokens.Length && tokens[colon].Kind == TokenKind.Punctuation && tokens[colon].Sign == ':'
            && (at == 0 || !tokens[at - 1].IsWord || senses[at - 1].Clause != senses[at].Clause || senses[at - 1].Roles.Any(WordRole.Article));
        return !isLabel ? 0 : _marks[at].Is(OpinionUse.Pro) ? 1 : -1;
    }

    private void SettleList(Span<Token> tokens, Span<WordSense> senses, int sign, int first, int end, float value, List<OpinionDraft>? drafts)
    {
        int from = first;
        while (from < end)
        {
            int until = from;
            bool isJudged = false;
            int judging = -1;
            while (until < end && senses[until].Clause == senses[from].Clause)
            {
                bool isThing = _marks[until].Is(OpinionUse.Thing) || senses[until].Roles.Any(WordRole.NounEnding);
                judging = judging < 0 && senses[until].RawValence != 0 ? until : judging;
                isJudged |= senses[until].Valence != 0 && !senses[until].IsCovered && !isThing;
                until++;
            }

            if (drafts is null)
            {
                FindListed(tokens, senses, from, until, judging);
            }
            else if (!isJudged)
            {
                JudgeListed(senses, sign, from, until, value, drafts);
            }

            from = until;
        }

        if (drafts is null && tokens[sign].IsWord)
        {
            Judge(senses, sign, _marks[sign].Span, 0);
            _marks[sign].Uses |= OpinionUse.NoThing;
            senses[sign].IsCovered = true;
            Things.RemoveAll(thing => thing.First >= sign && thing.End <= first);
        }
    }

    /// <summary>An item without a thing has one in its first word that can be none else, or in a word that judges: "- noise".</summary>
    private void FindListed(Span<Token> tokens, Span<WordSense> senses, int from, int until, int judging)
    {
        if (ThingFrom(from, until - 1) >= 0)
        {
            return;
        }

        int lone = from;
        while (lone < until && (!tokens[lone].IsWord || senses[lone].Roles.Any(Bare)))
        {
            lone++;
        }

        if (lone < until && (judging < 0 || _marks[judging].Is(OpinionUse.Thing) || lone + 1 >= until || !tokens[lone + 1].IsWord) && tokens[lone].NormalLength > 2)
        {
            AddThing(_marks[Math.Max(judging, lone)].Is(OpinionUse.Thing) ? Math.Max(judging, lone) : lone);
        }
    }

    private void JudgeListed(Span<WordSense> senses, int sign, int from, int until, float value, List<OpinionDraft> drafts)
    {
        for (int p = 0; p < Things.Count; p++)
        {
            NounPhrase thing = Things[p];
            if (thing.First < from || thing.First >= until || thing.AfterPreposition)
            {
                continue;
            }

            // "- noise" names in one word what is judged and how.
            for (int i = thing.First; i < thing.End; i++)
            {
                senses[i].Valence = 0;
            }

            senses[sign].Valence = value * OfTurns;
            drafts.Add(new OpinionDraft(p, sign));
        }
    }
}
