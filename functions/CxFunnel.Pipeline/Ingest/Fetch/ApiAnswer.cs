namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>What an API said, as far as it decides what to do next.</summary>
internal abstract record ApiAnswer
{
    private ApiAnswer()
    {
    }

    /// <summary>Leave the API alone for that long from now; null when it does not say.</summary>
    public TimeSpan? Pause { get; init; }

    public sealed record Found(byte[] Body) : ApiAnswer;

    /// <summary>It is there and asks to come back later (429): no fault of this response.</summary>
    public sealed record Busy : ApiAnswer;

    /// <summary>It does not know the response (404): not yet, or not any more.</summary>
    public sealed record NotFound : ApiAnswer;

    /// <summary>No answer, or none that means anything: waiting may mend it.</summary>
    /// <param name="What">A short word for people: "answered 502", "did not answer within 20 s".</param>
    public sealed record Failed(string What) : ApiAnswer;

    /// <summary>Waiting does not mend it; a person has to.</summary>
    /// <param name="Reason">A whole sentence: what happened, and what to do.</param>
    public sealed record Refused(string Reason) : ApiAnswer;
}
