#nullable disable // The official listing carries no nullable annotations.

using System.Collections.ObjectModel;

namespace Azure.AI.TextAnalytics;

/// <summary>What became of one document.</summary>
public class TextAnalyticsResult
{
    internal TextAnalyticsResult(string id, TextAnalyticsError error)
    {
        Id = id;
        Error = error;
    }

    /// <summary>That of the document.</summary>
    public string Id { get; }

    /// <summary>Its default, without a code, when all went well.</summary>
    public TextAnalyticsError Error { get; }

    public bool HasError => Error.ErrorCode != default;

    /// <exception cref="InvalidOperationException">The document was refused.</exception>
    internal T Unless<T>(T value) =>
        HasError ? throw new InvalidOperationException($"Cannot access result for document {Id}, due to error {Error.ErrorCode}: {Error.Message}") : value;
}

/// <inheritdoc cref="TextAnalyticsResult"/>
public class AnalyzeSentimentResult : TextAnalyticsResult
{
    private readonly DocumentSentiment _sentiment;

    internal AnalyzeSentimentResult(string id, TextAnalyticsError error, DocumentSentiment sentiment)
        : base(id, error) => _sentiment = sentiment;

    /// <exception cref="InvalidOperationException">The document was refused.</exception>
    public DocumentSentiment DocumentSentiment => Unless(_sentiment);
}

/// <inheritdoc cref="TextAnalyticsResult"/>
public class ExtractKeyPhrasesResult : TextAnalyticsResult
{
    private readonly KeyPhraseCollection _phrases;

    internal ExtractKeyPhrasesResult(string id, TextAnalyticsError error, KeyPhraseCollection phrases)
        : base(id, error) => _phrases = phrases;

    /// <exception cref="InvalidOperationException">The document was refused.</exception>
    public KeyPhraseCollection KeyPhrases => Unless(_phrases);
}

/// <inheritdoc cref="TextAnalyticsResult"/>
public class DetectLanguageResult : TextAnalyticsResult
{
    private readonly DetectedLanguage _language;

    internal DetectLanguageResult(string id, TextAnalyticsError error, DetectedLanguage language)
        : base(id, error) => _language = language;

    /// <exception cref="InvalidOperationException">The document was refused.</exception>
    public DetectedLanguage PrimaryLanguage => Unless(_language);
}

/// <inheritdoc cref="TextAnalyticsResult"/>
public class RecognizePiiEntitiesResult : TextAnalyticsResult
{
    private readonly PiiEntityCollection _entities;

    internal RecognizePiiEntitiesResult(string id, TextAnalyticsError error, PiiEntityCollection entities)
        : base(id, error) => _entities = entities;

    /// <exception cref="InvalidOperationException">The document was refused.</exception>
    public PiiEntityCollection Entities => Unless(_entities);
}

/// <summary>In the order of the documents.</summary>
public class AnalyzeSentimentResultCollection : ReadOnlyCollection<AnalyzeSentimentResult>
{
    internal AnalyzeSentimentResultCollection(IList<AnalyzeSentimentResult> list, string modelVersion)
        : base(list) => ModelVersion = modelVersion;

    /// <summary>Which model made the results.</summary>
    public string ModelVersion { get; }
}

/// <inheritdoc cref="AnalyzeSentimentResultCollection"/>
public class ExtractKeyPhrasesResultCollection : ReadOnlyCollection<ExtractKeyPhrasesResult>
{
    internal ExtractKeyPhrasesResultCollection(IList<ExtractKeyPhrasesResult> list, string modelVersion)
        : base(list) => ModelVersion = modelVersion;

    /// <summary>Which model made the results.</summary>
    public string ModelVersion { get; }
}

/// <inheritdoc cref="AnalyzeSentimentResultCollection"/>
public class DetectLanguageResultCollection : ReadOnlyCollection<DetectLanguageResult>
{
    internal DetectLanguageResultCollection(IList<DetectLanguageResult> list, string modelVersion)
        : base(list) => ModelVersion = modelVersion;

    /// <summary>Which model made the results.</summary>
    public string ModelVersion { get; }
}

/// <inheritdoc cref="AnalyzeSentimentResultCollection"/>
public class RecognizePiiEntitiesResultCollection : ReadOnlyCollection<RecognizePiiEntitiesResult>
{
    internal RecognizePiiEntitiesResultCollection(IList<RecognizePiiEntitiesResult> list, string modelVersion)
        : base(list) => ModelVersion = modelVersion;

    /// <summary>Which model made the results.</summary>
    public string ModelVersion { get; }
}
