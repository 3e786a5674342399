using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.KeyPhrases;

/// <summary>A run of tokens that reads like a noun with its companions.</summary>
/// <param name="Head">Index of the token that carries the meaning: the last noun in Germanic languages, the first in Romance ones.</param>
/// <param name="AfterPreposition">"of the hotel": less likely what a sentence is about.</param>
internal readonly record struct NounPhrase(int First, int Count, int Head, bool AfterPreposition)
{
    public int End => First + Count;
}

/// <summary>
/// Finds noun-like runs without a part-of-speech model: function words, listed verbs and adverbs, telling endings and (German)
/// capitals decide.
/// </summary>
internal static class NounPhrases
{
    private const int MaxWords = 4;

    private const WordRole Never = WordRole.Article | WordRole.Pronoun | WordRole.Preposition | WordRole.Conjunction | WordRole.Auxiliary
        | WordRole.Verb | WordRole.Adverb | WordRole.Question | WordRole.Negator | WordRole.Booster | WordRole.Dampener | WordRole.Contrast
        | WordRole.Concession | WordRole.Irony | WordRole.Title;

    public static void Find(TokenBuffer buffer, Reading reading, LanguagePack pack, List<NounPhrase> into)
    {
        into.Clear();
        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = reading.Senses;
        int at = 0;
        while (at < tokens.Length)
        {
            if (!CanStart(buffer, senses, at, pack))
            {
                at++;
                continue;
            }

            int end = at + 1;
            int words = 1;
            while (end < tokens.Length && words < MaxWords && senses[end].Clause == senses[at].Clause)
            {
                if (IsWhole(buffer, senses, end - 1, pack))
                {
                    break;
                }
                else if (CanStart(buffer, senses, end, pack))
                {
                    end++;
                    words++;
                }
                else if (!pack.AdjectiveFirst && Connector(buffer, senses, end, pack) is var skip and > 0 && words < MaxWords)
                {
                    end += skip + 1;
                    words++;
                }
                else
                {
                    break;
                }
            }

            AddTrimmed(tokens, senses, at, end, pack, into);
            at = end;
        }
    }

    /// <summary>How many tokens "de la", "du" or "di" take between two nouns, or 0.</summary>
    private static int Connector(TokenBuffer buffer, Span<WordSense> senses, int at, LanguagePack pack)
    {
        Span<Token> tokens = buffer.Tokens;
        int skip = 0;
        while (skip < 2 && at + skip < tokens.Length && pack.Links(tokens[at + skip].Hash))
        {
            skip++;
        }

        return skip > 0 && at + skip < tokens.Length && senses[at + skip].Clause == senses[at].Clause
            && CanStart(buffer, senses, at + skip, pack) && senses[at + skip].RawValence <= 0
            ? skip
            : 0;
    }

    /// <summary>
    /// "Chauffeur wachtte", "Formular verlangt": where compounds are one word, an unlisted word behind a noun is a verb. Adjectives before
    /// a noun end in -e there, and names have capitals.
    /// </summary>
    private static bool IsWhole(TokenBuffer buffer, Span<WordSense> senses, int last, LanguagePack pack)
    {
        if (!pack.JoinsCompounds || last + 1 >= senses.Length)
        {
            return false;
        }

        Span<Token> tokens = buffer.Tokens;
        bool nextHasCapital = (tokens[last + 1].Shape & TokenShape.Capitalized) != 0;
        if (pack.CapitalNouns)
        {
            return !nextHasCapital && IsGermanNoun(tokens, last, pack);
        }

        return !nextHasCapital && senses[last].RawValence == 0 && !senses[last].Roles.Any(WordRole.Adjective | WordRole.StopNoun)
            && buffer.NormalOf(tokens[last])[^1] != 'e';
    }

    private static bool CanStart(TokenBuffer buffer, Span<WordSense> senses, int at, LanguagePack pack)
    {
        Span<Token> tokens = buffer.Tokens;
        ref Token token = ref tokens[at];
        WordRole roles = senses[at].Roles;
        if (token.Kind != TokenKind.Word || token.NormalLength < 2 || senses[at].IsCovered)
        {
            return false;
        }

        bool isGermanNoun = IsGermanNoun(tokens, at, pack);
        if (roles.Any(Never) && !isGermanNoun && !IsThing(buffer, senses, at, pack))
        {
            return false;
        }

        bool opens = at == 0 || senses[at - 1].Clause != senses[at].Clause;
        if (pack.CapitalNouns && (token.Shape & TokenShape.Capitalized) == 0 && !MayBeGermanAdjective(buffer, at, opens))
        {
            return false;
        }

        if (opens)
        {
            return !roles.Any(WordRole.AdverbEnding | WordRole.VerbEnding) || pack.IsThing(token.Hash);
        }

        // "La habitación era diminuta": where adjectives follow, a noun behind "is" has an article.
        if (!pack.AdjectiveFirst && (senses[at - 1].Roles.Any(WordRole.Auxiliary) || IsParticiple(buffer, senses, at, pack)))
        {
            return false;
        }

        if (roles.Any(WordRole.AdverbEnding | WordRole.VerbEnding) && !PrecededByArticle(senses, at) && !pack.IsThing(token.Hash))
        {
            return false;
        }

        // "we enjoyed", "ich bestellte", "je la remonte": what follows a subject pronoun is a verb.
        return !pack.IsSubject(tokens[at - 1].Hash) && !IsBehindObject(tokens, senses, at, pack);
    }

    /// <summary>Whether a word that looks like a verb is a thing here: "the <b>order</b>", "numéro de <b>commande</b>", "long <b>wait</b>", "<b>Service</b> was slow".</summary>
    private static bool IsThing(TokenBuffer buffer, Span<WordSense> senses, int at, LanguagePack pack)
    {
        Span<Token> tokens = buffer.Tokens;
        bool opens = at == 0 || senses[at - 1].Clause != senses[at].Clause || !tokens[at - 1].IsWord;
        WordRole before = opens ? WordRole.None : senses[at - 1].Roles;
        bool isVerbAlone = !senses[at].Roles.Any(Never & ~WordRole.Verb);

        // "Una subida": behind an article that is nothing else there are no verbs, whatever the list says.
        if (!pack.AdjectiveFirst && isVerbAlone && before.Any(WordRole.Article) && !before.Any(WordRole.Preposition) && !pack.IsObject(tokens[at - 1].Hash))
        {
            return true;
        }

        if (!pack.IsThing(tokens[at].Hash))
        {
            return false;
        }

        // "About order 4411" and, with its number taken out, "order [order]" name one order, no topic.
        if (at + 1 < tokens.Length && tokens[at + 1].Kind is (TokenKind.Number or TokenKind.Email))
        {
            return false;
        }

        ReadOnlySpan<char> word = buffer.NormalOf(tokens[at]);
        if (opens)
        {
            // "Order the blue one", "Llega el pedido" against "Order number", "Entrega rápida", "Parkeren een nachtmerrie".
            if (pack.JoinsCompounds && !word.EndsWith("en"))
            {
                return false;
            }

            WordRole ofVerbs = WordRole.Pronoun | WordRole.Adverb | (pack.JoinsCompounds ? WordRole.None : WordRole.Article)
                | (pack.SplitsCompounds && word.EndsWith("ing") ? WordRole.Preposition : WordRole.None);
            return at + 1 < senses.Length && senses[at + 1].Clause == senses[at].Clause && tokens[at + 1].IsWord && !senses[at + 1].Roles.Any(ofVerbs);
        }

        if (before.Any(WordRole.Article))
        {
            return pack.SplitsCompounds ? !(before.Any(WordRole.Pronoun) && (word[^1] == 's' || IsRelative(senses, at - 1))) : !IsBehindObject(tokens, senses, at, pack);
        }

        if (before.Any(WordRole.Preposition))
        {
            return !before.Any(WordRole.Conjunction) && !pack.MarksInfinitive(tokens[at - 1].Hash);
        }

        if (before.Any(WordRole.Adjective) || (senses[at - 1].RawValence != 0 && !before.Any(WordRole.Adverb)))
        {
            return true;
        }

        // "Phone call", "shipping costs"; "battery charges" may be either.
        return pack.SplitsCompounds && !before.Any(Never) && (before.Any(WordRole.NounEnding) || word[^1] != 's') && buffer.NormalOf(tokens[at - 1])[^1] != 's';
    }

    /// <summary>"Alternatives <b>that</b> cost double": a noun stands right before it.</summary>
    private static bool IsRelative(Span<WordSense> senses, int at) => at > 0 && senses[at - 1].Clause == senses[at].Clause && !senses[at - 1].Roles.Any(Never);

    /// <summary>"Je <b>la</b> remonte": an article that is an object, for a subject stands before it. "Non la batteria" is none.</summary>
    private static bool IsBehindObject(Span<Token> tokens, Span<WordSense> senses, int at, LanguagePack pack) =>
        at > 1 && senses[at - 2].Clause == senses[at].Clause && pack.IsObject(tokens[at - 1].Hash)
        && pack.IsSubject(tokens[at - 2].Hash) && !senses[at - 2].Roles.Any(WordRole.Negator);

    /// <summary>"Ha già <b>portato</b>": a participle's ending behind "have" or "be", with nothing but adverbs in between.</summary>
    private static bool IsParticiple(TokenBuffer buffer, Span<WordSense> senses, int at, LanguagePack pack)
    {
        int helper = at - 1;
        while (helper > 0 && senses[helper].Roles.Any(WordRole.Adverb | WordRole.Negator | WordRole.Booster | WordRole.Dampener))
        {
            helper--;
        }

        return senses[helper].Clause == senses[at].Clause
            && (senses[helper].Roles.Any(WordRole.Auxiliary) || pack.Helps(buffer.Tokens[helper].Hash))
            && pack.EndsAsParticiple(buffer.NormalOf(buffer.Tokens[at]));
    }

    /// <summary>"Neue", "letzten" and so on, not directly behind a noun: "Crew servierte Getränke".</summary>
    private static bool MayBeGermanAdjective(TokenBuffer buffer, int at, bool opens)
    {
        ReadOnlySpan<char> word = buffer.NormalOf(buffer.Tokens[at]);
        bool inflects = word[^1] == 'e' || (word[^2] == 'e' && word[^1] is 'n' or 'r' or 's' or 'm');
        return inflects && (opens || (buffer.Tokens[at - 1].Shape & TokenShape.Capitalized) == 0);
    }

    private static bool IsGermanNoun(Span<Token> tokens, int at, LanguagePack pack) =>
        pack.CapitalNouns && at > 0 && (tokens[at].Shape & TokenShape.Capitalized) != 0 && tokens[at - 1].IsWord
        && tokens[at].NormalLength > 3;

    private static bool PrecededByArticle(Span<WordSense> senses, int at) => at > 0 && senses[at - 1].Roles.Any(WordRole.Article);

    private static void AddTrimmed(Span<Token> tokens, Span<WordSense> senses, int first, int end, LanguagePack pack, List<NounPhrase> into)
    {
        int from = first;
        int until = end;
        while (first < end && (IsCompanion(tokens, senses, first, pack) || (!pack.AdjectiveFirst && pack.IsQuality(tokens[first].Hash))) && !(first + 1 < end && pack.Links(tokens[first + 1].Hash)))
        {
            first++;
        }

        while (end > first && ((IsCompanion(tokens, senses, end - 1, pack) && !(end - 2 > first && pack.Links(tokens[end - 2].Hash))) || (pack.AdjectiveFirst && pack.IsQuality(tokens[end - 1].Hash)) || IsLowerCaseTail(tokens, end - 1, pack) || !tokens[end - 1].IsWord || senses[end - 1].Roles.Any(WordRole.Preposition | WordRole.Article)))
        {
            end--;
        }

        if (first == end)
        {
            // Nothing but judging words: "the delays" is a thing, "the best" is not.
            int last = until - 1;
            bool isThing = PrecededByArticle(senses, from) && (senses[last].Roles.Any(WordRole.NounEnding) || senses[last].RawValence < 0)
                && !IsLowerCaseTail(tokens, last, pack) && !senses[last].Roles.Any(WordRole.Adjective | WordRole.StopNoun) && !pack.IsQuality(tokens[last].Hash);
            if (isThing)
            {
                into.Add(new NounPhrase(last, 1, last, AfterPreposition(senses, from)));
            }

            return;
        }

        if (pack.CapitalNouns && !HasCapital(tokens[first..end]))
        {
            return;
        }

        int head = pack.AdjectiveFirst ? end - 1 : first;
        into.Add(new NounPhrase(first, end - first, head, AfterPreposition(senses, from)));
    }

    private static bool IsCompanion(Span<Token> tokens, Span<WordSense> senses, int at, LanguagePack pack)
    {
        ref WordSense sense = ref senses[at];
        bool isNoun = IsGermanNoun(tokens, at, pack);
        return sense.Roles.Any(WordRole.Adjective | WordRole.StopNoun) || (sense.RawValence != 0 && !isNoun) || sense.Valence != 0 && !isNoun;
    }

    /// <summary>"Kundenservice half": where nouns have capitals, what stands small behind one is none.</summary>
    private static bool IsLowerCaseTail(Span<Token> tokens, int at, LanguagePack pack) =>
        pack.CapitalNouns && (tokens[at].Shape & TokenShape.Capitalized) == 0;

    private static bool HasCapital(Span<Token> tokens)
    {
        foreach (ref readonly Token token in tokens)
        {
            if ((token.Shape & TokenShape.Capitalized) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AfterPreposition(Span<WordSense> senses, int first)
    {
        for (int i = first - 1; i >= 0 && i >= first - 3 && senses[i].Clause == senses[first].Clause; i--)
        {
            if (senses[i].Roles.Any(WordRole.Preposition) && !senses[i].Roles.Any(WordRole.Conjunction))
            {
                return true;
            }

            if (!senses[i].Roles.Any(WordRole.Article | WordRole.Adjective) && senses[i].RawValence == 0)
            {
                return false;
            }
        }

        return false;
    }
}
