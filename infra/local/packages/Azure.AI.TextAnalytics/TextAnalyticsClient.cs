#nullable disable // The official listing carries no nullable annotations.

using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.AI.TextAnalytics;

/// <summary>One resource of the language service. Safe to share between threads.</summary>
public class TextAnalyticsClient
{
    /// <summary>Whom tokens are asked for.</summary>
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    private readonly TextAnalyticsClientOptions _options;
    private readonly AnalyzeTextCalls _calls;

    /// <summary>For mocking.</summary>
    protected TextAnalyticsClient()
    {
    }

    /// <inheritdoc cref="TextAnalyticsClient(Uri, AzureKeyCredential, TextAnalyticsClientOptions)"/>
    public TextAnalyticsClient(Uri endpoint, AzureKeyCredential credential)
        : this(endpoint, credential, new TextAnalyticsClientOptions())
    {
    }

    /// <param name="endpoint">Of the resource, for example <c>https://name.cognitiveservices.azure.com</c>.</param>
    /// <param name="credential">One of the resource's two keys; may be updated while the client lives.</param>
    /// <param name="options">Not null.</param>
    public TextAnalyticsClient(Uri endpoint, AzureKeyCredential credential, TextAnalyticsClientOptions options)
        : this(endpoint, new SubscriptionKeyPolicy(NotNull(credential, nameof(credential))), options)
    {
    }

    /// <inheritdoc cref="TextAnalyticsClient(Uri, TokenCredential, TextAnalyticsClientOptions)"/>
    public TextAnalyticsClient(Uri endpoint, TokenCredential credential)
        : this(endpoint, credential, new TextAnalyticsClientOptions())
    {
    }

    /// <param name="endpoint">https, with the resource's own name: tokens are refused by regional addresses.</param>
    /// <param name="credential">An identity with the role Cognitive Services User.</param>
    /// <param name="options">Not null.</param>
    public TextAnalyticsClient(Uri endpoint, TokenCredential credential, TextAnalyticsClientOptions options)
        : this(endpoint, new BearerTokenAuthenticationPolicy(NotNull(credential, nameof(credential)), Scope), options)
    {
    }

    private TextAnalyticsClient(Uri endpoint, HttpPipelinePolicy authorization, TextAnalyticsClientOptions options)
    {
        NotNull(endpoint, nameof(endpoint));
        _options = NotNull(options, nameof(options));
        HttpPipelineOptions pipeline = new(options)
        {
            ResponseClassifier = new ResponseClassifier(),
            RequestFailedDetailsParser = LanguageFailureParser.Instance,
        };
        pipeline.PerRetryPolicies.Add(authorization);
        _calls = new AnalyzeTextCalls(HttpPipelineBuilder.Build(pipeline), endpoint, options.VersionString);
    }

    /// <summary>Tone of documents and sentences, and with <see cref="AnalyzeSentimentOptions.IncludeOpinionMining"/> what is said about what.</summary>
    /// <param name="documents">1 to 10, each id once.</param>
    /// <param name="options">Null means the defaults.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>In the order of the documents; a document that was refused has an error in its place.</returns>
    /// <exception cref="RequestFailedException">The whole request was refused.</exception>
    public virtual Task<Response<AnalyzeSentimentResultCollection>> AnalyzeSentimentBatchAsync(
        IEnumerable<TextDocumentInput> documents, AnalyzeSentimentOptions options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AnalyzeSentimentOptions();
        AnalyzeTextRequest request = new("SentimentAnalysis", Written(documents), options)
        {
            HasOffsets = true,
            OpinionMining = options.IncludeOpinionMining,
        };
        return _calls.SendAsync(request, AnswerReader.ReadSentiments, cancellationToken);
    }

    /// <summary>What the documents speak of.</summary>
    /// <inheritdoc cref="AnalyzeSentimentBatchAsync"/>
    public virtual Task<Response<ExtractKeyPhrasesResultCollection>> ExtractKeyPhrasesBatchAsync(
        IEnumerable<TextDocumentInput> documents, TextAnalyticsRequestOptions options = null, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(
            new AnalyzeTextRequest("KeyPhraseExtraction", Written(documents), options ?? new TextAnalyticsRequestOptions()), AnswerReader.ReadKeyPhrases, cancellationToken);

    /// <summary>The language of each document; <c>(Unknown)</c> with confidence 0 where there is none.</summary>
    /// <param name="documents">1 to 1,000, each id once.</param>
    /// <param name="options">Null means the defaults.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <inheritdoc cref="AnalyzeSentimentBatchAsync"/>
    public virtual Task<Response<DetectLanguageResultCollection>> DetectLanguageBatchAsync(
        IEnumerable<DetectLanguageInput> documents, TextAnalyticsRequestOptions options = null, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(
            new AnalyzeTextRequest("LanguageDetection", Hinted(documents), options ?? new TextAnalyticsRequestOptions()), AnswerReader.ReadLanguages, cancellationToken);

    /// <summary>Names, addresses, numbers and the like.</summary>
    /// <param name="documents">1 to 5, each id once.</param>
    /// <param name="options">Null means the defaults: every category that the service knows for the language.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <inheritdoc cref="AnalyzeSentimentBatchAsync"/>
    public virtual Task<Response<RecognizePiiEntitiesResultCollection>> RecognizePiiEntitiesBatchAsync(
        IEnumerable<TextDocumentInput> documents, RecognizePiiEntitiesOptions options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RecognizePiiEntitiesOptions();
        AnalyzeTextRequest request = new("PiiEntityRecognition", Written(documents), options)
        {
            HasOffsets = true,
            PiiCategories = [.. options.CategoriesFilter.Select(category => category.ToString())],
        };
        return _calls.SendAsync(request, AnswerReader.ReadPersonalData, cancellationToken);
    }

    private WrittenDocument[] Written(IEnumerable<TextDocumentInput> documents) =>
        NotEmpty([.. NotNull(documents, nameof(documents)).Select(d => new WrittenDocument(d.Id, d.Text, "language", d.Language ?? _options.DefaultLanguage))]);

    private WrittenDocument[] Hinted(IEnumerable<DetectLanguageInput> documents) =>
        NotEmpty([.. NotNull(documents, nameof(documents)).Select(d => new WrittenDocument(d.Id, d.Text, "countryHint", d.CountryHint ?? _options.DefaultCountryHint))]);

    private static WrittenDocument[] NotEmpty(WrittenDocument[] documents) =>
        documents.Length > 0 ? documents : throw new ArgumentException("Value cannot be an empty collection.", nameof(documents));

    private static T NotNull<T>(T argument, string name)
    {
        ArgumentNullException.ThrowIfNull(argument, name);
        return argument;
    }
}
