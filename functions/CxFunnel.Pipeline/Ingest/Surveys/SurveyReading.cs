using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>What an adapter made of a webhook.</summary>
public abstract record SurveyReading
{
    private SurveyReading()
    {
    }

    /// <summary>Responses to keep: complete, partial or deleted ones, as their state says. Never empty.</summary>
    public sealed record Items(IReadOnlyList<FeedbackItem> Values) : SurveyReading;

    /// <summary>Nothing to keep, and rightly so: another event, a test ping, a preview. Answered 2xx.</summary>
    public sealed record Ignored(string Reason) : SurveyReading;

    /// <summary>A genuine response without an answer that counts.</summary>
    /// <param name="SurveyId">The survey that it answers; null when the body does not say.</param>
    /// <param name="IsUnmapped">
    /// Whether it is complete and has answers of which nobody said what they are: a mapping may make something of it, so it is set aside.
    /// Otherwise nothing is stored.
    /// </param>
    public sealed record Empty(string Reason, string? SurveyId = null, bool IsUnmapped = false) : SurveyReading
    {
        /// <summary>For the quarantine: the reason, and for what is unmapped also what makes it count, whoever set it aside.</summary>
        public string Advice => IsUnmapped ? $"{Reason}; set a mapping that says which question plays which role, then replay" : Reason;
    }

    /// <summary>Only ids; the response has to be fetched from the tool's API.</summary>
    public sealed record Notification(string SurveyId, string ResponseId) : SurveyReading
    {
        public FetchResponseV1 Request(string program, SurveyRequest webhook)
        {
            ArgumentNullException.ThrowIfNull(webhook);
            return new FetchResponseV1
            {
                Program = program,
                Source = webhook.Source,
                SurveyId = SurveyId,
                ResponseId = ResponseId,
                ReceivedAt = webhook.ReceivedAt,
                ContentType = webhook.ContentType,
                Notification = webhook.Body.ToArray(),
            };
        }
    }

    /// <summary>Cannot be read; set aside whole.</summary>
    /// <param name="Reason">What was found and what was expected, without a word of the text.</param>
    public sealed record Malformed(string Reason) : SurveyReading;
}
