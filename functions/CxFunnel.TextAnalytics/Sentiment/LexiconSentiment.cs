using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>What the word lists alone make of a stretch of text; the trained weights take these sums as some of their features.</summary>
internal static class LexiconSentiment
{
    // What comes after "but" is what the writer means: weights of Hutto and Gilbert, ICWSM 2014.
    private const float BeforeContrast = 0.5f;
    private const float AfterContrast = 1.5f;

    public static (float Praise, float Blame) Sum(Span<Token> tokens, Span<WordSense> senses, TokenRange range)
    {
        int turn = -1;
        for (int i = range.First; i < range.End; i++)
        {
            turn = senses[i].Roles.Any(WordRole.Contrast) && i > range.First ? i : turn;
        }

        float praise = 0;
        float blame = 0;
        for (int i = range.First; i < range.End; i++)
        {
            float weight = turn < 0 ? 1 : i < turn ? BeforeContrast : AfterContrast;
            float valence = senses[i].Valence != 0 ? senses[i].Valence : 0.5f * senses[i].ListValence;
            praise += Math.Max(0, valence) * weight;
            blame += Math.Max(0, -valence) * weight;
        }

        return (praise, blame);
    }
}
