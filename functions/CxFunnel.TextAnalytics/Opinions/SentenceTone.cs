using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>
/// "The onboarding felt endless": where no word and no turn of speech is known to judge, and the trained weights are sure that the sentence does,
/// it judges what it is about, and what it says of that is the assessment.
/// </summary>
internal static class SentenceTone
{
    /// <summary>How sure the weights have to be: the difference of the probabilities of praise and blame.</summary>
    public const double Least = 0.5;

    private const int LongestAssessment = 8;

    /// <summary>The thing that a sentence is about: its first that is no "of the ..."; -1 for none, and where somebody else is the subject: "<b>I</b> forgot my umbrella".</summary>
    public static int SubjectOf(Span<Token> tokens, Span<WordSense> senses, TokenRange sentence, Span<OpinionMark> marks, LanguagePack pack, List<NounPhrase> things)
    {
        for (int p = 0; p < things.Count && things[p].First < sentence.End; p++)
        {
            if (things[p].First >= sentence.First && !things[p].AfterPreposition && !marks[things[p].First].Is(OpinionUse.SetApart))
            {
                return HasPersonBefore(tokens, senses, things[p].First, pack) ? -1 : p;
            }
        }

        return -1;
    }

    private static bool HasPersonBefore(Span<Token> tokens, Span<WordSense> senses, int thing, LanguagePack pack)
    {
        for (int i = thing - 1; i >= 0 && senses[i].Clause == senses[thing].Clause; i--)
        {
            if (senses[i].Roles.Any(WordRole.Pronoun) && pack.IsSubject(tokens[i].Hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the sentence says of the thing: the rest of its clause behind it, or what stands before where nothing follows.</summary>
    public static Opinion Build(string text, Span<Token> tokens, Span<WordSense> senses, NounPhrase thing, bool isPraise)
    {
        ushort clause = senses[thing.First].Clause;
        int first = thing.End;
        int end = first;
        while (end < tokens.Length && senses[end].Clause == clause && tokens[end].Kind != TokenKind.Punctuation && end - first < LongestAssessment)
        {
            end++;
        }

        if (end == first)
        {
            end = thing.First;
            first = end;
            while (end > 0 && senses[end - 1].Roles.Any(WordRole.Article))
            {
                end--;
            }

            first = end;
            while (first > 0 && senses[first - 1].Clause == clause && tokens[first - 1].Kind != TokenKind.Punctuation && end - first < LongestAssessment)
            {
                first--;
            }
        }

        int offset = tokens[thing.First].Offset;
        int length = tokens[thing.End - 1].End - offset;
        IReadOnlyList<string> assessments = end > first ? [text[tokens[first].Offset..tokens[end - 1].End]] : [];
        return new Opinion(text.Substring(offset, length), assessments, isPraise ? SentimentLabel.Positive : SentimentLabel.Negative, offset, length);
    }
}
