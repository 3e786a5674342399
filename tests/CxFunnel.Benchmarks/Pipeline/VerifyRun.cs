using System.Diagnostics;
using System.Text.Json;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>The recount of a ledger of so many rows, by an app that was started for it.</summary>
/// <param name="RestMegabytes">Before it begins.</param>
internal sealed record VerifyRun(long Rows, double Seconds, double RestMegabytes, double PeakMegabytes, ProcessUse Use, long TableReads)
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>Discovery would begin beside it once the import has come to rest, and its memory is measured apart.</summary>
    private static readonly Dictionary<string, string> Alone = new(StringComparer.Ordinal) { ["AzureWebJobs.DiscoverRootCauses.Disabled"] = "true" };

    public static async Task<VerifyRun> MeasureAsync(Azurite storage, StorageCalls calls, string program, long rows)
    {
        await using FunctionApp app = await FunctionApp.StartAsync(storage.ConnectionString, Alone);
        // A recount may take longer than any other answer.
        using HttpClient client = new() { BaseAddress = app.Client.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        await VerifyAsync(client, "nobody");
        double rest = app.PeakBytes / BytesPerMegabyte;
        long reads = calls.Snapshot().GetValueOrDefault(StorageCall.TableRead);
        ProcessUse used = ProcessUse.Now(app.ProcessId, storage.ProcessId);
        long started = Stopwatch.GetTimestamp();
        (long feedback, long differences) = await VerifyAsync(client, program);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (feedback != rows || differences != 0)
        {
            throw new InvalidOperationException($"The recount found {feedback} of {rows} feedback and {differences} differences.");
        }

        return new VerifyRun(
            feedback,
            seconds,
            rest,
            app.PeakBytes / BytesPerMegabyte,
            ProcessUse.Now(app.ProcessId, storage.ProcessId) - used,
            calls.Snapshot().GetValueOrDefault(StorageCall.TableRead) - reads);
    }

    private static async Task<(long Feedback, long Differences)> VerifyAsync(HttpClient client, string program)
    {
        using HttpResponseMessage answer = await client.PostAsync(new Uri($"api/operations/verify?program={program}", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
        using JsonDocument report = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        JsonElement only = report.RootElement.GetProperty("programs")[0];
        return (only.GetProperty("feedback").GetInt64(), only.GetProperty("differenceCount").GetInt64());
    }
}
