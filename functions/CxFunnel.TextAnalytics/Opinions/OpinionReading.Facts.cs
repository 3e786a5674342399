using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>Facts that judge without a judging word, and what is asked for.</summary>
internal sealed partial class OpinionReading
{
    private const int FarthestUnit = 6;
    private const int FarthestWithin = 5;
    private const int FarthestVerb = 6;
    private const int LongestCry = 4;
    private const int FarthestDespite = 6;
    private const int FarthestNeed = 3;

    private const OpinionUse Asks = OpinionUse.AskMore | OpinionUse.AskLess;

    /// <summary>"Nobody offered us the wine list", "did not explain the bill": a service left undone blames who owed it, or else what was not done.</summary>
    private void SettleServices(Span<WordSense> senses)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Served) || _marks[i].Is(OpinionUse.Verdict | OpinionUse.Inside) || senses[i].IsCovered || senses[i].Span > _marks[i].Span)
            {
                continue;
            }

            int negator = NegatorNear(senses, i);
            if (negator >= 0)
            {
                Judge(senses, i, _marks[i].Span, -OfTurns);
                senses[i].IsNegated = false;
                _marks[i].Uses |= OpinionUse.Verdict | (senses[negator].Roles.Any(WordRole.Pronoun) ? OpinionUse.OfObject : OpinionUse.Agent);
            }
        }
    }

    /// <summary>A negator in the clause before a verb, unless those who write are its subject; -1 for none.</summary>
    private int NegatorNear(Span<WordSense> senses, int verb)
    {
        int negator = -1;
        for (int i = verb - 1; i >= 0 && i >= verb - FarthestVerb && senses[i].Clause == senses[verb].Clause; i--)
        {
            if (_marks[i].Is(OpinionUse.Own))
            {
                return -1;
            }

            // "Not difficult even at pick up" denies what stands before.
            if (senses[i].RawValence != 0 || senses[i].Roles.Any(WordRole.Conjunction))
            {
                return negator;
            }

            negator = senses[i].Roles.Any(WordRole.Negator) && senses[i].Span == 1 ? i : negator;
        }

        return negator;
    }

    /// <summary>"It was not the fault of the pilot, he was lovely": of a clause that denies guilt the one it clears is what is spoken of.</summary>
    private void SettleFaults(Span<WordSense> senses, LanguagePack pack)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Fault))
            {
                continue;
            }

            ushort clause = senses[i].Clause;
            int cleared = -1;
            bool isDenied = false;
            for (int j = 0; j < senses.Length; j++)
            {
                isDenied |= senses[j].Clause == clause && senses[j].Roles.Any(WordRole.Negator);
            }

            for (int p = 0; p < Things.Count; p++)
            {
                bool isNearer = senses[Things[p].First].Clause == clause && (!pack.SplitsCompounds || Things[p].End <= i || Things[p].AfterPreposition);
                cleared = isNearer ? p : cleared;
            }

            // Neither the guilt nor what went wrong judges whom it clears.
            for (int j = 0; j < senses.Length && isDenied && cleared >= 0; j++)
            {
                senses[j].Valence = senses[j].Clause == clause && senses[j].RawValence < 0 ? 0 : senses[j].Valence;
            }

            for (int p = 0; p < Things.Count && isDenied && cleared >= 0; p++)
            {
                if (p != cleared && senses[Things[p].First].Clause == clause)
                {
                    _marks[Things[p].First].Uses |= OpinionUse.SetApart;
                }
            }
        }
    }

    /// <summary>"We waited forty minutes for the soup", "tardaron una hora en traer la cuenta", "the parcel took a month to arrive".</summary>
    private void SettleWaits(Span<WordSense> senses, List<OpinionDraft> drafts)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Wait | OpinionUse.Take) || _marks[i].Is(OpinionUse.Verdict | OpinionUse.Inside) || senses[i].IsCovered || senses[i].IsNegated)
            {
                continue;
            }

            int unit = UnitNear(senses, i);
            if (unit < 0)
            {
                continue;
            }

            int awaited = _marks[i].Is(OpinionUse.Wait) ? Awaited(senses, i, unit) : -1;
            int thing = awaited >= 0 ? awaited : _marks[i].Is(OpinionUse.Take) && IsLong(senses, i, unit) ? SubjectBefore(senses, Math.Min(i, unit)) : -1;
            if (thing >= 0)
            {
                int span = unit > i && Things[thing].First > unit ? unit + 1 - i : thing >= 0 && unit > i && Things[thing].End <= i ? unit + 1 - i : 1;
                Judge(senses, i, span, -OfTurns);
                Draft(senses, drafts, thing, i);
            }
        }
    }

    /// <summary>A measure of time in reach of a verb, unless it is only a short one; -1 for none.</summary>
    private int UnitNear(Span<WordSense> senses, int verb)
    {
        int found = -1;
        for (int i = Math.Max(0, verb - FarthestUnit); i < senses.Length && i <= verb + FarthestUnit + 2; i++)
        {
            if (senses[i].Clause != senses[verb].Clause)
            {
                continue;
            }

            if (_marks[i].Is(OpinionUse.Only))
            {
                return -1;
            }

            found = _marks[i].Is(OpinionUse.Unit) ? i : found;
        }

        return found;
    }

    /// <summary>The thing behind the time or the verb, with no preposition but one that names what is waited for; -1 for none.</summary>
    private int Awaited(Span<WordSense> senses, int verb, int unit)
    {
        for (int p = 0; p < Things.Count; p++)
        {
            int first = Things[p].First;
            bool isBehind = first > Math.Min(verb, unit) && senses[first].Clause == senses[verb].Clause && !(first <= unit && unit < Things[p].End);
            bool isTime = false;
            for (int i = first; i < Things[p].End; i++)
            {
                isTime |= _marks[i].Is(OpinionUse.Unit);
            }

            if (isBehind && !isTime && IsAwaited(senses, first, Math.Min(verb, unit)))
            {
                return p;
            }
        }

        return -1;
    }

    private bool IsAwaited(Span<WordSense> senses, int first, int after)
    {
        for (int i = first - 1; i > after; i--)
        {
            if (_marks[i].Is(OpinionUse.WaitedFor))
            {
                return true;
            }

            if (senses[i].Roles.Any(WordRole.Preposition) && !senses[i].Roles.Any(WordRole.Article))
            {
                return false;
            }

            if (!senses[i].Roles.Any(WordRole.Article | WordRole.Adjective))
            {
                // "Waited two hours Monday": what is waited for has an article or its verb before it.
                return i < first - 1 || senses[i].Roles.Any(WordRole.Verb);
            }
        }

        return first - 1 > after;
    }

    /// <summary>Whether a time is long for what takes it: weeks for anything, hours for bringing or answering.</summary>
    private bool IsLong(Span<WordSense> senses, int verb, int unit)
    {
        if (_marks[unit].Is(OpinionUse.LongUnit) || _marks[verb].Is(OpinionUse.Wait))
        {
            return true;
        }

        for (int i = unit + 1; i < senses.Length && senses[i].Clause == senses[unit].Clause; i++)
        {
            if (_marks[i].Is(OpinionUse.Done | OpinionUse.Served))
            {
                return true;
            }
        }

        return false;
    }

    private int SubjectBefore(Span<WordSense> senses, int at)
    {
        int found = -1;
        for (int p = 0; p < Things.Count && Things[p].End <= at; p++)
        {
            found = senses[Things[p].First].Clause == senses[at].Clause && !Things[p].AfterPreposition ? p : found;
        }

        return found;
    }

    /// <summary>"Settled within three days" praises, "arrived after three weeks" blames.</summary>
    private void SettleSpeeds(Span<WordSense> senses)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Within | OpinionUse.After) || _marks[i].Is(OpinionUse.Verdict | OpinionUse.Inside) || senses[i].IsCovered)
            {
                continue;
            }

            int unit = -1;
            for (int j = i + 1; j < senses.Length && j < i + FarthestWithin && senses[j].Clause == senses[i].Clause && unit < 0; j++)
            {
                unit = _marks[j].Is(OpinionUse.Unit) ? j : -1;
            }

            bool isPraise = _marks[i].Is(OpinionUse.Within);
            if (unit < 0 || _marks[unit].Is(OpinionUse.LongUnit) == isPraise || !IsDone(senses, i, unit))
            {
                continue;
            }

            Judge(senses, i, unit + 1 - i, isPraise ? OfTurns : -OfTurns);
            senses[i].IsNegated = false;
            _marks[i].Uses |= OpinionUse.Verdict | OpinionUse.OfSubject;
        }
    }

    /// <summary>Whether the clause says near a time that something is done, and denies nothing.</summary>
    private bool IsDone(Span<WordSense> senses, int time, int unit)
    {
        bool isDone = false;
        for (int i = Math.Max(0, time - FarthestVerb); i < senses.Length && i < unit + FarthestVerb; i++)
        {
            if (senses[i].Clause != senses[time].Clause)
            {
                continue;
            }

            if (senses[i].Roles.Any(WordRole.Negator))
            {
                return false;
            }

            isDone |= _marks[i].Is(OpinionUse.Done);
        }

        return isDone;
    }

    /// <summary>"Less salt, please", "weniger Werbung": what opens a clause and asks blames how much there is.</summary>
    private void SettleRequests(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, TokenRange sentence)
    {
        bool mayOpen = false;
        for (int i = sentence.First; i < sentence.End && !mayOpen; i++)
        {
            mayOpen = _marks[i].Is(OpinionUse.Please) || (_marks[i].Is(Asks) && (i == sentence.First || senses[i - 1].Clause != senses[i].Clause || !tokens[i - 1].IsWord));
        }

        if (!mayOpen)
        {
            return;
        }

        bool isAsked = false;
        bool hasVerb = false;
        bool isPraise = false;
        for (int i = sentence.First; i < sentence.End; i++)
        {
            isAsked |= _marks[i].Is(OpinionUse.Please);
            hasVerb |= senses[i].Roles.Any(WordRole.Auxiliary) || (senses[i].Roles.Any(WordRole.Verb) && !pack.IsThing(tokens[i].Hash)) || pack.IsSubject(tokens[i].Hash);
            isPraise |= senses[i].Valence > 0 && !_marks[i].Is(Asks | OpinionUse.Please);
        }

        if (!isAsked && (hasVerb || isPraise))
        {
            return;
        }

        for (int i = sentence.First; i < sentence.End; i++)
        {
            if (!_marks[i].Is(Asks) || _marks[i].Is(OpinionUse.Verdict | OpinionUse.Lack | OpinionUse.Excess | OpinionUse.Inside) || !OpensRequest(tokens, senses, i, isAsked))
            {
                continue;
            }

            // "Best price" praises, and "better price, please" asks.
            bool isCompared = senses[i].RawValence > 0;
            for (int j = i; j < senses.Length && senses[j].Clause == senses[i].Clause; j++)
            {
                isCompared |= senses[j].Roles.Any(WordRole.Conjunction) && !pack.IsAnd(tokens[j].Hash);
            }

            if (!isCompared || isAsked)
            {
                _marks[i].Uses |= _marks[i].Is(OpinionUse.AskMore) ? OpinionUse.Lack : OpinionUse.Excess;
                _hasQuantities = true;
            }
        }
    }

    private bool OpensRequest(Span<Token> tokens, Span<WordSense> senses, int at, bool isAsked)
    {
        for (int i = at - 1; i >= 0 && senses[i].Clause == senses[at].Clause; i--)
        {
            if (tokens[i].IsWord && !_marks[i].Is(OpinionUse.Please) && !(isAsked && (senses[i].Roles.Any(WordRole.Adverb | WordRole.Booster | WordRole.Dampener) || _marks[i].Is(OpinionUse.Inside))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>"Friendly despite the delay": what did not matter judges nothing but itself.</summary>
    private void SettleDespites(Span<WordSense> senses)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Despite))
            {
                continue;
            }

            for (int j = i + _marks[i].Span; j < senses.Length && j < i + _marks[i].Span + FarthestDespite && !senses[j].Roles.Any(WordRole.Auxiliary); j++)
            {
                int thing = ThingOf(j);
                if (senses[j].RawValence < 0 && (_marks[j].Is(OpinionUse.Thing) || thing >= 0))
                {
                    if ((i == 0 || senses[i - 1].Clause != senses[i].Clause) && !IsJudgedBehind(senses, j))
                    {
                        _marks[j].Uses |= OpinionUse.Beside;
                        break;
                    }

                    senses[j].Valence = 0;
                    if (thing >= 0)
                    {
                        _marks[Things[thing].First].Uses |= OpinionUse.SetApart;
                    }

                    break;
                }
            }
        }
    }

    private static bool IsJudgedBehind(Span<WordSense> senses, int at)
    {
        for (int i = at + 1; i < senses.Length && senses[i].Clause == senses[at].Clause; i++)
        {
            if (senses[i].Valence != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"The gym needs newer machines", "bräuchte neuere Geräte": what should be other than it is.</summary>
    private void SettleNeeds(Span<WordSense> senses, List<OpinionDraft> drafts)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Need) || _marks[i].Is(OpinionUse.Verdict | OpinionUse.Inside) || senses[i].IsCovered || senses[i].IsNegated)
            {
                continue;
            }

            int from = i + _marks[i].Span;
            int thing = NeededThing(i, from);
            if (thing < 0 || senses[Things[thing].First].Clause != senses[i].Clause)
            {
                continue;
            }

            for (int j = from; j < senses.Length && j < Things[thing].End + 2 && senses[j].Clause == senses[i].Clause; j++)
            {
                if (_marks[j].Is(OpinionUse.Comparative | OpinionUse.More))
                {
                    senses[j].Valence = 0;
                    Judge(senses, i, _marks[i].Span, -OfTurns);
                    senses[i].IsNegated = false;
                    Draft(senses, drafts, thing, i);
                    break;
                }
            }
        }
    }

    /// <summary>The first thing behind a need that is no comparative, cut off from it where the two looked like one; -1 for none.</summary>
    private int NeededThing(int need, int from)
    {
        for (int p = 0; p < Things.Count && Things[p].First <= from + FarthestNeed; p++)
        {
            if (Things[p].First <= need && Things[p].End > from)
            {
                Things[p] = Things[p] with { First = from, Count = Things[p].End - from, Head = Math.Max(from, Things[p].Head) };
            }

            if (Things[p].First >= from && !_marks[Things[p].Head].Is(OpinionUse.Comparative))
            {
                return p;
            }
        }

        return -1;
    }

    /// <summary>"There was hair in the shower", "in der Dusche lagen Haare": blame for the place.</summary>
    private void SettleDirt(Span<WordSense> senses, List<OpinionDraft> drafts)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            if (!_marks[i].Is(OpinionUse.Dirt) || senses[i].IsCovered || senses[i].IsNegated)
            {
                continue;
            }

            int place = -1;
            bool isThere = false;
            for (int j = Math.Max(0, i - FarthestVerb); j < i; j++)
            {
                isThere |= senses[j].Clause == senses[i].Clause && _marks[j].Is(OpinionUse.Having);
            }

            for (int p = 0; p < Things.Count && isThere; p++)
            {
                bool isElsewhere = senses[Things[p].First].Clause == senses[i].Clause && ThingOf(i) != p && Math.Abs(Things[p].First - i) < FarthestVerb;
                place = isElsewhere && (place < 0 || Things[p].AfterPreposition) ? p : place;
            }

            if (place >= 0)
            {
                Judge(senses, i, 1, -OfTurns);
                Draft(senses, drafts, place, i);
            }
        }
    }

    /// <summary>"What a view!": a thing and nothing else behind the words that open a cry.</summary>
    private void SettleCries(Span<Token> tokens, Span<WordSense> senses, List<OpinionDraft>? drafts)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            bool opens = _marks[i].Is(OpinionUse.Cry) && !senses[i].IsCovered && (i == 0 || senses[i - 1].Clause != senses[i].Clause || !tokens[i - 1].IsWord);
            int first = i + _marks[i].Span;
            int end = first;
            while (opens && end < senses.Length && end < first + LongestCry && tokens[end].IsWord && senses[end].Valence == 0 && !senses[end].Roles.Any(WordRole.Auxiliary | WordRole.Negator | WordRole.Preposition) && !_marks[end].Is(OpinionUse.Verdict | OpinionUse.NoThing))
            {
                end++;
            }

            if (!opens || end == first || end >= senses.Length || tokens[end].Kind != TokenKind.Punctuation || tokens[end].Sign != '!')
            {
                continue;
            }

            int thing = ThingFrom(first, end - 1);
            if (drafts is null)
            {
                if (thing < 0 && ThingOf(end - 1) < 0)
                {
                    AddThing(end - 1);
                }
            }
            else if (thing >= 0)
            {
                Judge(senses, i, _marks[i].Span, OfTurns);
                Draft(senses, drafts, thing, i);
            }
        }
    }

    /// <summary>"Staff? Rude.", "Cuisine : fade.": the last word before the sign is a thing, even where it looks like a verb.</summary>
    private void FindTopics(Span<Token> tokens, Span<WordSense> senses)
    {
        for (int i = 1; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != TokenKind.Punctuation || tokens[i].Sign is not (':' or '?') || !tokens[i - 1].IsWord || senses[i - 1].RawValence > 0 || ThingOf(i - 1) >= 0 || senses[i - 1].IsCovered
                || _marks[i - 1].Is(OpinionUse.NoThing | OpinionUse.Pro | OpinionUse.Con | OpinionUse.Inside) || senses[i - 1].Roles.Any(WordRole.Negator | WordRole.Pronoun | WordRole.Question | WordRole.Booster | WordRole.Dampener))
            {
                continue;
            }

            if (IsTopic(tokens, senses, i - 1) && tokens[i - 1].NormalLength > 2)
            {
                AddThing(i - 1);
            }
        }
    }

    /// <summary>Whether nothing but an article stands before a word in its clause.</summary>
    private static bool IsTopic(Span<Token> tokens, Span<WordSense> senses, int at)
    {
        for (int i = at - 1; i >= 0 && senses[i].Clause == senses[at].Clause; i--)
        {
            if (tokens[i].IsWord && !senses[i].Roles.Any(WordRole.Article))
            {
                return false;
            }
        }

        return true;
    }
}
