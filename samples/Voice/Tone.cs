namespace CxFunnel.Samples.Voice;

internal enum Tone
{
    Negative,
    Neutral,
    Positive,
    Mixed,
}

/// <summary>How a text is written: an answer to a survey, a post, a review, a message to customer service.</summary>
internal enum Register
{
    Survey,
    Tweet,
    Review,
    Ticket,
}
