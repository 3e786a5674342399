using System.Net;
using System.Net.Sockets;
using System.Text;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>A flood of webhooks while the queue does not answer: what fits in memory waits, the rest is told to come back, nothing is lost.</summary>
public sealed class SlowStorageTests
{
    private const int BodyBytes = 1024 * 1024;
    private const int Requests = 40;
    private const int MaxBodyMegabytes = 8;

    [Fact]
    public async Task Feedback_FloodWhileTheQueueIsStuck_HoldsOnlySoMuchAndCountsWhatItPromised()
    {
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None);
        await using StuckRelay queue = new(storage.QueueEndpoint);
        await using FunctionApp app = await FunctionApp.StartAsync(
            Azurite.ConnectionStringFor(storage.BlobEndpoint, queue.Endpoint, storage.TableEndpoint),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Http__MaxBodyMegabytes"] = $"{MaxBodyMegabytes}" });
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(app, 0)).StatusCode);
        await RunningApp.CountedAsync(app.Client, "flood", 1);

        queue.IsStuck = true;
        Task<HttpResponseMessage>[] flood = [.. Enumerable.Range(1, Requests).Select(i => PostAsync(app, i))];
        // Whoever is refused is told at once; the others wait for the queue.
        await UntilAsync(() => flood.Count(f => f.IsCompleted) >= Requests - MaxBodyMegabytes);
        HttpResponseMessage[] refused = [.. flood.Where(f => f.IsCompleted).Select(f => f.Result)];
        Assert.All(refused, r => Assert.Equal(HttpStatusCode.ServiceUnavailable, r.StatusCode));
        Assert.All(refused, r => Assert.True(r.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        Assert.InRange(flood.Count(f => !f.IsCompleted), 1, MaxBodyMegabytes);

        queue.IsStuck = false;
        HttpResponseMessage[] answers = await Task.WhenAll(flood);
        int accepted = answers.Count(a => a.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(Requests, accepted + answers.Count(a => a.StatusCode == HttpStatusCode.ServiceUnavailable));
        Assert.InRange(accepted, 1, MaxBodyMegabytes);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(app, Requests + 1)).StatusCode);
        await RunningApp.CountedAsync(app.Client, "flood", accepted + 2);
    }

    /// <summary>One small item in a large body: what is held is bytes, whatever they mean.</summary>
    private static Task<HttpResponseMessage> PostAsync(FunctionApp app, int i) => RunningApp.PostAsync(
        app.Client,
        "api/feedback?program=flood",
        Encoding.UTF8.GetBytes($$"""[{{new string(' ', BodyBytes)}}{"sourceId":"r{{i}}","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","scores":[{"type":"nps","value":9}]}]"""),
        "application/json");

    private static async Task UntilAsync(Func<bool> isReached)
    {
        for (int i = 0; i < 600 && !isReached(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Assert.True(isReached());
    }

    /// <summary>Carries bytes to a service and back; while it is stuck, nothing that is sent arrives.</summary>
    private sealed class StuckRelay : IAsyncDisposable
    {
        private readonly Uri _service;
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _accepting;

        public StuckRelay(Uri service)
        {
            _service = service;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public bool IsStuck { get; set; }

        public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{_service.AbsolutePath}");

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Dispose();
            await _accepting;
            _end.Dispose();
        }

        private async Task AcceptAsync()
        {
            List<Task> carrying = [];
            try
            {
                while (true)
                {
                    carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(carrying);
            }
        }

        private async Task CarryAsync(TcpClient client)
        {
            using TcpClient from = client;
            using TcpClient to = new();
            try
            {
                await to.ConnectAsync(_service.Host, _service.Port, _end.Token);
                await Task.WhenAny(CopyAsync(from.GetStream(), to.GetStream(), canStick: true), CopyAsync(to.GetStream(), from.GetStream(), canStick: false));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The other end is gone.
            }
        }

        private async Task CopyAsync(NetworkStream from, NetworkStream to, bool canStick)
        {
            byte[] buffer = new byte[64 * 1024];
            try
            {
                int read;
                while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
                {
                    while (canStick && IsStuck)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(20), _end.Token);
                    }

                    await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One end is gone; the other is closed with it.
            }
        }
    }
}
