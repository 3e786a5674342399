using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using CxFunnel.Testing.Language;

namespace Azure.AI.TextAnalytics.Tests;

/// <summary>The stand-in against a server that speaks the documented protocol.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private LocalLanguageService _service = null!;

    public async Task InitializeAsync() => _service = await LocalLanguageService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task AnalyzeSentimentBatch_OpinionMining_JoinsTargetsWithTheirAssessments()
    {
        AnalyzeSentimentResultCollection results = await Client().AnalyzeSentimentBatchAsync(
            [new("a", ""), new("b", "The driver was friendly. 😀 The parcel was late.") { Language = "en" }], new AnalyzeSentimentOptions { IncludeOpinionMining = true });

        Assert.Equal(["a", "b"], results.Select(r => r.Id));
        Assert.True(results[0].HasError);
        DocumentSentiment sentiment = results[1].DocumentSentiment;
        Assert.Equal(TextSentiment.Mixed, sentiment.Sentiment);
        SentenceSentiment second = sentiment.Sentences.Last();
        SentenceOpinion opinion = Assert.Single(second.Opinions);
        Assert.Equal("parcel", opinion.Target.Text);
        Assert.Equal(TextSentiment.Negative, opinion.Target.Sentiment);
        Assert.Equal("late", Assert.Single(opinion.Assessments).Text);
        // The emoji is two UTF-16 units and one text element: the client asks for units.
        Assert.Equal("The driver was friendly. 😀 The parcel was late.".IndexOf("parcel", StringComparison.Ordinal), opinion.Target.Offset);
        Assert.Equal(0, opinion.Target.ConfidenceScores.Neutral);
        Assert.Equal("2022-11-01", results.ModelVersion);
    }

    [Fact]
    public async Task AnalyzeSentimentBatch_RefusedDocument_SaysTheInnerErrorAndThrowsWhenRead()
    {
        AnalyzeSentimentResultCollection results = await Client().AnalyzeSentimentBatchAsync(
            [new("a", "good"), new("b", "") { Language = "en" }, new("c", "good") { Language = "xx" }, new("d", new string('x', 5121))]);

        Assert.False(results[0].HasError);
        Assert.True(results[1].Error.ErrorCode == TextAnalyticsErrorCode.InvalidDocument);
        Assert.True(results[2].Error.ErrorCode == TextAnalyticsErrorCode.UnsupportedLanguageCode);
        Assert.True(results[3].Error.ErrorCode == TextAnalyticsErrorCode.InvalidDocument);
        Assert.Throws<InvalidOperationException>(() => results[1].DocumentSentiment);
    }

    [Fact]
    public async Task AnalyzeSentimentBatch_MoreDocumentsThanAllowed_ThrowsWithTheInnerCode()
    {
        TextDocumentInput[] eleven = [.. Enumerable.Range(0, 11).Select(i => new TextDocumentInput($"{i}", "good"))];

        RequestFailedException e = await Assert.ThrowsAsync<RequestFailedException>(() => Client().AnalyzeSentimentBatchAsync(eleven));

        Assert.Equal(400, e.Status);
        Assert.Equal(TextAnalyticsErrorCode.InvalidDocumentBatch, e.ErrorCode);
    }

    [Fact]
    public async Task ExtractKeyPhrasesBatch_Text_GivesItsPhrases()
    {
        ExtractKeyPhrasesResultCollection results = await Client().ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "I liked the driver and the box")]);

        Assert.Equal(["driver", "box"], results[0].KeyPhrases);
    }

    [Fact]
    public async Task DetectLanguageBatch_Texts_GivesCodesAndUnknown()
    {
        DetectLanguageResultCollection results = await Client().DetectLanguageBatchAsync(
            [new DetectLanguageInput("a", "le chat et la souris"), new DetectLanguageInput("b", "42") { CountryHint = DetectLanguageInput.None }]);

        Assert.Equal("fr", results[0].PrimaryLanguage.Iso6391Name);
        Assert.Equal("(Unknown)", results[1].PrimaryLanguage.Iso6391Name);
        Assert.Equal("us", (string?)_service.Requests[0].Body["analysisInput"]!["documents"]![0]!["countryHint"]);
        Assert.Equal("", (string?)_service.Requests[0].Body["analysisInput"]!["documents"]![1]!["countryHint"]);
    }

    [Fact]
    public async Task RecognizePiiEntitiesBatch_WithFilter_GivesThoseCategoriesWithUtf16Offsets()
    {
        RecognizePiiEntitiesOptions options = new() { DisableServiceLogs = true };
        options.CategoriesFilter.Add(PiiEntityCategory.Email);

        RecognizePiiEntitiesResultCollection results = await Client().RecognizePiiEntitiesBatchAsync([new TextDocumentInput("a", "😀 a@example.com +33 1 23 45 67 89")], options);

        PiiEntity entity = Assert.Single(results[0].Entities);
        Assert.Equal((PiiEntityCategory.Email, 3, 13), (entity.Category, entity.Offset, entity.Length));
        Assert.Equal("😀 ************* +33 1 23 45 67 89", results[0].Entities.RedactedText);
        Assert.True((bool?)_service.Requests[0].Body["parameters"]!["loggingOptOut"]);
    }

    [Fact]
    public async Task Client_WrongKeyThenUpdatedKey_IsRefusedThenServed()
    {
        AzureKeyCredential credential = new("wrong");
        TextAnalyticsClient client = new(_service.Endpoint, credential, Options());
        RequestFailedException e = await Assert.ThrowsAsync<RequestFailedException>(() => client.ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")]));
        credential.Update(LocalLanguageService.Key);

        Assert.Equal((401, "401"), (e.Status, e.ErrorCode));
        Assert.Single((await client.ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")])).Value);
    }

    [Fact]
    public async Task Client_QuotaEnded_ThrowsAtOnceAndCarriesRetryAfter()
    {
        _service.Next(new LanguageFault.QuotaEnded());
        TextAnalyticsClientOptions options = Options();
        options.Retry.MaxRetries = 3;
        long started = Stopwatch.GetTimestamp();

        RequestFailedException e = await Assert.ThrowsAsync<RequestFailedException>(
            () => new TextAnalyticsClient(_service.Endpoint, new AzureKeyCredential(LocalLanguageService.Key), options).ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")]));

        Assert.Equal((403, "403"), (e.Status, e.ErrorCode));
        Assert.Equal("1296000", e.GetRawResponse()!.Headers.TryGetValue("Retry-After", out string? after) ? after : null);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "It slept.");
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task Client_TransientFailures_AreRetriedByThePipeline()
    {
        _service.Next(new LanguageFault.Status(503), new LanguageFault.Throttled(TimeSpan.Zero));
        TextAnalyticsClientOptions options = Options();
        options.Retry.MaxRetries = 2;
        TextAnalyticsClient client = new(_service.Endpoint, new AzureKeyCredential(LocalLanguageService.Key), options);

        Assert.Single((await client.ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")])).Value);
        Assert.Equal(3, _service.Requests.Count);
    }

    [Fact]
    public async Task Client_AnswerCutShortOrForeign_IsARequestFailedException()
    {
        _service.Next(new LanguageFault.CutShort(), new LanguageFault.Status(418));

        await Assert.ThrowsAsync<RequestFailedException>(() => Client().ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")]));
        RequestFailedException e = await Assert.ThrowsAsync<RequestFailedException>(() => Client().ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")]));
        Assert.Equal(418, e.Status);
    }

    [Fact]
    public async Task Client_Cancelled_EndsTheCall()
    {
        _service.Next(new LanguageFault.Silent());
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client().ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")], cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task Client_TokenCredential_AsksForTheCognitiveServicesScope()
    {
        SeenScopes credential = new();
        TextAnalyticsClientOptions options = Options();
        options.Transport = new HttpClientTransport(new Refusing());
        TextAnalyticsClient client = new(new Uri("https://name.cognitiveservices.azure.com"), credential, options);

        await Assert.ThrowsAsync<RequestFailedException>(() => client.ExtractKeyPhrasesBatchAsync([new TextDocumentInput("a", "x")]));
        Assert.Equal(["https://cognitiveservices.azure.com/.default"], credential.Scopes);
    }

    [Fact]
    public async Task Client_NoDocuments_IsTheCallersMistake()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Client().ExtractKeyPhrasesBatchAsync([]));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Client().ExtractKeyPhrasesBatchAsync(null!));
        Assert.Throws<ArgumentNullException>(() => new TextAnalyticsClient(null!, new AzureKeyCredential("k")));
    }

    private static TextAnalyticsClientOptions Options()
    {
        TextAnalyticsClientOptions options = new();
        options.Retry.MaxRetries = 0;
        options.Retry.Delay = TimeSpan.Zero;
        return options;
    }

    private TextAnalyticsClient Client() => new(_service.Endpoint, new AzureKeyCredential(LocalLanguageService.Key), Options());

    private sealed class SeenScopes : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("Bearer token", request.Headers.Authorization?.ToString());
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized));
        }
    }
}
