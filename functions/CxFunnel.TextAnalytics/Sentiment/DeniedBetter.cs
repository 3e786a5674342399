using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>"It could not have gone better": what denies that anything could be better is praise; and blame, with "worse".</summary>
internal static class DeniedBetter
{
    /// <summary>As strong as "great" and "dreadful".</summary>
    private const float Peak = 3;

    /// <summary>Judges the sentences that hold "could", a negator and a comparative in one clause, and mutes these words.</summary>
    public static void Settle(Span<WordSense> senses, TokenRange sentence)
    {
        for (int i = sentence.First; i < sentence.End; i++)
        {
            if (!senses[i].Roles.Any(WordRole.Better | WordRole.Worse))
            {
                continue;
            }

            (int negator, int could) = Denial(senses, sentence, i);

            // "I had better not order again" is advice.
            if (negator < 0 || could < 0 || negator == i + 1)
            {
                continue;
            }

            // "Could have gone better" stands in lexicons as a phrase.
            int head = i;
            while (senses[head].IsCovered)
            {
                head--;
            }

            senses[head].Valence = senses[i].Roles.Any(WordRole.Better) ? Peak : -Peak;
            senses[i].IsMuted = true;
            senses[negator].IsMuted = true;
            senses[could].IsMuted = true;
        }
    }

    private static (int Negator, int Could) Denial(Span<WordSense> senses, TokenRange sentence, int comparative)
    {
        int negator = -1;
        int could = -1;
        for (int i = sentence.First; i < sentence.End; i++)
        {
            if (senses[i].Clause == senses[comparative].Clause)
            {
                negator = senses[i].Roles.Any(WordRole.Negator) ? i : negator;
                could = senses[i].Roles.Any(WordRole.Could) ? i : could;
            }
        }

        return (negator, could);
    }
}
