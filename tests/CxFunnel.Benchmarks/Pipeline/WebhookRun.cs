using System.Diagnostics;
using System.Net.Http.Headers;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>Single webhooks from many clients at once.</summary>
/// <param name="AcknowledgedUse">Processor time until the last was acknowledged.</param>
/// <param name="CountedSeconds">From the first webhook until <c>/api/metrics</c> shows all.</param>
/// <param name="CountedUse">Processor time until then.</param>
internal sealed record WebhookRun(
    Answers Acknowledged, ProcessUse AcknowledgedUse, double CountedSeconds, ProcessUse CountedUse, double PeakMegabytes, IReadOnlyDictionary<StorageCall, long> Calls, IReadOnlyDictionary<StorageCall, double> Formula)
{
    public const int Clients = 200;

    /// <summary>Enough that what is measured is compiled; bare puts are warmed up as long.</summary>
    public const int WarmWebhooks = 10_000;
    private const int Shards = 4;
    private const double BytesPerMegabyte = 1e6;

    public double CallsPerItem => (double)Calls.Values.Sum() / Acknowledged.Count;

    public static async Task<WebhookRun> MeasureAsync(Azurite storage, StorageCalls calls, int webhooks)
    {
        await using FunctionApp app = await FunctionApp.StartAsync(storage.ConnectionString);
        await SendAsync(app, "hookswarm", Math.Min(WarmWebhooks, webhooks));
        await ImportRun.CountedAsync(app, "hookswarm", Math.Min(WarmWebhooks, webhooks));
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);

        IReadOnlyDictionary<StorageCall, long> before = calls.Snapshot();
        ProcessUse used = ProcessUse.Now(app.ProcessId, storage.ProcessId);
        long started = Stopwatch.GetTimestamp();
        Answers acknowledged = await SendAsync(app, "hooks", webhooks);
        ProcessUse acknowledgedUse = ProcessUse.Now(app.ProcessId, storage.ProcessId) - used;
        int looks = await ImportRun.CountedAsync(app, "hooks", webhooks);
        double counted = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ProcessUse countedUse = ProcessUse.Now(app.ProcessId, storage.ProcessId) - used;
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        Dictionary<StorageCall, long> own = new(StorageCalls.Between(before, calls.Snapshot()));
        own[StorageCall.TableRead] -= looks;
        // How many share a message is what the clients' speed makes of it; all else follows.
        double inMessage = (double)webhooks / Math.Max(1, own.GetValueOrDefault(StorageCall.QueuePut));
        return new WebhookRun(
            acknowledged, acknowledgedUse, counted, countedUse, app.PeakBytes / BytesPerMegabyte, own, new CallFormula(webhooks, Shards, counted, Days: 1).Webhooks(inMessage));
    }

    private static Task<Answers> SendAsync(FunctionApp app, string program, int webhooks) => Answers.MeasureAsync(webhooks, Clients, async (i, token) =>
    {
        using ByteArrayContent content = new(PipelineLoad.Webhook(i, program));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await app.Client.PostAsync(new Uri($"api/surveys/typeform?program={program}", UriKind.Relative), content, token);
        answer.EnsureSuccessStatusCode();
    });
}
