using System.Net;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class LargeBodyTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Body_Of50Megabytes_ReachesTheFunctionWhileItIsSent()
    {
        Probe probe = new();
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Count"], configure: builder => builder.Services.AddSingleton(probe));
        using StreamedContent body = new(50, async sent =>
        {
            if (sent == 1)
            {
                // Nothing more is sent before the function has seen the beginning.
                await probe.WaitAsync();
            }
        });

        using HttpResponseMessage response = await app.Client.PostAsync("/api/count", body);

        Assert.Equal($"{50 * Megabyte}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_AboveTheLimit_Is413()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(
            ["Count"], [$"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT={Megabyte}"], builder => builder.Services.AddSingleton<Probe>());
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/count") { Content = new ByteArrayContent(new byte[Megabyte + 1]) };
        request.Headers.ExpectContinue = true;
        // By default a client that hears nothing for a second sends its body, and then may find the connection closed before it reads the answer.
        using HttpClient patient = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = app.Client.BaseAddress };

        using HttpResponseMessage refused = await patient.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal($"{Megabyte}", await (await app.Client.PostAsync("/api/count", new ByteArrayContent(new byte[Megabyte]))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_CutOffByTheCaller_IsNoFailureOfTheFunction()
    {
        Probe probe = new();
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(
            ["Count"], ["AzureFunctionsJobHost:logging:logLevel:Microsoft.Azure.Functions=Debug"], builder => builder.Services.AddSingleton(probe));
        using CancellationTokenSource caller = new();
        using StreamedContent body = new(50, async sent =>
        {
            if (sent == 1)
            {
                await probe.WaitAsync();
                await caller.CancelAsync();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Client.PostAsync("/api/count", body, caller.Token));

        await Eventually.IsTrueAsync(() => Task.FromResult(
            app.Log.Text.Contains("the caller has gone", StringComparison.Ordinal) || app.Log.Text.Contains("could not be read", StringComparison.Ordinal)));
        Assert.DoesNotContain("answered 500", app.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Megabytes of unknown total length, so that they go out as they are written.</summary>
    private sealed class StreamedContent(int megabytes, Func<int, Task> afterEach) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            byte[] chunk = new byte[Megabyte];
            for (int sent = 1; sent <= megabytes; sent++)
            {
                await stream.WriteAsync(chunk);
                await stream.FlushAsync();
                await afterEach(sent);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
