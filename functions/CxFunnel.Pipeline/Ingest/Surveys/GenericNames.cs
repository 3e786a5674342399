using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Names of values in bodies that follow no known tool.</summary>
internal static class GenericNames
{
    private static readonly FrozenSet<string> ResponseIds = Set("responseid response_id submissionid submission_id answerid answer_id ticketid ticket_id token uuid");

    private static readonly FrozenSet<string> Times = Set(
        "submittedat submitted_at completedat completed_at respondedat responded_at createdat created_at recordeddate timestamp submitted date datetime time");

    private static readonly FrozenSet<string> Versions = Set("updatedat updated_at revisedat revised_at modifiedat modified_at datemodified date_modified");

    private static readonly FrozenSet<string> SurveyIds = Set("surveyid survey_id formid form_id");

    /// <summary>Texts by these names are the customer's own words.</summary>
    private static readonly FrozenSet<string> Comments = Set(
        "comment comments feedback text message verbatim reason why opinion review suggestion suggestions commentaire kommentar comentario comentário commento opmerking reactie answer remarks freetext open_text");

    // Bookkeeping that is text or number in most bodies and never an opinion.
    private static readonly FrozenSet<string> NoAnswers = Set(
        "event eventtype event_type event_id eventid type id name firstname first_name lastname last_name fullname full_name phone ip ip_address ipaddress useragent user_agent "
        + "url link referrer browser device os status brand version source title subject count duration progress form survey key secret signature hash");

    /// <summary>What a value of this name most likely is.</summary>
    /// <param name="path">The names above it; empty at the top, where a bare <c>id</c> is the response's.</param>
    public static bool TryGuess(string name, string path, out ResponseField field)
    {
        if (ResponseIds.Contains(name) || (path.Length == 0 && name.Equals("id", StringComparison.OrdinalIgnoreCase)))
        {
            field = ResponseField.ResponseId;
            return true;
        }

        if (Times.Contains(name))
        {
            field = ResponseField.SubmittedAt;
            return true;
        }

        if (Versions.Contains(name))
        {
            field = ResponseField.RevisedAt;
            return true;
        }

        if (SurveyIds.Contains(name))
        {
            field = ResponseField.SurveyId;
            return true;
        }

        return ResponseFields.TryGuess(name, out field);
    }

    public static bool MayBeAnswer(string name) => !NoAnswers.Contains(name);

    /// <summary>
    /// A text is a comment only if its name says so or it is a sentence: "Velora" or "Chat" is not what a customer wrote.
    /// </summary>
    public static Answer AsGuess(Answer answer, string name)
    {
        if (answer.Text is not { } text || answer.Picks is not null)
        {
            return answer;
        }

        bool isSentence = text.AsSpan().Count(' ') >= 3;
        bool isNumber = AnswerNumbers.Of(text) is not null;
        return Comments.Contains(name) ? answer with { Kind = QuestionKind.Text }
            : isNumber || isSentence || text.Contains('@', StringComparison.Ordinal) ? answer
            : answer with { Kind = QuestionKind.Number };
    }

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
