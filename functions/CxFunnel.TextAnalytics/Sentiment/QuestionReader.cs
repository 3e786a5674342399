using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>What kind of answer a survey question asks for.</summary>
internal enum QuestionTone
{
    Open,
    AsksForPraise,
    AsksForBlame,
}

/// <summary>"What could we do better?" makes "the queue" a complaint; "What did you like most?" makes it praise.</summary>
internal static class QuestionReader
{
    public static QuestionTone ToneOf(Reading question)
    {
        int praise = 0;
        int blame = 0;
        foreach (ref readonly WordSense sense in question.Senses)
        {
            bool blames = sense.Roles.Any(WordRole.ComplaintQuestion) || (sense.IsNegated && sense.Roles.Any(WordRole.PraiseQuestion));
            blame += blames ? 1 : 0;
            praise += !blames && sense.Roles.Any(WordRole.PraiseQuestion) ? 1 : 0;
        }

        // "How satisfied or dissatisfied were you?" asks for neither.
        return praise == blame ? QuestionTone.Open : praise > blame ? QuestionTone.AsksForPraise : QuestionTone.AsksForBlame;
    }

    /// <summary>"Nothing", "rien", "nichts": no answer. Where blame was asked for, that is good news.</summary>
    public static bool SaysNothing(TokenBuffer tokens, Reading reading)
    {
        int words = 0;
        bool nothing = false;
        Span<Token> all = tokens.Tokens;
        for (int i = 0; i < all.Length; i++)
        {
            words += all[i].IsWord ? 1 : 0;
            nothing |= reading.Senses[i].Roles.Any(WordRole.Nothing);
        }

        return nothing && words <= 3;
    }
}
