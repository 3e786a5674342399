using System.Net;
using CxFunnel.Cli.Sending;

namespace CxFunnel.Cli.Tests.Sending;

public sealed class FunnelClientTests
{
    [Fact]
    public async Task Send_AskedToComeAgain_WaitsAsLongAsAskedAndSendsAFreshRequest()
    {
        ScriptedHandler network = new(Busy(TimeSpan.FromSeconds(3)), Busy(TimeSpan.FromSeconds(0.4)), new HttpResponseMessage(HttpStatusCode.Accepted));
        SkippingClock clock = new();
        using FunnelClient client = new(new Uri("http://127.0.0.1:1"), "k", clock, network);

        using HttpResponseMessage answer = await client.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, "/x") { Content = new StringContent("body") }, null, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["body", "body", "body"], network.Bodies);
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.4)], clock.Waits);
        Assert.All(network.Keys, key => Assert.Equal("k", key));
    }

    [Fact]
    public async Task Send_ConnectionBreaks_TriesAgain()
    {
        ScriptedHandler network = new(new HttpRequestException("reset", null, null), new HttpResponseMessage(HttpStatusCode.OK));
        using FunnelClient client = new(new Uri("http://127.0.0.1:1"), null, new SkippingClock(), network);

        using HttpResponseMessage answer = await client.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "/x"), null, CancellationToken.None);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Send_AlwaysBusy_GivesTheLastAnswerAfterEightTries()
    {
        ScriptedHandler network = new(Enumerable.Range(0, 20).Select(_ => (object)Busy(TimeSpan.Zero)).ToArray());
        using FunnelClient client = new(new Uri("http://127.0.0.1:1"), null, new SkippingClock(), network);

        using HttpResponseMessage answer = await client.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "/x"), null, CancellationToken.None);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(8, network.Bodies.Count);
    }

    [Fact]
    public async Task Send_NobodyListens_SaysHowToStart()
    {
        using FunnelClient client = new(new Uri("http://127.0.0.1:9"), null, TimeProvider.System);

        CxException error = await Assert.ThrowsAsync<CxException>(() => client.GetJsonAsync("/api/health", CancellationToken.None));

        Assert.Equal("Nothing answers at http://127.0.0.1:9/. Start it with ./cx up, or name the right address with --url.", error.Message);
    }

    [Fact]
    public async Task GetJson_ProblemDocument_ShowsItsErrors()
    {
        HttpResponseMessage problem = new(HttpStatusCode.BadRequest)
        {
            ReasonPhrase = "Bad Request",
            Content = new StringContent("""{"title":"The query is wrong","errors":[{"pointer":"/from","detail":"is not a day"},{"pointer":"","detail":"is too long"}]}"""),
        };
        using FunnelClient client = new(new Uri("http://127.0.0.1:1"), null, new SkippingClock(), new ScriptedHandler(problem));

        CxException error = await Assert.ThrowsAsync<CxException>(() => client.GetJsonAsync("/api/metrics", CancellationToken.None));

        Assert.Equal(
            "GET /api/metrics: 400 Bad Request: The query is wrong\n  /from is not a day\n  the body is too long",
            error.Message.ReplaceLineEndings("\n"));
    }

    private static HttpResponseMessage Busy(TimeSpan again)
    {
        HttpResponseMessage response = new(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter = new(again);
        return response;
    }

    private sealed class ScriptedHandler(params object[] answers) : HttpMessageHandler
    {
        private readonly Queue<object> _answers = new(answers);

        public List<string> Bodies { get; } = [];

        public List<string?> Keys { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            Keys.Add(request.Headers.TryGetValues("x-functions-key", out IEnumerable<string>? keys) ? keys.Single() : null);
            return _answers.Dequeue() is HttpResponseMessage response ? response : throw new HttpRequestException("reset");
        }
    }

    /// <summary>Waits take no time and are remembered.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
