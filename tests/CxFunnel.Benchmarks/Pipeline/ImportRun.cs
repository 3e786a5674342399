using System.Diagnostics;
using System.Text.Json;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>How far an import is.</summary>
/// <param name="PerSecond">Items counted a second since the progress before.</param>
internal sealed record ImportProgress(long Counted, double Seconds, double PerSecond, double PeakMegabytes);

/// <summary>One import of so many rows by an app that was started for it, so that its peak of memory is its own.</summary>
/// <param name="Seconds">From the first byte of the upload until <c>/api/metrics</c> shows every row.</param>
/// <param name="Calls">Of storage, the rollup's included; without the client's own looks.</param>
internal sealed record ImportRun(
    int Rows, double Seconds, double RestMegabytes, double PeakMegabytes, ProcessUse Use, IReadOnlyDictionary<StorageCall, long> Calls, IReadOnlyDictionary<StorageCall, double> Formula)
{
    private const int WarmRows = 1_000;

    /// <summary>Words of progress.</summary>
    private const int Tellings = 10;

    /// <summary>Some 70 MB; an upload may have 100.</summary>
    private const int RowsPerUpload = 250_000;
    private const double BytesPerRow = 270;
    private const double BytesPerMegabyte = 1e6;

    /// <summary>Of the default program.</summary>
    public const int Shards = 4;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public double PerSecond => Rows / Seconds;

    public double CallsPerItem => (double)Calls.Values.Sum() / Rows;

    public static string ProgramOf(int rows) => $"bulk{rows}";

    /// <param name="onProgress">Gets a word at every tenth of the rows.</param>
    public static async Task<ImportRun> MeasureAsync(Azurite storage, StorageCalls calls, int rows, int days, Action<ImportProgress> onProgress)
    {
        await using FunctionApp app = await FunctionApp.StartAsync(storage.ConnectionString);
        await ImportAsync(app, $"warm{rows}", WarmRows, days, onCounted: null);
        await Quiet();
        double rest = app.PeakBytes / BytesPerMegabyte;
        IReadOnlyDictionary<StorageCall, long> before = calls.Snapshot();
        ProcessUse used = ProcessUse.Now(app.ProcessId, storage.ProcessId);
        long started = Stopwatch.GetTimestamp();
        (long Counted, double Seconds) last = (0, 0);
        int looks = await ImportAsync(app, ProgramOf(rows), rows, days, counted =>
        {
            if (counted - last.Counted >= rows / Tellings)
            {
                double now = Stopwatch.GetElapsedTime(started).TotalSeconds;
                onProgress(new ImportProgress(counted, now, (counted - last.Counted) / (now - last.Seconds), app.PeakBytes / BytesPerMegabyte));
                last = (counted, now);
            }
        });
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ProcessUse use = ProcessUse.Now(app.ProcessId, storage.ProcessId) - used;
        await Quiet();
        Dictionary<StorageCall, long> counted = new(StorageCalls.Between(before, calls.Snapshot()));
        counted[StorageCall.TableRead] -= looks;
        return new ImportRun(
            rows, seconds, rest, app.PeakBytes / BytesPerMegabyte, use, counted, new CallFormula(rows, Shards, seconds, days).Import(rows * BytesPerRow));
    }

    /// <summary>The rollup's last calls belong to the items too; those of an idle app are a look at each queue a second.</summary>
    private static Task Quiet() => Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);

    private static Task<int> ImportAsync(FunctionApp app, string program, int rows, int days, Action<long>? onCounted) =>
        ImportAsync(app, program, rows, (from, count) => PipelineLoad.Export(from, count, rows, days), onCounted);

    /// <param name="part">Gives the export of so many rows from one on.</param>
    /// <param name="onCounted">Hears how many are counted, now and then; null for nobody.</param>
    /// <returns>Table reads that were made to see how far it is.</returns>
    public static async Task<int> ImportAsync(FunctionApp app, string program, int rows, Func<int, int, HttpContent> part, Action<long>? onCounted)
    {
        List<string> uploads = [];
        for (int from = 0; from < rows; from += RowsPerUpload)
        {
            using HttpContent export = part(from, Math.Min(RowsPerUpload, rows - from));
            using HttpResponseMessage answer = await app.Client.PostAsync(new Uri($"api/imports?program={program}", UriKind.Relative), export);
            answer.EnsureSuccessStatusCode();
            uploads.Add(answer.Headers.Location!.ToString().TrimStart('/'));
        }

        int looks = 0;
        long countedBefore = 0;
        foreach (string upload in uploads)
        {
            while (true)
            {
                using JsonDocument status = JsonDocument.Parse(await app.Client.GetByteArrayAsync(new Uri(upload, UriKind.Relative)));
                looks++;
                string state = status.RootElement.GetProperty("state").GetString()!;
                long counted = status.RootElement.GetProperty("counted").GetInt64();
                onCounted?.Invoke(countedBefore + counted);
                if (state is "done")
                {
                    countedBefore += counted;
                    break;
                }

                if (state is "failed")
                {
                    throw new InvalidOperationException($"The import failed: {status.RootElement}");
                }

                await Task.Delay(LookEvery, TimeProvider.System);
            }
        }

        return looks + await CountedAsync(app, program, rows);
    }

    /// <summary>Waits until the metrics show so many items.</summary>
    /// <returns>Table reads that were made to see it.</returns>
    public static async Task<int> CountedAsync(FunctionApp app, string program, long items)
    {
        for (int look = 1; ; look++)
        {
            using JsonDocument json = JsonDocument.Parse(await app.Client.GetByteArrayAsync(new Uri($"api/metrics?program={program}&grain=total", UriKind.Relative)));
            JsonElement found = json.RootElement.GetProperty("rows");
            if (found.GetArrayLength() == 1 && found[0].GetProperty("feedback").GetInt64() >= items)
            {
                return look * Shards;
            }

            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }
}
