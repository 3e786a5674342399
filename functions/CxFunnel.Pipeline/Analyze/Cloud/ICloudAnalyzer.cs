using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>A text engine that is paid by the text and can be out of reach.</summary>
public interface ICloudAnalyzer
{
    /// <summary>What analyzing a text costs at most, in the engine's unit of billing. Never 0.</summary>
    int TextRecords(TextInput text);

    /// <summary>Whether it reads this language at all; what it does not read is never sent.</summary>
    bool Reads(string language);

    /// <param name="texts">Any number; split into requests as the engine wants them.</param>
    /// <returns>A finding a text, in the order of the texts; null for a text that the engine refused or forgot.</returns>
    /// <exception cref="CloudUnavailableException">No text was analyzed, or not all; nothing is known about any.</exception>
    Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(IReadOnlyList<TextInput> texts, CancellationToken cancellation);
}

/// <summary>What the cloud found in one text. Offsets and lengths count UTF-16 code units of the text as sent.</summary>
public sealed record CloudFinding
{
    /// <summary>Null where the language was not asked for.</summary>
    public DetectedLanguage? Language { get; init; }

    public required SentimentLabel Sentiment { get; init; }

    public required SentimentConfidence Confidence { get; init; }

    public required IReadOnlyList<SentenceInsight> Sentences { get; init; }

    public required IReadOnlyList<Opinion> Opinions { get; init; }

    public required IReadOnlyList<string> KeyPhrases { get; init; }

    public required IReadOnlyList<PersonalDataSpan> PersonalData { get; init; }

    /// <summary>Engine and version, for example <c>azure-language/2022-11-01</c>.</summary>
    public required string Engine { get; init; }
}

public enum CloudFailure
{
    /// <summary>No connection, no answer in time, or an answer that cannot be read.</summary>
    NoAnswer,

    /// <summary>Too many requests; it says when to come back.</summary>
    Throttled,

    /// <summary>The month's quota of the account is used up: no text will be taken for days.</summary>
    QuotaEnded,

    /// <summary>Wrong key, missing right, wrong address, unsupported request: it stays so until a person mends it.</summary>
    Refused,
}

/// <summary>The cloud engine gave no result. Its message names no text.</summary>
public sealed class CloudUnavailableException(CloudFailure failure, string message, TimeSpan? retryAfter = null, Exception? cause = null) : Exception(message, cause)
{
    public CloudFailure Failure { get; } = failure;

    /// <summary>How long it asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the account may be billed all the same: a request without an answer can have been served, and of several some were.</summary>
    public bool MayBeBilled { get; init; } = failure == CloudFailure.NoAnswer;
}
