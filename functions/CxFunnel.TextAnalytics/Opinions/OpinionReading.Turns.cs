using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>The turns that judge without a judging word.</summary>
internal sealed partial class OpinionReading
{
    /// <summary>"Neither the pizza nor the pasta was good": what the negator has not reached is denied all the same.</summary>
    private void SettleNeither(Span<WordSense> senses)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Neither) || !HasNor(senses, i))
            {
                continue;
            }

            for (int j = 0; j < senses.Length; j++)
            {
                if (senses[j].Clause == senses[i].Clause && !senses[j].IsNegated && !senses[j].HoldsNegation && senses[j].Valence != 0)
                {
                    senses[j].Valence *= Denied;
                    senses[j].IsNegated = true;
                }
            }

            return;
        }
    }

    private bool HasNor(Span<WordSense> senses, int neither)
    {
        for (int i = neither + 1; i < senses.Length && senses[i].Clause == senses[neither].Clause; i++)
        {
            if (_marks[i].Is(OpinionUse.Nor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Too much salt", "not enough chairs", "luz demais".</summary>
    private void SettleQuantities(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, List<OpinionDraft> drafts)
    {
        // Things first: each one that is added moves those behind it.
        for (int i = 0; i < senses.Length; i++)
        {
            if (IsQuantity(senses, i))
            {
                MeasuredThing(tokens, senses, pack, i);
            }
        }

        for (int i = 0; i < senses.Length; i++)
        {
            int thing = IsQuantity(senses, i) ? MeasuredThing(tokens, senses, pack, i) : -1;
            if (thing < 0)
            {
                continue;
            }

            ref OpinionMark mark = ref _marks[i];
            bool isBehind = mark.Is(OpinionUse.Behind);

            // "Few problems" is praise.
            bool isPraise = mark.Is(OpinionUse.Lack) && senses[Things[thing].Head] is { RawValence: < 0, IsCovered: false };
            int subject = Subject(senses, isBehind ? Things[thing].First : i);
            int end = subject >= 0 && !isBehind ? Things[thing].End : i + mark.Span;
            int first = subject >= 0 && isBehind ? Things[thing].First : i;
            foreach (ref WordSense sense in senses[first..end])
            {
                sense.IsNegated = false;
            }

            Judge(senses, first, end - first, isPraise ? OfTurns : -OfTurns);
            Draft(senses, drafts, subject >= 0 ? subject : thing, first);
        }
    }

    private bool IsQuantity(Span<WordSense> senses, int at) =>
        _marks[at].Is(OpinionUse.Lack | OpinionUse.Excess) && !_marks[at].Is(OpinionUse.Verdict) && !senses[at].IsCovered
        && !(_marks[at].Is(OpinionUse.Few) && at > 0 && senses[at - 1].Clause == senses[at].Clause && senses[at - 1].Roles.Any(WordRole.Article | WordRole.Preposition))
        && (!senses[at].IsNegated || HoldsNegator(senses, at, _marks[at].Span));

    private static void Draft(Span<WordSense> senses, List<OpinionDraft> drafts, int thing, int judge)
    {
        senses[judge].IsCovered = true;
        drafts.Add(new OpinionDraft(thing, judge));
    }

    /// <summary>"The <b>curtains</b> let in too much light": what does something that is too much; none where it is merely there.</summary>
    private int Subject(Span<WordSense> senses, int quantity)
    {
        for (int p = Things.Count - 1; p >= 0; p--)
        {
            if (Things[p].End > quantity || senses[Things[p].First].Clause != senses[quantity].Clause || Things[p].AfterPreposition)
            {
                continue;
            }

            bool does = false;
            if (quantity - Things[p].End > FarthestSubject)
            {
                return -1;
            }

            for (int i = Things[p].End; i < quantity; i++)
            {
                if (_marks[i].Is(OpinionUse.Having) || senses[i].Roles.Any(WordRole.Conjunction))
                {
                    return -1;
                }

                does |= senses[i].Roles.Any(WordRole.Verb) && !senses[i].Roles.Any(WordRole.Auxiliary);
            }

            return does ? p : -1;
        }

        return -1;
    }

    /// <summary>"Apart from the bed all was fine": the opposite of what is said of the rest.</summary>
    private void SettleExceptions(Span<WordSense> senses, TokenRange sentence, List<OpinionDraft> drafts)
    {
        for (int i = sentence.First; i < sentence.End; i++)
        {
            // "Nothing but excuses" sets nothing apart.
            if (!_marks[i].Is(OpinionUse.Except | OpinionUse.Around) || (i > 0 && senses[i - 1].Roles.Any(WordRole.Negator)))
            {
                continue;
            }

            int from = i + _marks[i].Span;
            int thing = ThingFrom(from, Math.Min(from + 2, sentence.End - 1));
            if (thing < 0 || Things[thing].End > sentence.End || (_marks[i].Is(OpinionUse.Around) && !(Things[thing].End < sentence.End && _marks[Things[thing].End].Is(OpinionUse.AroundEnd))))
            {
                continue;
            }

            float rest = 0;
            bool isJudgedItself = false;
            bool ofAll = false;
            for (int j = sentence.First; j < sentence.End; j++)
            {
                bool isInside = j > i && j < Things[thing].End;
                isJudgedItself |= j >= from && j < Things[thing].First && (senses[j].Valence != 0 || !senses[j].Roles.Any(WordRole.Article | WordRole.Pronoun));
                rest += isInside || senses[j].IsCovered ? 0 : senses[j].Valence;
                ofAll |= !isInside && _marks[j].Is(OpinionUse.All);
            }

            // "All there except the charger"
            rest = rest == 0 && ofAll ? 1 : rest;

            if (rest != 0 && !isJudgedItself)
            {
                _marks[Things[thing].First].Uses |= OpinionUse.SetApart;
                Judge(senses, i, _marks[i].Span, rest > 0 ? -OfTurns : OfTurns);
                senses[i].IsNegated = false;
                Draft(senses, drafts, thing, i);
            }
        }
    }

    /// <summary>"The menu is great, the coffee less so", "the service too": a clause of a thing and a word that turns or repeats what was said.</summary>
    private void SettleEllipses(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, TokenRange sentence, List<OpinionDraft> drafts)
    {
        float said = 0;
        int first = sentence.First;
        while (first < sentence.End)
        {
            int end = first;
            float valence = 0;
            while (end < sentence.End && senses[end].Clause == senses[first].Clause)
            {
                valence += senses[end].IsCovered ? 0 : senses[end].Valence;
                end++;
            }

            if (valence == 0 && said != 0 && Ellipsis(tokens, senses, pack, first, end) is (var thing and >= 0, var turn))
            {
                Judge(senses, turn, _marks[turn].Span, _marks[turn].Is(OpinionUse.Less) == said > 0 ? -OfTurns : OfTurns);
                senses[turn].IsNegated = false;
                Draft(senses, drafts, thing, turn);
            }

            said = valence != 0 ? valence : said;
            first = end;
        }
    }

    /// <summary>The thing and the turn of a clause that holds these and function words; -1 for each where it holds anything else.</summary>
    private (int Thing, int Turn) Ellipsis(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, int first, int end)
    {
        int thing = -1;
        int turn = -1;
        for (int i = first; i < end; i++)
        {
            int known = ThingFrom(i, i);
            if (known >= 0)
            {
                if (thing >= 0)
                {
                    return (-1, -1);
                }

                thing = known;
                i = Things[known].End - 1;
            }
            else if (turn < 0 && _marks[i].Is(OpinionUse.Less | OpinionUse.Likewise) && IsTurn(tokens, senses, thing, i, first, end))
            {
                turn = i;
                i += _marks[i].Span - 1;
            }
            else if (tokens[i].IsWord && (!senses[i].Roles.Any(Bare) || senses[i].Roles.Any(WordRole.Question | WordRole.Preposition) || pack.IsSubject(tokens[i].Hash)))
            {
                return (-1, -1);
            }
        }

        return thing >= 0 && turn >= 0 ? (thing, turn) : (-1, -1);
    }

    /// <summary>"The restaurant not" but no "not the restaurant": what turns ends its clause. "But also adults" repeats nothing.</summary>
    private bool IsTurn(Span<Token> tokens, Span<WordSense> senses, int thing, int at, int first, int end)
    {
        if (!_marks[at].Is(OpinionUse.Less))
        {
            return thing >= 0 || at == first || !senses[at - 1].Roles.Any(WordRole.Contrast | WordRole.Conjunction);
        }

        int last = end - 1;
        while (last > at && !tokens[last].IsWord)
        {
            last--;
        }

        // "It does not crease": a lone negator asks for a thing that is one for sure.
        bool isSure = _marks[at].Span > 1 || !senses[at].Roles.Any(WordRole.Negator)
            || (thing >= 0 && Things[thing].First > first && senses[Things[thing].First - 1].Roles.Any(WordRole.Article));
        return thing >= 0 && isSure && last == at + _marks[at].Span - 1;
    }
}
