using System.Net;
using System.Net.Http.Headers;
using CxFunnel.Testing.App;

namespace CxFunnel.Testing.Chaos;

/// <summary>Sends as survey tools do: until it is answered 202, whatever became of the tries before.</summary>
internal sealed class ChaosClients(ChaosOptions options, ChaosApps apps, ChaosTraffic traffic, ChaosOracle oracle)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(150);

    private readonly Lock _gate = new();
    private readonly List<(Uri Status, ChaosDelivery Export)> _imports = [];
    private readonly List<string> _problems = [];
    private long _sentAgain;

    /// <summary>The exports that were answered 202.</summary>
    public IReadOnlyList<(Uri Status, ChaosDelivery Export)> Imports
    {
        get
        {
            lock (_gate)
            {
                return [.. _imports];
            }
        }
    }

    /// <summary>Answers that nobody should get.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems];
            }
        }
    }

    public long SentAgain => Interlocked.Read(ref _sentAgain);

    /// <summary>Sends until <paramref name="isOver"/>, and then what was begun to its end.</summary>
    public Task RunAsync(Func<bool> isOver) => Task.WhenAll(
        [.. Enumerable.Range(0, options.Clients).Select(client => SendResponsesAsync(client, isOver)), UploadAsync(isOver)]);

    /// <summary>Sends until it is answered 202.</summary>
    public async Task SendAsync(ChaosDelivery delivery, Random random)
    {
        using HttpResponseMessage answer = await InsistAsync(delivery, random);
        oracle.Acknowledge(delivery);
    }

    private async Task SendResponsesAsync(int client, Func<bool> isOver)
    {
        Random random = new(options.Seed + (1_000 * (client + 1)));
        while (!isOver())
        {
            ChaosTraffic.Turn turn = traffic.NextResponse();
            await SendAsync(turn.Delivery, random);
            turn.Done();
            await Task.Delay(options.Pause, TimeProvider.System);
        }
    }

    private async Task UploadAsync(Func<bool> isOver)
    {
        Random random = new(options.Seed + 999);
        while (!isOver())
        {
            ChaosDelivery export = traffic.NextExport();
            using HttpResponseMessage answer = await InsistAsync(export, random);
            oracle.Acknowledge(export);
            lock (_gate)
            {
                _imports.Add((answer.Headers.Location!, export));
            }

            await Task.Delay(options.UploadEvery, TimeProvider.System);
        }
    }

    private async Task<HttpResponseMessage> InsistAsync(ChaosDelivery delivery, Random random)
    {
        while (true)
        {
            if (apps.Any(random.Next(apps.Count)) is { } app && await TryAsync(app, delivery) is { } answer)
            {
                return answer;
            }

            Interlocked.Increment(ref _sentAgain);
            await Task.Delay(RetryAfter, TimeProvider.System);
        }
    }

    /// <returns>The 202; null to send again.</returns>
    private async Task<HttpResponseMessage?> TryAsync(FunctionApp app, ChaosDelivery delivery)
    {
        HttpResponseMessage? answer = null;
        try
        {
            using ByteArrayContent content = new(delivery.Body);
            content.Headers.ContentType = new MediaTypeHeaderValue(delivery.ContentType);
            answer = await app.Client.PostAsync(new Uri(delivery.Path, UriKind.Relative), content);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                string body = await answer.Content.ReadAsStringAsync();
                if (body.Contains("\"quarantined\"", StringComparison.Ordinal))
                {
                    Note($"{delivery.Path} was quarantined: {body}");
                }

                return answer;
            }

            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                Note($"{delivery.Path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or ObjectDisposedException)
        {
            // Killed: nobody knows whether it was taken.
        }

        answer?.Dispose();
        return null;
    }

    private void Note(string problem)
    {
        lock (_gate)
        {
            _problems.Add(problem);
        }
    }
}
