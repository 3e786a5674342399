using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>
/// How far "not" reaches for causes: "no problems with the late delivery" and "keine Verspätung" take a cause back, "never arrived"
/// makes one. Tighter than the scope of sentiment: two things that are named, no further than the clause.
/// </summary>
internal static class Negations
{
    private const int ForwardWords = 7;
    private const int BackwardWords = 4;
    private const int Things = 2;
    private const WordRole Grammar = WordRole.Article | WordRole.Pronoun | WordRole.Preposition | WordRole.Auxiliary;
    private const WordRole Degrees = WordRole.Adverb | WordRole.Booster | WordRole.Dampener;

    public static void Mark(ReadOnlySpan<Token> tokens, ReadOnlySpan<WordSense> senses, Span<CauseWord> words, bool negatesBackwards)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            if (words[i].Roles.Any(ClauseRole.Negator) && !senses[i].Roles.Any(WordRole.NegationOff) && !IsAnswer(tokens, i) && !IsTheWorstEver(tokens, senses, words, i))
            {
                Forwards(tokens, senses, words, i);
                if (negatesBackwards)
                {
                    Backwards(tokens, senses, words, i);
                }
            }
        }
    }

    /// <summary>"No, it came late".</summary>
    private static bool IsAnswer(ReadOnlySpan<Token> tokens, int i) =>
        i + 1 < tokens.Length && tokens[i + 1].Kind == TokenKind.Punctuation && tokens[i + 1].Sign is ',' or '.' or '!' && (i == 0 || !tokens[i - 1].IsWord);

    /// <summary>"Never had such rude service": it was rude.</summary>
    private static bool IsTheWorstEver(ReadOnlySpan<Token> tokens, ReadOnlySpan<WordSense> senses, ReadOnlySpan<CauseWord> words, int from)
    {
        if (!words[from].Roles.Any(ClauseRole.Never))
        {
            return false;
        }

        int to = Math.Min(tokens.Length, from + 1 + ForwardWords);
        for (int j = from + 1; j < to && senses[j].Clause == senses[from].Clause; j++)
        {
            if (words[j].Roles.Any(ClauseRole.Such))
            {
                return true;
            }
        }

        return false;
    }

    private static void Forwards(ReadOnlySpan<Token> tokens, ReadOnlySpan<WordSense> senses, Span<CauseWord> words, int from)
    {
        int things = Things;
        int seen = 0;
        for (int j = from + 1; j < tokens.Length && senses[j].Clause == senses[from].Clause && seen < ForwardWords; j++)
        {
            if (!tokens[j].IsWord)
            {
                continue;
            }

            seen++;
            if (words[j].Roles.Any(ClauseRole.Negator))
            {
                continue;
            }

            bool isLight = words[j].Roles.Any(ClauseRole.Light);
            if (!isLight && senses[j].Roles.Any(WordRole.Conjunction | WordRole.Question) && !senses[j].Roles.Any(WordRole.Preposition | WordRole.Pronoun | WordRole.Article))
            {
                return;
            }

            words[j].IsNegated = true;
            if (words[j].Roles.Any(ClauseRole.Opaque))
            {
                return;
            }

            // "Too late" is a cause, so an adverb that seeds know counts as a thing.
            bool passes = isLight || senses[j].Roles.Any(Grammar) || (senses[j].Roles.Any(Degrees) && words[j].AtomCount == 0);
            if (!passes && --things == 0)
            {
                return;
            }
        }
    }

    private static void Backwards(ReadOnlySpan<Token> tokens, ReadOnlySpan<WordSense> senses, Span<CauseWord> words, int from)
    {
        int seen = 0;
        for (int j = from - 1; j >= 0 && senses[j].Clause == senses[from].Clause && seen < BackwardWords; j--)
        {
            if (tokens[j].Kind == TokenKind.Punctuation && tokens[j].Sign is ',')
            {
                return; // "klingelt immer, nie Probleme"
            }

            if (!tokens[j].IsWord)
            {
                continue;
            }

            seen++;
            if (senses[j].Roles.Any(WordRole.Conjunction) && !senses[j].Roles.Any(WordRole.Preposition))
            {
                return;
            }

            words[j].IsNegatedFromBehind = true;
        }
    }
}
