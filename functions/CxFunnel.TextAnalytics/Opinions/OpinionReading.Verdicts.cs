using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>The words and phrases that judge.</summary>
internal sealed partial class OpinionReading
{
    private const int FarthestHelper = 4;

    private void SettleVerdicts(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            ref OpinionMark mark = ref _marks[i];
            if (mark.Is(OpinionUse.PlainThing) && senses[i] is { IsCovered: false, Span: 1 })
            {
                senses[i].Valence = 0;
                senses[i].RawValence = 0;
            }

            // What the lexicon says in more words it says better.
            if (!mark.Is(OpinionUse.Verdict) || senses[i].IsCovered || senses[i].Span > mark.Span || (mark.Is(OpinionUse.Predicate) && !IsPredicate(tokens, senses, i)))
            {
                mark.Uses &= ~OpinionUse.Agent;
                continue;
            }

            if (mark.Reach > 0)
            {
                SettleSplit(senses, i);
                continue;
            }

            mark.Uses |= senses[i].RawValence != 0 || senses[i].Valence != 0 ? OpinionUse.Known : OpinionUse.None;
            bool isNegated = !HoldsNegator(senses, i, mark.Span)
                && ((senses[i].IsNegated && !IsMeasured(senses, i)) || (pack.NegatesBackwards && IsNegatedBehind(senses, i + mark.Span)));
            senses[i].IsNegated = isNegated;
            Judge(senses, i, mark.Span, isNegated ? mark.Valence * Denied : mark.Valence);
        }
    }

    /// <summary>"Bringt das alte Design zurück", "sagt mir nicht zu": denied by what stands between its halves, unless the second one is what denies.</summary>
    private void SettleSplit(Span<WordSense> senses, int first)
    {
        float valence = _marks[first].Valence;
        int last = first + _marks[first].Reach;
        bool isNegated = senses[first].IsNegated;
        for (int i = first + 1; i < last; i++)
        {
            isNegated |= senses[i].Roles.Any(WordRole.Negator) && !senses[i].IsCovered;
        }

        isNegated &= !senses[last].Roles.Any(WordRole.Negator);
        _marks[last].Uses = OpinionUse.Inside;
        senses[last].Valence = 0;
        senses[last].IsCovered = true;
        senses[first].IsNegated = isNegated;
        Judge(senses, first, 1, isNegated ? valence * Denied : valence);
    }

    /// <summary>Behind "is" and degrees, alone behind "soup:", or with its thing all that a clause says: "soup cold".</summary>
    private static bool IsPredicate(Span<Token> tokens, Span<WordSense> senses, int at)
    {
        int before = at - 1;
        while (before >= 0 && before > at - FarthestHelper && senses[before].Clause == senses[at].Clause && senses[before].Roles.Any(Degrees | WordRole.Negator) && !senses[before].Roles.Any(WordRole.Auxiliary))
        {
            before--;
        }

        bool closes = at + 1 >= tokens.Length || senses[at + 1].Clause != senses[at].Clause || !tokens[at + 1].IsWord || senses[at + 1].Roles.Any(WordRole.Conjunction);

        // "Audible/clear" goes on with what stands before it.
        if (before < 0 || tokens[before].Sign == '/')
        {
            return before < 0 && closes;
        }

        bool opens = senses[before].Clause != senses[at].Clause || !tokens[before].IsWord;
        if (senses[before].Roles.Any(WordRole.Auxiliary) || opens)
        {
            return opens ? closes : true;
        }

        // "The soup cold and the beer warm": nothing but articles before the thing.
        for (int i = before - 1; i >= 0 && senses[i].Clause == senses[at].Clause && tokens[i].IsWord; i--)
        {
            if (!senses[i].Roles.Any(WordRole.Article | WordRole.Conjunction))
            {
                return false;
            }
        }

        return closes && !senses[before].Roles.Any(Bare | WordRole.Verb);
    }

    /// <summary>"Never so greasy", "un poco lioso": the word before takes the denial away.</summary>
    private static bool IsMeasured(Span<WordSense> senses, int at) =>
        at > 1 && senses[at - 1].Clause == senses[at].Clause
        && (senses[at - 1].Roles.Any(WordRole.So) || (senses[at - 2].Span == 2 && senses[at - 2].Roles.Any(WordRole.Dampener)));

    /// <summary>Makes one judge of some tokens.</summary>
    private void Judge(Span<WordSense> senses, int first, int span, float valence)
    {
        for (int i = first; i < first + span; i++)
        {
            senses[i].Valence = 0;
            senses[i].IsCovered = i > first;
            _marks[i].Uses = i > first ? OpinionUse.Inside : _marks[i].Uses;
        }

        senses[first].Valence = valence;
        senses[first].RawValence = valence;
        senses[first].Span = (byte)span;
    }

    private static bool HoldsNegator(Span<WordSense> senses, int first, int span)
    {
        foreach (ref readonly WordSense sense in senses.Slice(first, span))
        {
            if (sense.HoldsNegation || sense.Roles.Any(WordRole.Negator))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNegatedBehind(Span<WordSense> senses, int from)
    {
        for (int i = from; i < senses.Length && i < from + FarthestNegator && senses[i].Clause == senses[from - 1].Clause; i++)
        {
            // "Fast and without a word": without denies what follows it.
            if (senses[i].RawValence != 0 || senses[i].Roles.Any(WordRole.Preposition | WordRole.Conjunction))
            {
                return false;
            }

            if (senses[i].Roles.Any(WordRole.Negator))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"The signs could be clearer": blame, however kind the comparative.</summary>
    private void SettleWishes(TokenBuffer buffer, Span<WordSense> senses, LanguagePack pack)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            // "Could not be better" is praise, and has been read.
            if (!_marks[i].Is(OpinionUse.Wish | OpinionUse.WishHad) || senses[i].IsCovered || senses[i].IsNegated || HoldsNegator(senses, i, _marks[i].Span))
            {
                continue;
            }

            int end = ComparativeBehind(buffer, senses, i + _marks[i].Span, pack);
            if (end > 0 && (_marks[i].Is(OpinionUse.Wish) || HasWishEnd(senses, end)))
            {
                Judge(senses, i, end - i, -OfTurns);
                _marks[i].Uses |= OpinionUse.Verdict | OpinionUse.OfSubject;
                _marks[i].Span = (byte)(end - i);
            }
        }
    }

    /// <summary>"The seats are too close": blame, whatever the quality. "Trop bien" is praise, and "not too far" none.</summary>
    private void SettleTooMuch(TokenBuffer buffer, Span<WordSense> senses, LanguagePack pack)
    {
        Span<Token> tokens = buffer.Tokens;
        for (int i = 0; i + 1 < senses.Length; i++)
        {
            int end = i + _marks[i].Span;
            bool isToo = _marks[i].Is(OpinionUse.Too) && !_marks[i].Is(OpinionUse.Lack | OpinionUse.Verdict | OpinionUse.Inside) && end < senses.Length
                && senses[i] is { IsCovered: false, IsNegated: false, Span: 1 } && (i == 0 || !senses[i - 1].Roles.Any(WordRole.Negator));
            if (!isToo || senses[end].Clause != senses[i].Clause || !tokens[end].IsWord || senses[end] is not { IsCovered: false, Span: 1, RawValence: >= 0 and < Praised })
            {
                continue;
            }

            bool isQuality = !senses[end].Roles.Any(Bare | WordRole.Verb | WordRole.StopNoun) && _marks[end].Uses == OpinionUse.None
                && !pack.Opinions.MayBeInfinitive(buffer.NormalOf(tokens[end])) && (tokens[end].Shape & TokenShape.Capitalized) == 0;
            if (isQuality)
            {
                Judge(senses, i, end + 1 - i, -OfTurns);
                _marks[i].Uses |= OpinionUse.Verdict;
                _marks[i].Span = (byte)(end + 1 - i);
            }
        }
    }

    /// <summary>The end of a comparative that stands there, behind nothing but degrees; 0 for none.</summary>
    private int ComparativeBehind(TokenBuffer buffer, Span<WordSense> senses, int from, LanguagePack pack)
    {
        Span<Token> tokens = buffer.Tokens;
        for (int i = from; i < senses.Length && i < from + FarthestWish && senses[i].Clause == senses[from - 1].Clause && tokens[i].IsWord; i++)
        {
            // "Plus" negates elsewhere.
            if (senses[i].Roles.Any(WordRole.Negator) && !_marks[i].Is(OpinionUse.More))
            {
                return 0;
            }

            bool isMore = _marks[i].Is(OpinionUse.More) && i + 1 < senses.Length && tokens[i + 1].IsWord && senses[i + 1].Clause == senses[i].Clause
                && !senses[i + 1].Roles.Any(WordRole.Function);
            if (isMore)
            {
                return i + 2;
            }

            if (_marks[i].Is(OpinionUse.Comparative) || EndsAsComparative(buffer, senses, i, pack))
            {
                return i + 1;
            }

            if (!senses[i].Roles.Any(Degrees) && !_marks[i].Is(OpinionUse.Wish | OpinionUse.WishEnd))
            {
                return 0;
            }
        }

        return 0;
    }

    private static bool EndsAsComparative(TokenBuffer buffer, Span<WordSense> senses, int at, LanguagePack pack) =>
        !senses[at].Roles.Any(Bare) && (buffer.Tokens[at].Shape & TokenShape.Capitalized) == 0
        && pack.Opinions.EndsAsComparative(buffer.NormalOf(buffer.Tokens[at]));

    /// <summary>"Hätten größer <b>sein können</b>", "hadden groter <b>gekund</b>"; not "had beter alles kunnen bewaren".</summary>
    private bool HasWishEnd(Span<WordSense> senses, int from)
    {
        int last = Math.Min(senses.Length, from + FarthestWishEnd);
        for (int i = from; i < last && senses[i].Clause == senses[from - 1].Clause; i++)
        {
            if (_marks[i].Is(OpinionUse.WishEnd))
            {
                return true;
            }
        }

        return false;
    }
}
