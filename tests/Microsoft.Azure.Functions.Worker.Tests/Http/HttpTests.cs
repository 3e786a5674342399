using System.Net;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class HttpTests
{
    [Fact]
    public async Task Request_ForAFunction_IsAnsweredWithItsResult()
    {
        await using EmbeddedApp app = await StartAsync("Echo");
        using HttpResponseMessage response = await app.Client.PostAsync("/api/echo/you", new StringContent("x"));

        Assert.Equal("""{"name":"you","contentType":"text/plain; charset=utf-8"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/api/numbers/41", HttpStatusCode.OK, "number 42")]
    [InlineData("/api/numbers/abc", HttpStatusCode.NotFound, "")]
    [InlineData("/api/numbers/0", HttpStatusCode.NotFound, "")]
    [InlineData("/api/optional/one", HttpStatusCode.OK, "part one size 7")]
    [InlineData("/api/optional", HttpStatusCode.OK, "part none size 7")]
    [InlineData("/api/optional?size=9", HttpStatusCode.OK, "part none size 9")]
    [InlineData("/api/rest/a/b/c", HttpStatusCode.OK, "rest a/b/c")]
    [InlineData("/api/rest", HttpStatusCode.OK, "rest ")]
    [InlineData("/api/nothing", HttpStatusCode.NotFound, "")]
    [InlineData("/numbers/41", HttpStatusCode.NotFound, "")]
    [InlineData("/", HttpStatusCode.NotFound, "")]
    public async Task Route_WithConstraintsAndOptionalParts_MatchesAsItSays(string path, HttpStatusCode status, string body)
    {
        await using EmbeddedApp app = await StartAsync("Number", "Optional", "Rest");
        using HttpResponseMessage response = await app.Client.GetAsync(path);

        Assert.Equal((status, body), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task RoutePrefix_Set_ReplacesApi()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Open"], ["AzureFunctionsJobHost:extensions:http:routePrefix="], AddProbe);

        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/open")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/api/open")).StatusCode);
    }

    [Fact]
    public async Task Method_NotDeclared_Is405AndNamesThoseThatAre()
    {
        await using EmbeddedApp app = await StartAsync("Echo");
        using HttpResponseMessage response = await app.Client.GetAsync("/api/echo/you");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api/handshake", HttpStatusCode.OK)]
    [InlineData("/api/open", HttpStatusCode.MethodNotAllowed)]
    public async Task Head_IsServedOnlyWhereItIsDeclared(string path, HttpStatusCode status)
    {
        await using EmbeddedApp app = await StartAsync("Handshake", "Open");
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage response = await app.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("PURGE")]
    public async Task Methods_NoneNamed_AllAreTaken(string method)
    {
        await using EmbeddedApp app = await StartAsync("AnyMethod");
        using HttpRequestMessage request = new(new HttpMethod(method), "/api/any");

        Assert.Equal(method, await (await app.Client.SendAsync(request)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Function_Disabled_Is404()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Open", "Handshake"], ["AzureWebJobs.Open.Disabled=true"], AddProbe);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/api/open")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/api/handshake")).StatusCode);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("throw-later")]
    public async Task Function_Throws_Is500WithoutDetails(string route)
    {
        await using EmbeddedApp app = await StartAsync("Throw", "ThrowLater");
        using HttpResponseMessage response = await app.Client.GetAsync($"/api/{route}");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Contains("System.InvalidOperationException: inner detail", app.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_ThrowsHalfwayThroughItsAnswer_CutsTheConnection()
    {
        await using EmbeddedApp app = await StartAsync("ThrowHalfway");

        await Assert.ThrowsAsync<HttpRequestException>(() => app.Client.GetStringAsync("/api/throw-halfway"));
    }

    [Fact]
    public async Task Context_InAFunction_TellsAboutItsRun()
    {
        await using EmbeddedApp app = await StartAsync("Context");

        Assert.Equal(
            $"Context|Context|{typeof(HttpFunctions).FullName}.Context|httpTrigger|hey|True|True",
            await app.Client.GetStringAsync("/api/context/hey"));
    }

    [Fact]
    public async Task Caller_GoesAway_CancelsTheFunction()
    {
        Probe probe = new() { Gate = static cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation) };
        await using EmbeddedApp app = await StartAsync(probe, "Wait");
        using CancellationTokenSource caller = new();
        Task<string> call = app.Client.GetStringAsync("/api/wait", caller.Token);
        await probe.WaitAsync();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.IsTrueAsync(() => Task.FromResult(probe.Running == 0));
    }

    [Fact]
    public async Task Stop_WhileARequestRuns_LetsItEnd()
    {
        TaskCompletionSource gate = new();
        Probe probe = new() { Gate = _ => gate.Task };
        await using EmbeddedApp app = await StartAsync(probe, "Wait");
        Task<string> call = app.Client.GetStringAsync("/api/wait");
        await probe.WaitAsync();

        Task stop = app.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            // The port closes soon after, not at once.
            for (int look = 0; look < 200; look++)
            {
                using HttpClient another = new() { BaseAddress = app.Client.BaseAddress };
                using HttpRequestMessage request = new(HttpMethod.Get, "/api/nothing");
                await another.SendAsync(request);
                await Task.Delay(25);
            }
        });
        gate.SetResult();
        await stop;

        Assert.Equal("waited", await call);
    }

    [Fact]
    public async Task Stop_RequestDoesNotEndInTime_IsCancelled()
    {
        Probe probe = new() { Gate = static cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation) };
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Wait"], ["EmbeddedHost:drainLimit=00:00:00.2"], builder => builder.Services.AddSingleton(probe));
        Task<string> call = app.Client.GetStringAsync("/api/wait");
        await probe.WaitAsync();

        await app.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        await Eventually.IsTrueAsync(() => Task.FromResult(probe.Running == 0));
    }

    private static Task<EmbeddedApp> StartAsync(params string[] functions) => EmbeddedApp.StartAsync(functions, configure: AddProbe);

    private static Task<EmbeddedApp> StartAsync(Probe probe, params string[] functions) =>
        EmbeddedApp.StartAsync(functions, configure: builder => builder.Services.AddSingleton(probe));

    private static void AddProbe(Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder builder) => builder.Services.AddSingleton<Probe>();
}
