using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>The things that may be judged.</summary>
internal sealed partial class OpinionReading
{
    /// <summary>The noun phrases without what judges or measures at their ends.</summary>
    private void FindNouns(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, List<NounPhrase> phrases)
    {
        Things.Clear();
        foreach (NounPhrase phrase in phrases)
        {
            int first = phrase.First;
            int end = phrase.End;
            while (first < end && (IsNoThing(senses, first) || (first > phrase.First && pack.Links(tokens[first].Hash))))
            {
                first++;
            }

            while (end > first && (IsNoThing(senses, end - 1) || (end < phrase.End && pack.Links(tokens[end - 1].Hash)) || (end - 1 == phrase.First && pack.Links(tokens[phrase.First].Hash))))
            {
                end--;
            }

            // "Schwer zu erreichen", "moeilijk te bereiken": what is hard is no thing.
            bool isVerb = first > 0 && pack.MarksInfinitive(tokens[first - 1].Hash) && (pack.JoinsCompounds || (end == first + 1 && pack.IsThing(tokens[first].Hash)));
            if (end == first + 1 && IsBehindItsThing(senses, first, pack))
            {
                first--;
                end--;
            }

            if (first < end && !isVerb && !(pack.CapitalNouns && (tokens[end - 1].Shape & TokenShape.Capitalized) == 0))
            {
                Things.Add(phrase with { First = first, Count = end - first, Head = pack.AdjectiveFirst ? end - 1 : first });
            }
        }
    }

    /// <summary>The things that are in no noun phrase, for they judge by themselves or stand inside phrases that judge: "fair <b>price</b>".</summary>
    private void FindThings(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack)
    {
        for (int i = 0; i < senses.Length; i++)
        {
            bool isPlain = _marks[i].Is(OpinionUse.PlainThing | OpinionUse.Thing) && !senses[i].IsCovered && i > 0 && senses[i - 1].Clause == senses[i].Clause
                && senses[i - 1].Roles.Any(_marks[i].Is(OpinionUse.Thing) ? WordRole.Article : WordRole.Article | WordRole.Preposition | WordRole.Verb) && !pack.MarksInfinitive(tokens[i - 1].Hash);
            bool opens = i == 0 || senses[i - 1].Clause != senses[i].Clause;
            bool isHeld = _marks[i].Is(OpinionUse.Thing) && (senses[i].IsCovered || senses[i].Span > 1 || (opens && senses[i].RawValence == 0))
                && (opens || !senses[i - 1].Roles.Any(WordRole.Preposition)) && IsShort(senses, i);
            if (isPlain || isHeld)
            {
                AddThing(i);
            }
        }
    }

    /// <summary>"A terrible noise" the other way round: where adjectives follow, of two words that judge the first is the thing.</summary>
    private bool IsBehindItsThing(Span<WordSense> senses, int at, LanguagePack pack) =>
        !pack.AdjectiveFirst && at > 1 && senses[at].RawValence != 0 && !_marks[at].Is(OpinionUse.Thing) && senses[at - 1].RawValence != 0
        && senses[at - 1] is { IsCovered: false, Span: 1 } && senses[at - 1].Clause == senses[at].Clause && senses[at - 2].Roles.Any(WordRole.Article);

    /// <summary>Whether the phrase of the lexicon that a token is part of has two words, or there is none: "value for the price" holds no price.</summary>
    private static bool IsShort(Span<WordSense> senses, int at) => senses[at].IsCovered ? senses[at - 1].Span == 2 : senses[at].Span <= 2;

    private bool IsNoThing(Span<WordSense> senses, int at) =>
        _marks[at].Is(OpinionUse.NoThing | OpinionUse.Lack | OpinionUse.Excess | OpinionUse.Except | OpinionUse.Less | OpinionUse.Likewise | OpinionUse.Neither | OpinionUse.Nor | OpinionUse.Fault | Asks)
        || _marks[at].Is(OpinionUse.Inside) || (_marks[at].Is(OpinionUse.Verdict) && senses[at].Valence != 0);

    /// <summary>The thing that a token is part of, by its place among <see cref="Things"/>; -1 for none.</summary>
    private int ThingOf(int token)
    {
        for (int p = 0; p < Things.Count && Things[p].First <= token; p++)
        {
            if (token < Things[p].End)
            {
                return p;
            }
        }

        return -1;
    }

    /// <summary>The first thing that starts at one of these tokens; -1 for none.</summary>
    private int ThingFrom(int first, int last)
    {
        for (int p = 0; p < Things.Count && Things[p].First <= last; p++)
        {
            if (Things[p].First >= first)
            {
                return p;
            }
        }

        return -1;
    }

    /// <summary>Adds a thing of one word in its place, unless it is part of one.</summary>
    /// <returns>Where it or the one that it is part of stands in <see cref="Things"/>.</returns>
    private int AddThing(int at)
    {
        int place = 0;
        while (place < Things.Count && Things[place].End <= at)
        {
            place++;
        }

        if (place == Things.Count || Things[place].First > at)
        {
            Things.Insert(place, new NounPhrase(at, 1, at, AfterPreposition: false));
        }

        return place;
    }

    /// <summary>Where the thing that a quantity measures stands among <see cref="Things"/>, added where it looked like none; -1 for no thing.</summary>
    private int MeasuredThing(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, int quantity) =>
        _marks[quantity].Is(OpinionUse.Behind) ? ThingBefore(tokens, senses, quantity) : ThingBehind(tokens, senses, pack, quantity);

    private int ThingBefore(Span<Token> tokens, Span<WordSense> senses, int quantity)
    {
        int last = quantity - 1;
        if (last < 0 || senses[last].Clause != senses[quantity].Clause || !tokens[last].IsWord || senses[last].IsCovered)
        {
            return -1;
        }

        if (_marks[quantity].Is(OpinionUse.OfThingsOnly) && !_marks[last].Is(OpinionUse.Thing))
        {
            return -1;
        }

        int thing = ThingOf(last);
        return thing >= 0 || !_marks[last].Is(OpinionUse.Thing) ? thing : AddThing(last);
    }

    private int ThingBehind(Span<Token> tokens, Span<WordSense> senses, LanguagePack pack, int quantity)
    {
        bool ofThingsOnly = _marks[quantity].Is(OpinionUse.OfThingsOnly);
        int from = quantity + _marks[quantity].Span;
        for (int i = from; i < senses.Length && i < from + FarthestThing && senses[i].Clause == senses[quantity].Clause && tokens[i].IsWord; i++)
        {
            if (_marks[i].Is(OpinionUse.Thing))
            {
                return AddThing(i);
            }

            int known = ofThingsOnly ? -1 : ThingFrom(i, i);
            if (known >= 0)
            {
                return known;
            }

            if (senses[i].Roles.Any(WordRole.Article) || pack.Links(tokens[i].Hash))
            {
                continue;
            }

            // "Not enough light": a quality elsewhere.
            bool mayBe = !ofThingsOnly && senses[i].RawValence == 0 && !senses[i].Roles.Any(Bare | WordRole.Adjective | WordRole.StopNoun) && !_marks[i].Is(OpinionUse.NoThing)
                && tokens[i].NormalLength > 2 && (!pack.CapitalNouns || (tokens[i].Shape & TokenShape.Capitalized) != 0);
            bool isJudged = senses[i].RawValence != 0 && !senses[i].IsCovered;
            if (!isJudged || ofThingsOnly)
            {
                return mayBe ? AddThing(i) : -1;
            }
        }

        return -1;
    }
}
