using System.Numerics;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>
/// Verdicts that are neither praise nor blame, made of words that are: "nothing special", "neither good nor bad", "had better, had worse".
/// </summary>
internal static class LukewarmVerdicts
{
    /// <summary>From this valence on, what else a clause says is what it says: "does the job <b>perfectly</b>".</summary>
    private const float LeastOther = 1.5f;

    /// <summary>
    /// How far a lukewarm verdict moves the odds of praise and of blame against neutral: by e^-1.5. Not trained, for the free corpora hold
    /// next to none; tuned on the tuned half of <c>Sentiment/marked.tsv</c> of the tests.
    /// </summary>
    private const float ShiftByOne = -1.5f;

    /// <summary>Praise and blame beside the verdict that halve its weight.</summary>
    private const float HalvedBy = 2;

    /// <summary>Finds the verdicts of a sentence whose words are weighed and negated; takes their valence away and mutes them.</summary>
    public static void Settle(Span<Token> tokens, Span<WordSense> senses, TokenRange sentence)
    {
        WordRole roles = WordRole.None;
        bool isDenied = false;
        for (int i = sentence.First; i < sentence.End; i++)
        {
            roles |= senses[i].Roles;
            isDenied |= senses[i].RawValence != 0 && (senses[i].IsNegated || senses[i].HoldsNegation);
        }

        if (roles.Any(WordRole.Better) && roles.Any(WordRole.Worse))
        {
            SettleBetterAndWorse(tokens, senses, sentence);
        }

        if (isDenied && DeniesBoth(senses, sentence))
        {
            foreach (ref WordSense sense in senses.Slice(sentence.First, sentence.Count))
            {
                sense.Roles |= sense.RawValence != 0 ? WordRole.Lukewarm : WordRole.None;
                sense.Valence = 0;
            }

            roles |= WordRole.Lukewarm;
        }

        if (roles.Any(WordRole.Cap))
        {
            Cap(senses, sentence);
            roles |= WordRole.Lukewarm;
        }

        for (int i = sentence.First; roles.Any(WordRole.Lukewarm) && i < sentence.End; i++)
        {
            if (senses[i].Roles.Any(WordRole.Lukewarm) && !senses[i].IsCovered && !SaysMore(senses, sentence, i))
            {
                Mark(senses, i);
            }
        }
    }

    /// <summary>What the verdicts of a stretch add to the evidence for praise and for blame; zero without any.</summary>
    public static Vector2 Shift(Span<WordSense> senses, TokenRange range)
    {
        int verdicts = 0;
        float other = 0;
        for (int i = range.First; i < range.End; i++)
        {
            verdicts += senses[i].IsLukewarm ? 1 : 0;
            other += Math.Abs(senses[i].Valence);
        }

        return verdicts == 0 ? Vector2.Zero : new Vector2(ShiftByOne * HalvedBy / (HalvedBy + other));
    }

    private static void Mark(Span<WordSense> senses, int at)
    {
        senses[at].IsLukewarm = true;
        senses[at].Valence = 0;
        senses[at].ListValence = 0;
        foreach (ref WordSense sense in senses.Slice(at, Math.Min(senses[at].Span, senses.Length - at)))
        {
            sense.IsMuted = true;
        }
    }

    private static bool SaysMore(Span<WordSense> senses, TokenRange sentence, int verdict)
    {
        for (int i = sentence.First; i < sentence.End; i++)
        {
            if (senses[i].Clause == senses[verdict].Clause && !senses[i].Roles.Any(WordRole.Lukewarm) && Math.Abs(senses[i].Valence) >= LeastOther)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Neither good nor bad", "not thrilled, not disappointed": all that is said is denied, praise and blame, each by a word of its own.</summary>
    private static bool DeniesBoth(Span<WordSense> senses, TokenRange sentence)
    {
        int praise = -1;
        int blame = -1;
        int lastNegator = -1;
        bool isBoth = false;
        for (int i = sentence.First; i < sentence.End; i++)
        {
            ref WordSense sense = ref senses[i];
            lastNegator = sense.HoldsNegation || sense.Roles.Any(WordRole.Negator) ? i : lastNegator;
            if (sense.RawValence == 0 || sense.IsCovered)
            {
                continue;
            }

            if (!sense.IsNegated && !sense.HoldsNegation)
            {
                return false;
            }

            bool deniesPraise = sense.HoldsNegation ? sense.RawValence < 0 : sense.RawValence > 0;
            int other = deniesPraise ? blame : praise;
            isBoth |= other >= 0 && lastNegator > other;
            (praise, blame) = deniesPraise ? (i, blame) : (praise, i);
        }

        return isBoth;
    }

    /// <summary>"I've had better, I've had worse": the same word stands before both.</summary>
    private static void SettleBetterAndWorse(Span<Token> tokens, Span<WordSense> senses, TokenRange sentence)
    {
        for (int better = sentence.First + 1; better < sentence.End; better++)
        {
            for (int worse = sentence.First + 1; senses[better].Roles.Any(WordRole.Better) && worse < sentence.End; worse++)
            {
                if (senses[worse].Roles.Any(WordRole.Worse) && tokens[better - 1].Hash == tokens[worse - 1].Hash && tokens[better - 1].IsWord)
                {
                    Mark(senses, Head(senses, better));
                    Mark(senses, Head(senses, worse));
                }
            }
        }
    }

    /// <summary>The first word of the phrase that a word is part of.</summary>
    private static int Head(Span<WordSense> senses, int at)
    {
        while (at > 0 && senses[at].IsCovered)
        {
            at--;
        }

        return at;
    }

    /// <summary>"A nice film, nothing more": the praise before it is muted as well.</summary>
    private static void Cap(Span<WordSense> senses, TokenRange sentence)
    {
        int cap = sentence.End - 1;
        while (!senses[cap].Roles.Any(WordRole.Cap))
        {
            cap--;
        }

        senses[cap].Roles |= WordRole.Lukewarm;
        for (int i = sentence.First; i < cap; i++)
        {
            if (senses[i].Valence > 0)
            {
                senses[i].Roles |= WordRole.Lukewarm;
                senses[i].Valence = 0;
            }
        }
    }
}
