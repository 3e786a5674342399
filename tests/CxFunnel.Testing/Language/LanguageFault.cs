namespace CxFunnel.Testing.Language;

/// <summary>What the local language service does in place of answering a request.</summary>
public abstract record LanguageFault
{
    private LanguageFault()
    {
    }

    /// <summary>429: too many requests a second or minute.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : LanguageFault;

    /// <summary>403: the month's free records are used up; the service says to come back in 15 days.</summary>
    public sealed record QuotaEnded : LanguageFault;

    /// <summary>A status of the service's own or of the network before it, without the service's JSON.</summary>
    public sealed record Status(int Code) : LanguageFault;

    /// <summary>The whole request is refused with the service's JSON.</summary>
    public sealed record Refused(int Code, string InnerCode) : LanguageFault;

    /// <summary>No answer until the caller gives up.</summary>
    public sealed record Silent : LanguageFault;

    /// <summary>A right answer after a while.</summary>
    public sealed record Late(TimeSpan Delay) : LanguageFault;

    /// <summary>The first half of a right answer.</summary>
    public sealed record CutShort : LanguageFault;

    /// <summary>A right answer that lacks one document, as if it had not been sent.</summary>
    public sealed record Forgets(int Index) : LanguageFault;

    /// <summary>A right answer in which one document failed for the service's own reasons.</summary>
    public sealed record DocumentFails(int Index) : LanguageFault;
}
