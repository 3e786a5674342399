using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Testing.Simulation;
using CxFunnel.TextAnalytics;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.CircuitBreaker;

namespace CxFunnel.Pipeline.Tests.Analyze;

public sealed class RoutedTextAnalyzerTests : IDisposable
{
    private const string Unsure = "The box came on a Tuesday, I think";
    private const string Sure = "Terrible, awful service, I hate it!";

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryTables _tables = new();
    private readonly CountingCloud _cloud = new();
    private readonly List<IDisposable> _made = [];

    public void Dispose() => _made.ForEach(m => m.Dispose());

    [Fact]
    public async Task Analyze_UnsureAndSureTexts_OnlyTheUnsureOneIsSent()
    {
        IReadOnlyList<TextInsight> insights = await Analyzer().AnalyzeAsync("default", [new(Sure), new(Unsure)], CancellationToken.None);

        Assert.Equal([Unsure], _cloud.Asked.Select(t => t.Text));
        Assert.Equal([EmbeddedTextEngine.Version, CountingCloud.Version], insights.Select(i => i.Engine));
        Assert.Equal(SentimentLabel.Positive, insights[1].Sentiment);
        Assert.Equal(0.8, insights[1].Score, precision: 6);
    }

    [Fact]
    public async Task Analyze_ThresholdZeroAndOne_SendsNothingAndAlmostEverything()
    {
        await Analyzer(o => o.Threshold = 0).AnalyzeAsync("default", [new(Sure), new(Unsure)], CancellationToken.None);
        Assert.Empty(_cloud.Asked);

        await Analyzer(o => o.Threshold = 1).AnalyzeAsync("default", [new(Sure), new(Unsure), new("  ")], CancellationToken.None);
        Assert.Equal([Sure, Unsure], _cloud.Asked.Select(t => t.Text));
    }

    [Theory]
    [InlineData("The box came for anna@example.com on a Tuesday, I think")]
    [InlineData("The box came, call +33 6 12 34 56 78 on a Tuesday, I think")]
    public async Task Analyze_PersonalDataInTheText_IsNotSent(string text)
    {
        IReadOnlyList<TextInsight> insights = await Analyzer(o => o.Threshold = 1).AnalyzeAsync("default", [new(text)], CancellationToken.None);

        Assert.Empty(_cloud.Asked);
        Assert.Equal(EmbeddedTextEngine.Version, insights[0].Engine);
    }

    [Fact]
    public async Task Analyze_CloudFindsPersonalData_RedactsItButNoPlaceholderOfOurs()
    {
        _cloud.Find = text => CountingCloud.Finding with { PersonalData = [new PersonalDataSpan("name", 0, 3), new PersonalDataSpan("phone", text.Text.IndexOf("phone", StringComparison.Ordinal), 5)] };

        IReadOnlyList<TextInsight> insights = await Analyzer(o => o.Threshold = 1).AnalyzeAsync("default", [new("Ada brought the box, I think, [phone]")], CancellationToken.None);

        Assert.Equal("[name] brought the box, I think, [phone]", insights[0].Redacted);
    }

    [Fact]
    public async Task Analyze_SameTextAgainAndTwiceInOneCall_IsPaidOnce()
    {
        RoutedTextAnalyzer analyzer = Analyzer();
        await analyzer.AnalyzeAsync("default", [new(Unsure), new(Unsure)], CancellationToken.None);
        IReadOnlyList<TextInsight> again = await analyzer.AnalyzeAsync("default", [new(Unsure)], CancellationToken.None);

        Assert.Single(_cloud.Asked);
        Assert.Equal(CountingCloud.Version, again[0].Engine);
        Assert.Equal(1, analyzer.CachedFindings);
    }

    [Fact]
    public async Task Analyze_CacheFull_ForgetsTheLeastRecent()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => (o.Threshold, o.CacheEntries) = (1, 2));
        foreach (string text in (string[])["Box one came", "Box two came", "Box one came", "Box three came", "Box one came", "Box two came"])
        {
            await analyzer.AnalyzeAsync("default", [new(text)], CancellationToken.None);
        }

        Assert.Equal(["Box one came", "Box two came", "Box three came", "Box two came"], _cloud.Asked.Select(t => t.Text));
        Assert.Equal(2, analyzer.CachedFindings);
    }

    [Fact]
    public async Task Analyze_DocumentRefused_KeepsTheEmbeddedResultForThatTextAlone()
    {
        _cloud.Find = text => text.Text.Contains("two", StringComparison.Ordinal) ? null : CountingCloud.Finding;

        IReadOnlyList<TextInsight> insights = await Analyzer(o => o.Threshold = 1).AnalyzeAsync("default", [new("Box one came"), new("Box two came")], CancellationToken.None);

        Assert.Equal([CountingCloud.Version, EmbeddedTextEngine.Version], insights.Select(i => i.Engine));
    }

    [Fact]
    public async Task Budget_TwoWorkersAndARestart_NeverSpendMoreThanTheMonthHas()
    {
        const int PerMonth = 250;
        RoutedTextAnalyzer[] workers = [.. Enumerable.Range(0, 2).Select(_ => Analyzer(o => (o.Threshold, o.MonthlyTextRecords) = (1, PerMonth)))];
        int sent = 0;
        await Task.WhenAll(workers.Select(async (worker, w) =>
        {
            for (int i = 0; i < 100; i++)
            {
                IReadOnlyList<TextInsight> insights = await worker.AnalyzeAsync("default", [new($"Box {w} number {i} came")], CancellationToken.None);
                Interlocked.Add(ref sent, insights.Count(x => x.Engine == CountingCloud.Version));
            }
        }));
        // What a crashed worker had set aside is gone; it is at most one block.
        RoutedTextAnalyzer restarted = Analyzer(o => (o.Threshold, o.MonthlyTextRecords) = (1, PerMonth));
        IReadOnlyList<TextInsight> after = await restarted.AnalyzeAsync("default", [new("Box after the restart came")], CancellationToken.None);

        Assert.InRange(sent * CountingCloud.Records, PerMonth - 100, PerMonth);
        Assert.Equal(EmbeddedTextEngine.Version, after[0].Engine);
        Assert.InRange(_cloud.Asked.Count * CountingCloud.Records, 1, PerMonth);
    }

    [Fact]
    public async Task Budget_NextMonth_IsFullAgain()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => (o.Threshold, o.MonthlyTextRecords) = (1, CountingCloud.Records));
        await analyzer.AnalyzeAsync("default", [new("Box one came")], CancellationToken.None);
        await analyzer.AnalyzeAsync("default", [new("Box two came")], CancellationToken.None);
        Assert.Single(_cloud.Asked);

        _clock.Advance(TimeSpan.FromDays(10));
        await analyzer.AnalyzeAsync("default", [new("Box two came")], CancellationToken.None);
        Assert.Equal(2, _cloud.Asked.Count);
    }

    [Fact]
    public async Task Breaker_CloudFails_OpensAndClosesAgainWhenItAnswers()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => o.Threshold = 1);
        _cloud.Failure = new CloudUnavailableException(CloudFailure.NoAnswer, "No answer.");
        await SendAsync(analyzer, 8);
        Assert.Equal(CircuitState.Open, analyzer.Breaker);
        Assert.Equal(4, _cloud.Calls);

        _cloud.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(31));
        IReadOnlyList<TextInsight> insights = await analyzer.AnalyzeAsync("default", [new("Box late came")], CancellationToken.None);

        Assert.Equal(CountingCloud.Version, insights[0].Engine);
        Assert.Equal(CircuitState.Closed, analyzer.Breaker);
    }

    [Fact]
    public async Task Breaker_ThrottledForLong_StaysOpenAsLongAsAskedFor()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => o.Threshold = 1);
        _cloud.Failure = new CloudUnavailableException(CloudFailure.Throttled, "Later.", TimeSpan.FromMinutes(5));
        await SendAsync(analyzer, 4);
        _clock.Advance(TimeSpan.FromMinutes(4));
        await SendAsync(analyzer, 2);

        Assert.Equal(4, _cloud.Calls);
    }

    [Fact]
    public async Task Quota_Ended_PausesEveryWorkerAndIsNotSleptOn()
    {
        RoutedTextAnalyzer one = Analyzer(o => o.Threshold = 1);
        RoutedTextAnalyzer other = Analyzer(o => o.Threshold = 1);
        _cloud.Failure = new CloudUnavailableException(CloudFailure.QuotaEnded, "403", TimeSpan.FromDays(15));
        await one.AnalyzeAsync("default", [new("Box one came")], CancellationToken.None);
        _cloud.Failure = null;

        IReadOnlyList<TextInsight> meanwhile = await other.AnalyzeAsync("default", [new("Box two came")], CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(61));
        IReadOnlyList<TextInsight> later = await other.AnalyzeAsync("default", [new("Box two came")], CancellationToken.None);

        Assert.Equal(EmbeddedTextEngine.Version, meanwhile[0].Engine);
        // Tiers get changed: an hour later it is asked again.
        Assert.Equal(CountingCloud.Version, later[0].Engine);
    }

    [Fact]
    public async Task Budget_FailuresThatAreNotBilled_CostNothing()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => (o.Threshold, o.MonthlyTextRecords) = (1, CountingCloud.Records));
        _cloud.Failure = new CloudUnavailableException(CloudFailure.Throttled, "Later.", TimeSpan.FromSeconds(1));
        await analyzer.AnalyzeAsync("default", [new("Box one came")], CancellationToken.None);
        _cloud.Failure = null;

        Assert.Equal(CountingCloud.Version, (await analyzer.AnalyzeAsync("default", [new("Box one came")], CancellationToken.None))[0].Engine);
    }

    [Fact]
    public async Task Analyze_CloudIsSilent_FallsBackAtTheLimit()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => (o.Threshold, o.Timeout) = (1, TimeSpan.FromSeconds(5)));
        _cloud.IsSilent = true;
        Task<IReadOnlyList<TextInsight>> waiting = analyzer.AnalyzeAsync("default", [new("Box one came")], CancellationToken.None);
        await _cloud.Reached;
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(EmbeddedTextEngine.Version, (await waiting)[0].Engine);
    }

    [Fact]
    public async Task Analyze_CallerCancels_IsCancelledAndNoFailureOfTheCloud()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => o.Threshold = 1);
        _cloud.IsSilent = true;
        using CancellationTokenSource cancel = new();
        Task<IReadOnlyList<TextInsight>> waiting = analyzer.AnalyzeAsync("default", [new("Box one came")], cancel.Token);
        await _cloud.Reached;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(CircuitState.Closed, analyzer.Breaker);
    }

    [Fact]
    public async Task Status_SecondEngine_ShowsWhatIsLeft()
    {
        RoutedTextAnalyzer analyzer = Analyzer(o => (o.Threshold, o.MonthlyTextRecords) = (1, 1000));
        await analyzer.AnalyzeAsync("default", [new("Box one came")], CancellationToken.None);
        using TextRecordBudget budget = new(_tables, new LanguageOptions { MonthlyTextRecords = 1000 }, _clock);

        SecondEngineStatus second = (await new LanguageStatus(analyzer, budget).ReadAsync(CancellationToken.None)).Second!;

        Assert.Equal((CountingCloud.Version, "closed", 1000L, 900L, null, 1), (second.Engine, second.Breaker, second.RecordsPerMonth, second.RecordsLeft, second.PausedUntil, second.CachedFindings));
        Assert.Equal(100, _tables.Find(TableNames.Settings, "language", "records-202611")!.Number("TakenRecords"));
        Assert.Null((await new LanguageStatus(new EmbeddedTextAnalyzer(new EmbeddedTextEngine()), budget).ReadAsync(CancellationToken.None)).Second);
    }

    private static async Task SendAsync(RoutedTextAnalyzer analyzer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await analyzer.AnalyzeAsync("default", [new($"Box {i} came")], CancellationToken.None);
        }
    }

    private RoutedTextAnalyzer Analyzer(Action<LanguageOptions>? configure = null)
    {
        LanguageOptions options = new() { Endpoint = new Uri("https://language.example.com") };
        configure?.Invoke(options);
        TextRecordBudget budget = new(_tables, options, _clock);
        RoutedTextAnalyzer analyzer = new(new EmbeddedTextAnalyzer(new EmbeddedTextEngine()), _cloud, budget, options, _clock, NullLogger<RoutedTextAnalyzer>.Instance);
        _made.Add(analyzer);
        return analyzer;
    }

    private sealed class CountingCloud : ICloudAnalyzer
    {
        public const string Version = "azure-language/test";
        public const int Records = 3;

        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<TextInput> _asked = [];

        public static CloudFinding Finding { get; } = new()
        {
            Sentiment = SentimentLabel.Positive,
            Confidence = new SentimentConfidence(0.85, 0.1, 0.05),
            Sentences = [],
            Opinions = [],
            KeyPhrases = [],
            PersonalData = [],
            Engine = Version,
        };

        public List<TextInput> Asked => _asked;

        public int Calls { get; private set; }

        public Func<TextInput, CloudFinding?> Find { get; set; } = _ => Finding;

        public CloudUnavailableException? Failure { get; set; }

        public bool IsSilent { get; set; }

        public Task Reached => _reached.Task;

        public int TextRecords(TextInput text) => Records;

        public bool Reads(string language) => language == "en";

        public async Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(IReadOnlyList<TextInput> texts, CancellationToken cancellation)
        {
            lock (_gate)
            {
                Calls++;
            }

            _reached.TrySetResult();
            if (IsSilent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }

            if (Failure is { } failure)
            {
                throw failure;
            }

            lock (_gate)
            {
                _asked.AddRange(texts);
            }

            return [.. texts.Select(Find)];
        }
    }
}
