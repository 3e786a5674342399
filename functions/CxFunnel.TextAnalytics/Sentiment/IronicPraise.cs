using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>"Congratulations, you lost my parcel": applause for nothing but a mishap is blame.</summary>
internal static class IronicPraise
{
    /// <summary>As much as one plain word of blame.</summary>
    private const float LeastBlame = -2;

    /// <summary>What a mishap weighs at least.</summary>
    private const float Mishap = -1;

    /// <summary>Turns the applause of a sentence whose words are weighed and negated into blame and mutes it, where a mishap follows and no other praise stands beside it.</summary>
    public static void Settle(Span<Token> tokens, Span<WordSense> senses, TokenRange sentence)
    {
        int cheer = Cheer(tokens, senses, sentence);
        int applause = -1;
        bool hasMishap = false;
        int thanks = -1;
        bool hasProof = false;
        bool hasOtherPraise = false;
        for (int i = sentence.First; i < sentence.End; i++)
        {
            ref WordSense sense = ref senses[i];
            if (sense.Roles.Any(WordRole.Contrast | WordRole.Concession))
            {
                return;
            }

            if (i == cheer || (sense.Roles.Any(WordRole.Congratulation) && !sense.IsNegated && !sense.IsCovered))
            {
                applause = applause < 0 ? i : applause;
                continue;
            }

            if (sense.Roles.Any(WordRole.Thanks) && !sense.IsNegated && !sense.IsCovered)
            {
                thanks = thanks < 0 ? i : thanks;
                continue;
            }

            hasProof |= (applause >= 0 || thanks >= 0) && sense.Roles.Any(WordRole.IronyProof);
            hasMishap |= applause >= 0 && sense.Valence <= Mishap;
            hasOtherPraise |= sense.Valence > 0;
        }

        if (hasProof || (hasMishap && !hasOtherPraise && thanks < 0))
        {
            Turn(senses, sentence, cheer);
        }
    }

    /// <summary>"Great, another two hours": a word or phrase of praise that opens the sentence, then a comma and "again"; -1 without.</summary>
    private static int Cheer(Span<Token> tokens, Span<WordSense> senses, TokenRange sentence)
    {
        int comma = sentence.First + senses[sentence.First].Span;
        return comma + 1 < sentence.End && senses[sentence.First].Valence > 0 && tokens[comma].Sign is ',' or '!' && senses[comma + 1].Roles.Any(WordRole.Again)
            ? sentence.First
            : -1;
    }

    private static void Turn(Span<WordSense> senses, TokenRange sentence, int cheer)
    {
        for (int i = sentence.First; i < sentence.End; i++)
        {
            ref WordSense sense = ref senses[i];
            bool isApplause = i == cheer || (sense.Roles.Any(WordRole.Congratulation | WordRole.Thanks) && !sense.IsCovered);
            if (!isApplause && sense.Valence <= 0)
            {
                continue;
            }

            // "The <b>genius</b> who took away the one <b>useful</b> button" says nothing good either.
            sense.Roles |= isApplause ? WordRole.Irony : WordRole.None;
            sense.Valence = isApplause ? Math.Min(LeastBlame, -Math.Abs(sense.Valence)) : 0;
            sense.ListValence = Math.Min(0, sense.ListValence);
            foreach (ref WordSense part in senses.Slice(i, Math.Min(sense.Span, senses.Length - i)))
            {
                part.IsMuted = true;
            }
        }
    }
}
