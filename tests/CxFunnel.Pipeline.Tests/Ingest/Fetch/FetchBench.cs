using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Ingest.Fetch;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Tests.Ingest.Samples;
using CxFunnel.Testing.Simulation;
using CxFunnel.Testing.SurveyApis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Pipeline.Tests.Ingest.Fetch;

/// <summary>The stage as the app composes it, storage in memory, the tools' APIs on this machine, and a clock that a test moves.</summary>
internal sealed class FetchBench : IAsyncDisposable
{
    public const string FirstToken = "token-of-the-tests";

    private readonly ServiceProvider _services;
    private readonly ConfigurationManager _configuration = new();

    private FetchBench(SurveyApiStandIn api, IReadOnlyDictionary<string, string?> settings)
    {
        Api = api;
        Queues = new MemoryQueues(() => Clock.GetUtcNow());
        _configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Sources:surveymonkey:ApiToken"] = FirstToken,
            ["Sources:surveymonkey:ApiBaseAddress"] = api.Address,
            ["Sources:qualtrics:ApiToken"] = FirstToken,
            ["Sources:qualtrics:ApiBaseAddress"] = api.Address + "/",
            ["Fetch:CallTimeout"] = "00:00:02",
        });
        _configuration.AddInMemoryCollection(settings);
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(_configuration)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ITableStore>(new MemoryTables())
            .AddSingleton<IBlobStore>(Blobs)
            .AddSingleton<IMessageQueue>(Queues)
            .AddSingleton<ILoggerProvider>(Logged)
            .AddIngest()
            .BuildServiceProvider();
    }

    public SurveyApiStandIn Api { get; }

    public SteppedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));

    public MemoryQueues Queues { get; }

    public MemoryBlobs Blobs { get; } = new();

    public LogCapture Logged { get; } = new();

    public int Waiting => Queues.Count(QueueNames.FetchResponses);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="settings">Over the bench's own; null takes one away.</param>
    public static async Task<FetchBench> StartAsync(params (string Setting, string? Value)[] settings) =>
        new(await SurveyApiStandIn.StartAsync(FirstToken), settings.ToDictionary(s => s.Setting, s => s.Value, StringComparer.Ordinal));

    /// <summary>The API has a sample response; its webhook comes in.</summary>
    public async Task<IngestOutcome> TakeSampleAsync(string tool, string webhook, string? response)
    {
        SurveyDelivery delivery = new(
            "default", tool, tool == "qualtrics" ? "application/x-www-form-urlencoded" : "application/json",
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Sample.Bytes(tool, webhook), Sample.Bytes(tool, webhook));
        if (response is not null)
        {
            SurveyReading.Notification notification = Assert.IsType<SurveyReading.Notification>(
                SurveyAdapters.For(tool).Read(new SurveyRequest(tool, delivery.ContentType, delivery.Body, Clock.GetUtcNow()), null));
            PutResponse(tool, notification, Sample.Bytes(tool, response));
        }

        return await Get<SurveyIngest>().TakeAsync(delivery, CancellationToken.None);
    }

    public void PutResponse(string tool, SurveyReading.Notification notification, byte[] response)
    {
        if (tool == "qualtrics")
        {
            Api.PutQualtrics(notification.SurveyId, notification.ResponseId, response);
        }
        else
        {
            Api.PutSurveyMonkey(notification.SurveyId, notification.ResponseId, response);
            Api.PutSurveyMonkeyDefinition(notification.SurveyId, Sample.Bytes(tool, "01-api-survey-details.json"));
        }
    }

    public Task<IngestOutcome> TakeAsync() => TakeSampleAsync("surveymonkey", "01-webhook-response_completed.json", "01-api-response-details-simple.json");

    /// <summary>Runs the function for every request that is visible now, those included that become so meanwhile.</summary>
    /// <returns>How many runs.</returns>
    public async Task<int> RunAsync()
    {
        int runs = 0;
        while (Queues.Receive(QueueNames.FetchResponses, 1, TimeSpan.FromMinutes(1), _ => 0) is [{ } message])
        {
            Assert.True(++runs < 10_000, "A request goes round and round.");
            await Get<FetchResponses>().FetchAsync(PipelineMessages.FetchResponse(message.Body), CancellationToken.None);
            Assert.True(Queues.Delete(QueueNames.FetchResponses, message));
        }

        return runs;
    }

    /// <summary>Lets time pass, second by second, with the function running when a request comes up.</summary>
    public async Task RunForAsync(TimeSpan time, TimeSpan? step = null)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step ?? TimeSpan.FromSeconds(1))
        {
            Clock.Advance(step ?? TimeSpan.FromSeconds(1));
            await RunAsync();
        }
    }

    /// <summary>What has reached the inbox.</summary>
    public IReadOnlyList<FeedbackItem> Inbox() =>
        [.. Blobs.Names(ContainerNames.Inbox).SelectMany(name => Sample.Items(Blobs.Find(ContainerNames.Inbox, name)!))];

    public async Task<QuarantinedInput?> SetAsideAsync() =>
        (await Get<QuarantineStore>().AllAsync("default", CancellationToken.None)).SingleOrDefault();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _configuration.Dispose();
        await Api.DisposeAsync();
        Assert.DoesNotContain(FirstToken, Logged.Text, StringComparison.Ordinal);
    }

    /// <summary>All that is logged.</summary>
    internal sealed class LogCapture : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
