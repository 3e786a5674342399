using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Tests.Analyze;

public sealed class SharedCloudCallsTests
{
    private readonly HeldCloud _cloud = new();
    private readonly SharedCloudCalls _shared;

    public SharedCloudCallsTests() => _shared = new SharedCloudCalls(_cloud, TimeSpan.FromMinutes(1), TimeProvider.System);

    [Fact]
    public async Task Analyze_Alone_IsSentAtOnce()
    {
        Task<IReadOnlyList<CloudFinding?>> asked = AskAsync("a");

        Assert.Equal(["a"], Assert.Single(_cloud.Calls).Texts);
        _cloud.Answer(0);
        Assert.Equal(["a"], Words(await asked));
    }

    [Fact]
    public async Task Analyze_WhileCallsAreUnderWay_GoesTogetherIntoTheNextAndEachGetsItsOwn()
    {
        Task<IReadOnlyList<CloudFinding?>>[] first = [AskAsync("a"), AskAsync("b")];
        Task<IReadOnlyList<CloudFinding?>>[] next = [AskAsync("c", "d"), AskAsync("e"), AskAsync("f", "g")];
        Assert.Equal(SharedCloudCalls.CallsAtOnce, _cloud.Calls.Count);

        _cloud.Answer(0);
        await first[0];
        await _cloud.ReachedAsync(calls: 3);

        Assert.Equal(["c", "d", "e", "f", "g"], _cloud.Calls[2].Texts);
        _cloud.Answer(2);
        Assert.Equal([["c", "d"], ["e"], ["f", "g"]], (await Task.WhenAll(next)).Select(Words));
        _cloud.Answer(1);
        Assert.Equal(["b"], Words(await first[1]));
    }

    [Fact]
    public async Task Analyze_SharedCallFails_FailsForAllOfThemAndNotForTheNext()
    {
        Task<IReadOnlyList<CloudFinding?>>[] first = [AskAsync("a"), AskAsync("b")];
        Task<IReadOnlyList<CloudFinding?>>[] next = [AskAsync("c"), AskAsync("d")];
        _cloud.Answer(0);
        await first[0];
        await _cloud.ReachedAsync(calls: 3);

        _cloud.Fail(2, new CloudUnavailableException(CloudFailure.Throttled, "too many"));

        foreach (Task<IReadOnlyList<CloudFinding?>> failed in next)
        {
            Assert.Equal(CloudFailure.Throttled, (await Assert.ThrowsAsync<CloudUnavailableException>(() => failed)).Failure);
        }

        Task<IReadOnlyList<CloudFinding?>> after = AskAsync("e");
        await _cloud.ReachedAsync(calls: 4);
        _cloud.Answer(3);
        Assert.Equal(["e"], Words(await after));
    }

    [Fact]
    public async Task Analyze_GivenUpBeforeItsTurn_IsNotSent()
    {
        Task<IReadOnlyList<CloudFinding?>> first = AskAsync("a");
        _ = AskAsync("b");
        using CancellationTokenSource end = new();
        Task<IReadOnlyList<CloudFinding?>> given = _shared.AnalyzeAsync([new TextInput("c")], end.Token);
        Task<IReadOnlyList<CloudFinding?>> patient = AskAsync("d");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        _cloud.Answer(0);
        await first;
        await _cloud.ReachedAsync(calls: 3);
        _cloud.Answer(2);

        Assert.Equal(["d"], Words(await patient));
        Assert.Equal(["d"], _cloud.Calls[2].Texts);
    }

    [Fact]
    public async Task Analyze_MoreThanACallTakes_GoesIntoTheOneAfter()
    {
        Task<IReadOnlyList<CloudFinding?>>[] first = [AskAsync("a"), AskAsync("b")];
        string[] many = [.. Enumerable.Range(0, SharedCloudCalls.MaxTexts).Select(i => $"t{i}")];
        Task<IReadOnlyList<CloudFinding?>>[] next = [AskAsync("c"), AskAsync(many), AskAsync("d")];
        for (int call = 0; call < 5; call++)
        {
            await _cloud.ReachedAsync(call + 1);
            _cloud.Answer(call);
        }

        await Task.WhenAll([.. first, .. next]);
        Assert.Equal(many, Words(await next[1]));
        // Two are under way at once, so that which of them is seen first is chance; that none was joined with the many is not.
        Assert.Equal([1, 1, 1, 1, many.Length], _cloud.Calls.Select(c => c.Texts.Length).Order());
    }

    private static IEnumerable<string> Words(IReadOnlyList<CloudFinding?> findings) => findings.Select(f => f!.Engine);

    private Task<IReadOnlyList<CloudFinding?>> AskAsync(params string[] texts) => _shared.AnalyzeAsync([.. texts.Select(t => new TextInput(t))], CancellationToken.None);

    /// <summary>Calls stay under way until a test answers them; the engine of a finding is the text that it is of.</summary>
    private sealed class HeldCloud : ICloudAnalyzer
    {
        private readonly Lock _gate = new();
        private readonly List<(string[] Texts, TaskCompletionSource Held)> _calls = [];

        public IReadOnlyList<(string[] Texts, TaskCompletionSource Held)> Calls
        {
            get
            {
                lock (_gate)
                {
                    return [.. _calls];
                }
            }
        }

        public void Answer(int call) => Calls[call].Held.SetResult();

        public void Fail(int call, Exception failure) => Calls[call].Held.SetException(failure);

        public async Task ReachedAsync(int calls)
        {
            while (Calls.Count < calls)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        public int TextRecords(TextInput text) => 1;

        public bool Reads(string language) => true;

        public async Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(IReadOnlyList<TextInput> texts, CancellationToken cancellation)
        {
            TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _calls.Add(([.. texts.Select(t => t.Text)], held));
            }

            await held.Task;
            return [.. texts.Select(t => new CloudFinding
            {
                Sentiment = SentimentLabel.Neutral,
                Confidence = new SentimentConfidence(0, 1, 0),
                Sentences = [],
                Opinions = [],
                KeyPhrases = [],
                PersonalData = [],
                Engine = t.Text,
            })];
        }
    }
}
