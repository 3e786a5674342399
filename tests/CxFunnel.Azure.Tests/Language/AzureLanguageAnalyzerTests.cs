using System.Globalization;
using CxFunnel.Azure.Language;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Testing.Language;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Azure.Tests.Language;

/// <summary>The adapter with the real client against a server that speaks the documented protocol.</summary>
public sealed class AzureLanguageAnalyzerTests : IAsyncLifetime
{
    private LocalLanguageService _service = null!;

    public async Task InitializeAsync() => _service = await LocalLanguageService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Analyze_OneText_BringsEverythingWithOffsetsInUtf16()
    {
        const string Text = "😀👩‍👩‍👧 The driver was friendly. The parcel was late, ask Mr Miller.";

        CloudFinding finding = (await AnalyzeAsync(Text))[0]!;

        Assert.Equal(SentimentLabel.Mixed, finding.Sentiment);
        Assert.Equal("azure-language/2022-11-01", finding.Engine);
        Assert.Equal(1, finding.Confidence.Positive + finding.Confidence.Neutral + finding.Confidence.Negative, precision: 9);
        Assert.Equal(["The driver was friendly.", "The parcel was late, ask Mr Miller."], finding.Sentences.Select(s => Text.Substring(s.Offset, s.Length)).Select(s => s[s.IndexOf("The", StringComparison.Ordinal)..]));
        Assert.Equal(["driver", "parcel"], finding.Opinions.Select(o => Text.Substring(o.Offset, o.Length)));
        Assert.Equal([SentimentLabel.Positive, SentimentLabel.Negative], finding.Opinions.Select(o => o.Sentiment));
        Assert.Equal(["friendly"], finding.Opinions[0].Assessments);
        Assert.Equal(["driver", "parcel"], finding.KeyPhrases);
        PersonalDataSpan name = Assert.Single(finding.PersonalData);
        Assert.Equal(("name", "Miller"), (name.Kind, Text.Substring(name.Offset, name.Length)));
        Assert.All(_service.Requests, r => Assert.True((bool?)r.Body["parameters"]!["loggingOptOut"]));
    }

    [Fact]
    public async Task Analyze_ManyTexts_KeepsToTheLimitsOfEachRequest()
    {
        IReadOnlyList<CloudFinding?> findings = await AnalyzeAsync([.. Enumerable.Range(0, 23).Select(i => $"The box number {i} was {(i % 2 == 0 ? "good" : "bad")}.")]);

        Assert.Equal(23, findings.Count);
        Assert.All(findings.Select((f, i) => (f, i)), x => Assert.Equal(x.i % 2 == 0 ? SentimentLabel.Positive : SentimentLabel.Negative, x.f!.Sentiment));
        Assert.Equal([10, 10, 3], Sizes("SentimentAnalysis"));
        Assert.Equal([10, 10, 3], Sizes("KeyPhraseExtraction"));
        Assert.Equal([5, 5, 5, 5, 3], Sizes("PiiEntityRecognition"));
        Assert.Empty(Sizes("LanguageDetection"));
    }

    [Fact]
    public async Task Analyze_LanguageNotKnown_IsAskedFirstAndUnreadOnesAreNotSent()
    {
        AzureLanguageAnalyzer analyzer = Analyzer();
        IReadOnlyList<CloudFinding?> findings = await analyzer.AnalyzeAsync([new("le chat est bon et la table"), new("42")], CancellationToken.None);

        Assert.Equal("fr", findings[0]!.Language!.Value.Code);
        Assert.Null(findings[1]);
        Assert.Equal([2], Sizes("LanguageDetection"));
        Assert.Equal([1], Sizes("SentimentAnalysis"));
    }

    [Fact]
    public async Task Analyze_LongText_IsSplitAtSentencesAndMerged()
    {
        string text = string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"The box {i} was good and 👩‍👩‍👧 came, said Mr Smith. "))) + "The driver was rude.";

        CloudFinding finding = (await AnalyzeAsync(text))[0]!;

        IReadOnlyList<string> sent = _service.Requests.Single(r => r.Kind == "SentimentAnalysis").Texts;
        Assert.Equal(text, string.Concat(sent));
        Assert.InRange(sent.Count, 3, 4);
        Assert.All(sent, piece => Assert.InRange(new StringInfo(piece).LengthInTextElements, 1, 5120));
        Assert.All(sent.SkipLast(1), piece => Assert.EndsWith(". ", piece, StringComparison.Ordinal));
        Assert.Equal(SentimentLabel.Mixed, finding.Sentiment);
        Assert.All(finding.Opinions, o => Assert.Equal(o.Target, text.Substring(o.Offset, o.Length)));
        Assert.Equal(300, finding.PersonalData.Count);
        Assert.All(finding.PersonalData, p => Assert.Equal("Smith", text.Substring(p.Offset, p.Length)));
    }

    [Fact]
    public async Task Analyze_LettersUnderManyAccents_AreMeasuredAsTextElements()
    {
        // 5,000 text elements of three units each fit into one document by the service's measure.
        string text = string.Concat(Enumerable.Repeat("e\u0301\u0302", 5000));
        await AnalyzeAsync(text);

        Assert.Single(_service.Requests.Single(r => r.Kind == "SentimentAnalysis").Texts);
        Assert.Equal(5 * 3, Analyzer().TextRecords(new TextInput(text) { Language = "en" }));
        Assert.Equal(15, _service.Records);
    }

    [Fact]
    public async Task TextRecords_EstimatedForAnyText_IsWhatTheServiceBills()
    {
        string[] texts = ["short", new string('a', 1000), new string('b', 1001), string.Concat(Enumerable.Repeat("word 😀 ", 2000))];
        int estimated = texts.Sum(t => Analyzer().TextRecords(new TextInput(t) { Language = "en" }));
        await AnalyzeAsync(texts);

        Assert.Equal(estimated, _service.Records);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Analyze_OneDocumentFailsInAnyRequest_OnlyItsTextHasNoFinding(int request)
    {
        _service.Next([.. Enumerable.Range(0, 3).Select(i => i == request ? new LanguageFault.DocumentFails(1) : null)]);

        IReadOnlyList<CloudFinding?> findings = await AnalyzeAsync("The box was good.", "The van was bad.", "The app was good.");

        Assert.Equal([true, false, true], findings.Select(f => f is not null));
    }

    [Fact]
    public async Task Analyze_AnswerForgetsADocument_ItsTextHasNoFinding()
    {
        _service.Next(new LanguageFault.Forgets(0));

        IReadOnlyList<CloudFinding?> findings = await AnalyzeAsync("The box was good.", "The van was bad.");

        Assert.Equal([false, true], findings.Select(f => f is not null));
    }

    [Fact]
    public async Task Analyze_ThrottledForAMoment_WaitsAndGoesOn()
    {
        _service.Next(new LanguageFault.Throttled(TimeSpan.FromSeconds(1)));

        Assert.NotNull((await AnalyzeAsync("The box was good."))[0]);
        Assert.Equal(4, _service.Requests.Count);
    }

    [Fact]
    public async Task Analyze_ThrottledForLong_SaysSoAtOnce()
    {
        _service.Next(new LanguageFault.Throttled(TimeSpan.FromMinutes(2)), new LanguageFault.Throttled(TimeSpan.FromMinutes(2)), new LanguageFault.Throttled(TimeSpan.FromMinutes(2)));

        CloudUnavailableException e = await Assert.ThrowsAsync<CloudUnavailableException>(() => AnalyzeAsync("The box was good."));

        Assert.Equal((CloudFailure.Throttled, TimeSpan.FromMinutes(2), false), (e.Failure, e.RetryAfter, e.MayBeBilled));
    }

    [Fact]
    public async Task Analyze_QuotaEnded_IsToldApartFromAMissingRightAndNeverSleptOn()
    {
        _service.Next(new LanguageFault.QuotaEnded(), new LanguageFault.QuotaEnded(), new LanguageFault.QuotaEnded());
        CloudUnavailableException ended = await Assert.ThrowsAsync<CloudUnavailableException>(() => AnalyzeAsync("The box was good."));
        _service.Next(new LanguageFault.Status(403), new LanguageFault.Status(403), new LanguageFault.Status(403));
        CloudUnavailableException refused = await Assert.ThrowsAsync<CloudUnavailableException>(() => AnalyzeAsync("The box was good."));

        Assert.Equal((CloudFailure.QuotaEnded, TimeSpan.FromDays(15)), (ended.Failure, ended.RetryAfter));
        Assert.Equal(CloudFailure.Refused, refused.Failure);
    }

    [Fact]
    public async Task Analyze_SomeRequestsServedBeforeOneFails_MayBeBilled()
    {
        _service.Next(null, null, new LanguageFault.Refused(400, "InvalidParameterValue"));

        CloudUnavailableException e = await Assert.ThrowsAsync<CloudUnavailableException>(() => AnalyzeAsync("The box was good."));

        Assert.Equal((CloudFailure.Refused, true), (e.Failure, e.MayBeBilled));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task Analyze_ServiceFails_IsNoAnswerAndTheMessageQuotesNothing(int status)
    {
        _service.Next(new LanguageFault.Status(status), new LanguageFault.Status(status), new LanguageFault.Status(status));

        CloudUnavailableException e = await Assert.ThrowsAsync<CloudUnavailableException>(() => AnalyzeAsync("The box was good."));

        Assert.Equal(CloudFailure.NoAnswer, e.Failure);
        Assert.DoesNotContain("box", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_CutShortAnswerOrNobodyThere_IsNoAnswer()
    {
        _service.Next(new LanguageFault.CutShort());
        CloudUnavailableException cut = await Assert.ThrowsAsync<CloudUnavailableException>(() => AnalyzeAsync("The box was good."));
        AzureLanguageAnalyzer nobody = new(LanguageConnection.Client(new LanguageOptions { Endpoint = new Uri("http://127.0.0.1:9"), Key = "k" }), TimeProvider.System);
        CloudUnavailableException unreachable = await Assert.ThrowsAsync<CloudUnavailableException>(() => nobody.AnalyzeAsync([new("x") { Language = "en" }], CancellationToken.None));

        Assert.Equal([CloudFailure.NoAnswer, CloudFailure.NoAnswer], [cut.Failure, unreachable.Failure]);
    }

    [Fact]
    public async Task Analyze_SilentService_EndsAtTheNetworkTimeoutAndWhenCancelled()
    {
        _service.Next(new LanguageFault.Silent(), new LanguageFault.Silent(), new LanguageFault.Silent());
        AzureLanguageAnalyzer hurried = Analyzer(TimeSpan.FromMilliseconds(200));
        CloudUnavailableException e = await Assert.ThrowsAsync<CloudUnavailableException>(() => hurried.AnalyzeAsync([new("The box was good.") { Language = "en" }], CancellationToken.None));
        _service.Next(new LanguageFault.Silent(), new LanguageFault.Silent(), new LanguageFault.Silent());
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Analyzer().AnalyzeAsync([new("The box was good.") { Language = "en" }], cancel.Token));
        Assert.Equal(CloudFailure.NoAnswer, e.Failure);
    }

    [Fact]
    public async Task Analyze_WrongKey_IsRefused()
    {
        AzureLanguageAnalyzer analyzer = new(LanguageConnection.Client(new LanguageOptions { Endpoint = _service.Endpoint, Key = "wrong" }), TimeProvider.System);

        CloudUnavailableException e = await Assert.ThrowsAsync<CloudUnavailableException>(() => analyzer.AnalyzeAsync([new("x") { Language = "en" }], CancellationToken.None));
        Assert.Equal(CloudFailure.Refused, e.Failure);
        Assert.Contains("401", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_PlainHttpToAnotherMachine_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => LanguageConnection.Client(new LanguageOptions { Endpoint = new Uri("http://language.example.com"), Key = "k" }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pieces_OfAnyText_AreTheTextAndFit(int seed)
    {
        Random random = new(seed);
        string[] parts = ["a", "b ", ". ", "😀", "e\u0301\u0302\u0303", "\n", "👩‍👩‍👧", "\uD800", new string('x', 700), new string('\u0301', 300)];
        string text = string.Concat(Enumerable.Range(0, 4000).Select(_ => parts[random.Next(random.Next(2) == 0 ? 3 : parts.Length)]));

        LanguagePiece[] pieces = [.. LanguagePieces.Of(0, text)];

        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
        Assert.All(pieces, p => Assert.InRange(p.TextElements, 1, LanguagePieces.MaxTextElements));
        Assert.All(pieces, p => Assert.Equal(LanguagePieces.Measure(p.Text), p.TextElements));
        Assert.All(pieces, p => Assert.Equal(p.Text, text.Substring(p.Offset, p.Text.Length)));
    }

    private int[] Sizes(string kind) => [.. _service.Requests.Where(r => r.Kind == kind).Select(r => r.Texts.Count).OrderDescending()];

    private AzureLanguageAnalyzer Analyzer(TimeSpan? limit = null) =>
        new(LanguageConnection.Client(new LanguageOptions { Endpoint = _service.Endpoint, Key = LocalLanguageService.Key, Timeout = limit ?? TimeSpan.FromSeconds(30) }), TimeProvider.System);

    private Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(params string[] texts) =>
        Analyzer().AnalyzeAsync([.. texts.Select(t => new TextInput(t) { Language = "en" })], CancellationToken.None);
}
