using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Gives an answer its role where no mapping does: the tool's type of question first, then reference and wording.</summary>
internal static class AnswerGuess
{
    public static void Apply(ResponseDraft draft, in Answer answer)
    {
        switch (answer.Kind)
        {
            case QuestionKind.Email:
                draft[ResponseField.Email] = answer.Text;
                break;
            case QuestionKind.Text:
                draft.AddComment(CommentKey(answer), answer.Text);
                break;
            case QuestionKind.Choice:
                ApplyChoice(draft, answer);
                break;
            case QuestionKind.Nps or QuestionKind.Csat or QuestionKind.Ces or QuestionKind.Scale or QuestionKind.Rating:
                ApplyScore(draft, answer, answer.Number ?? AnswerNumbers.Of(answer.Text));
                break;
            case QuestionKind.Unknown:
                ApplyUnknown(draft, answer);
                break;
        }
    }

    private static void ApplyChoice(ResponseDraft draft, in Answer answer)
    {
        QuestionKind kind = QuestionWording.Guess(answer.Key, answer.Title);
        if (kind != QuestionKind.Unknown && answer.Text is { } text && AnswerNumbers.Of(text) is { } number)
        {
            ApplyScore(draft, answer, number);
        }
        else if (QuestionWording.AsksForCause(answer.Key, answer.Title))
        {
            draft.AddCauses(answer);
        }
        else
        {
            // What was typed under "other" is the customer's own words; the label picked is not.
            draft.AddComment(CommentKey(answer), answer.Other);
        }
    }

    private static void ApplyUnknown(ResponseDraft draft, in Answer answer)
    {
        double? number = answer.Number ?? AnswerNumbers.Of(answer.Text);
        if (number is { } value)
        {
            // A bare number is a score only when its wording says of what: it could be an age or an order.
            if (QuestionWording.Guess(answer.Key, answer.Title) != QuestionKind.Unknown)
            {
                ApplyScore(draft, answer, value);
            }
            else if (answer.Number is null && answer.Text is { Length: > 12 })
            {
                draft.AddComment(CommentKey(answer), answer.Text);
            }
        }
        else if (answer.Picks is not null)
        {
            ApplyChoice(draft, answer);
        }
        else if (answer.Text is { } text)
        {
            if (LooksLikeEmail(text))
            {
                draft[ResponseField.Email] = text;
            }
            else
            {
                draft.AddComment(CommentKey(answer), text);
            }
        }
    }

    private static void ApplyScore(ResponseDraft draft, in Answer answer, double? number)
    {
        QuestionKind kind = answer.Kind is QuestionKind.Nps or QuestionKind.Csat or QuestionKind.Ces
            ? answer.Kind
            : QuestionWording.Guess(answer.Key, answer.Title);
        // "4/5" brings its own scale.
        double? end = answer.Max ?? (answer.Number is null ? AnswerNumbers.OutOf(answer.Text) : null);
        ScoreType type = kind switch
        {
            // "Would you recommend us", asked on another scale than 0..10, cannot be counted as NPS.
            QuestionKind.Nps => (answer.Min ?? 0) == 0 && (end ?? 10) == 10 ? ScoreType.Nps : ScoreType.Rating,
            QuestionKind.Csat => ScoreType.Csat,
            QuestionKind.Ces => ScoreType.Ces,
            _ => ScoreType.Rating,
        };
        (double min, double max) = ScoreScales.Default(type);
        draft.AddScore(type, number, answer.Min ?? min, end ?? max, answer.Key, QuestionWording.TouchpointOf(answer.Key));
    }

    /// <summary>The reference where a person chose it; else, since it says nothing, the question's words.</summary>
    private static string CommentKey(in Answer answer) =>
        answer.Title is { } title && IsMachineMade(answer.Key) ? title : answer.Key;

    private static bool IsMachineMade(string key)
    {
        // UUIDs, ULIDs, hashes and option ids: long, no blanks, and letters mixed with digits.
        int digits = key.Count(char.IsAsciiDigit);
        return digits == key.Length || (key.Length >= 16 && digits >= 4 && !key.Contains(' ', StringComparison.Ordinal));
    }

    private static bool LooksLikeEmail(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.Length <= 254 && text.IndexOf('.', at) > at + 1 && !text.Contains(' ', StringComparison.Ordinal) && !text.Contains('\n', StringComparison.Ordinal);
    }
}
