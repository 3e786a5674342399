namespace CxFunnel.TextAnalytics;

/// <summary>What a text says as a whole: one of three tones, or both good and bad at once.</summary>
public enum SentimentLabel
{
    Neutral,
    Positive,
    Negative,

    /// <summary>Praise and complaint in one text.</summary>
    Mixed,
}

/// <summary>What text analytics found in one text. Offsets and lengths count UTF-16 code units of the analyzed text.</summary>
public sealed record TextInsight
{
    public required DetectedLanguage Language { get; init; }

    public required SentimentLabel Sentiment { get; init; }

    /// <summary>How pleased the text sounds, from -1 (angry) to +1 (delighted); 0 for an empty text and for a language that is not scored.</summary>
    public required double Score { get; init; }

    public required SentimentConfidence Confidence { get; init; }

    /// <summary>In the order of the text; empty for an empty text.</summary>
    public required IReadOnlyList<SentenceInsight> Sentences { get; init; }

    public required IReadOnlyList<Opinion> Opinions { get; init; }

    /// <summary>Most telling first, without repeats.</summary>
    public required IReadOnlyList<string> KeyPhrases { get; init; }

    public required IReadOnlyList<PersonalDataSpan> PersonalData { get; init; }

    /// <summary>The text with every span of <see cref="PersonalData"/> replaced by its kind in brackets, for example <c>[email]</c>.</summary>
    public required string Redacted { get; init; }

    /// <summary>Ids of the taxonomy's root causes that the text names, sorted; empty for none.</summary>
    public IReadOnlyList<string> RootCauses { get; init; } = [];

    /// <summary>Engine and version that made this, for example <c>embedded/1.5</c>.</summary>
    public required string Engine { get; init; }
}

/// <summary>The part of a <see cref="TextInsight"/> that needs no lists.</summary>
public readonly record struct SentimentSummary(DetectedLanguage Language, SentimentLabel Sentiment, double Score, SentimentConfidence Confidence);

/// <param name="Code">Lower-case ISO 639-1, or <c>unknown</c>.</param>
/// <param name="Confidence">From 0 to 1; 1 when the sender stated the language.</param>
public readonly record struct DetectedLanguage(string Code, double Confidence)
{
    public const string Unknown = "unknown";
}

/// <summary>Three probabilities that sum to 1.</summary>
public readonly record struct SentimentConfidence(double Positive, double Neutral, double Negative);

public readonly record struct SentenceInsight(int Offset, int Length, SentimentLabel Sentiment, double Score);

/// <summary>What is said about one thing: "delivery" was "slow".</summary>
/// <param name="Assessments">The words that judge the target, in the order of the text.</param>
/// <param name="Offset">Where the target stands.</param>
/// <param name="Length">How long the target is.</param>
public sealed record Opinion(string Target, IReadOnlyList<string> Assessments, SentimentLabel Sentiment, int Offset, int Length);

/// <param name="Kind">For example email, phone, iban, card, order, customer, address, name, handle, url, ip.</param>
public readonly record struct PersonalDataSpan(string Kind, int Offset, int Length);
