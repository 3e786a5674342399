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
            if (!CanStart(tokens, senses, at, pack))
            {
                at++;
                continue;
            }

            int end = at + 1;
            int words = 1;
            while (end < tokens.Length && words < MaxWords && senses[end].Clause == senses[at].Clause)
            {
                if (CanStart(tokens, senses, end, pack))
                {
                    end++;
                    words++;
                }
                else if (!pack.AdjectiveFirst && Connector(tokens, senses, end, pack) is var skip and > 0 && words < MaxWords)
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
    private static int Connector(Span<Token> tokens, Span<WordSense> senses, int at, LanguagePack pack)
    {
        int skip = 0;
        while (skip < 2 && at + skip < tokens.Length && pack.Links(tokens[at + skip].Hash))
        {
            skip++;
        }

        return skip > 0 && at + skip < tokens.Length && senses[at + skip].Clause == senses[at].Clause
            && CanStart(tokens, senses, at + skip, pack) && senses[at + skip].RawValence <= 0
            ? skip
            : 0;
    }

    private static bool CanStart(Span<Token> tokens, Span<WordSense> senses, int at, LanguagePack pack)
    {
        ref Token token = ref tokens[at];
        WordRole roles = senses[at].Roles;
        if (token.Kind != TokenKind.Word || token.NormalLength < 2 || senses[at].IsCovered)
        {
            return false;
        }

        if (roles.Any(Never) && !IsGermanNoun(tokens, at, pack) && !(PrecededByArticle(senses, at) && pack.IsThing(token.Hash)))
        {
            return false;
        }

        // "La habitación era diminuta": where adjectives follow, a noun behind "is" has an article.
        if (!pack.AdjectiveFirst && at > 0 && senses[at - 1].Roles.Any(WordRole.Auxiliary) && senses[at - 1].Clause == senses[at].Clause)
        {
            return false;
        }

        if (roles.Any(WordRole.AdverbEnding | WordRole.VerbEnding) && !PrecededByArticle(senses, at))
        {
            return false;
        }

        // "we enjoyed", "ich bestellte": what follows a subject pronoun is a verb.
        return at == 0 || !pack.IsSubject(tokens[at - 1].Hash) || senses[at].Clause != senses[at - 1].Clause;
    }

    private static bool IsGermanNoun(Span<Token> tokens, int at, LanguagePack pack) =>
        pack.CapitalNouns && at > 0 && (tokens[at].Shape & TokenShape.Capitalized) != 0 && tokens[at - 1].IsWord
        && tokens[at].NormalLength > 3;

    private static bool PrecededByArticle(Span<WordSense> senses, int at) => at > 0 && senses[at - 1].Roles.Any(WordRole.Article);

    private static void AddTrimmed(Span<Token> tokens, Span<WordSense> senses, int first, int end, LanguagePack pack, List<NounPhrase> into)
    {
        int from = first;
        int until = end;
        while (first < end && IsCompanion(tokens, senses, first, pack) && !(first + 1 < end && pack.Links(tokens[first + 1].Hash)))
        {
            first++;
        }

        while (end > first && ((IsCompanion(tokens, senses, end - 1, pack) && !(end - 2 > first && pack.Links(tokens[end - 2].Hash))) || IsLowerCaseTail(tokens, end - 1, pack) || !tokens[end - 1].IsWord || senses[end - 1].Roles.Any(WordRole.Preposition | WordRole.Article)))
        {
            end--;
        }

        if (first == end)
        {
            // Nothing but judging words: "the delays" is a thing, "the best" is not.
            int last = until - 1;
            bool isThing = PrecededByArticle(senses, from) && (senses[last].Roles.Any(WordRole.NounEnding) || senses[last].RawValence < 0)
                && !IsLowerCaseTail(tokens, last, pack) && !senses[last].Roles.Any(WordRole.Adjective | WordRole.StopNoun);
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
