using System.Diagnostics;
using Azure.Data.Tables;
using CxFunnel.Benchmarks.Text;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>
/// An import of texts that differ, and the first run of discovery after it, which reads the whole ledger, finds root causes and rewrites
/// what they change; in one app, as it happens in an app that counts.
/// </summary>
/// <param name="Changed">Feedback whose causes changed.</param>
/// <param name="Clauses">That were clustered.</param>
/// <param name="Unexplained">That could have been.</param>
/// <param name="ImportMegabytes">The app's peak before the run.</param>
/// <param name="PeakMegabytes">Its peak after it.</param>
internal sealed record DiscoverRun(
    int Rows, long Changed, long Clauses, long Unexplained, double Seconds, double ImportMegabytes, double PeakMegabytes, ProcessUse Use,
    IReadOnlyDictionary<StorageCall, long> Calls, IReadOnlyDictionary<StorageCall, double> Formula)
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>How discovery calls its table and the row that says what it did.</summary>
    private const string Table = "causeknowledge";
    private const string RunKey = "run";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static async Task<DiscoverRun> MeasureAsync(Azurite storage, StorageCalls calls, int rows)
    {
        string program = $"found{rows}";
        string[] texts = TextWorkload.ShortComments(rows, seed: 5);
        await using FunctionApp app = await FunctionApp.StartAsync(storage.ConnectionString);
        await ImportRun.ImportAsync(app, program, rows, (from, count) => PipelineLoad.Comments(from, count, texts), onCounted: null);
        double import = app.PeakBytes / BytesPerMegabyte;
        IReadOnlyDictionary<StorageCall, long> before = calls.Snapshot();
        ProcessUse used = ProcessUse.Now(app.ProcessId, storage.ProcessId);
        long started = Stopwatch.GetTimestamp();
        TableClient knowledge = new(storage.ConnectionString, Table);
        for (int look = 1; ; look++)
        {
            await Task.Delay(LookEvery, TimeProvider.System);
            if ((await knowledge.GetEntityIfExistsAsync<TableEntity>(program, RunKey)) is { HasValue: true, Value: { } run } && run.GetInt64("Unexplained") is { } unexplained)
            {
                Dictionary<StorageCall, long> counted = new(StorageCalls.Between(before, calls.Snapshot()));
                counted[StorageCall.TableRead] -= look;
                long causes = await new TableClient(storage.ConnectionString, "rootcauses")
                    .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {program}"), select: ["RowKey"]).LongCountAsync();
                long changed = run.GetInt64("Changed")!.Value;
                double waited = Stopwatch.GetElapsedTime(started).TotalSeconds;
                return new DiscoverRun(
                    rows,
                    changed,
                    run.GetInt64("Clauses")!.Value,
                    unexplained,
                    run.GetDouble("Seconds")!.Value,
                    import,
                    app.PeakBytes / BytesPerMegabyte,
                    ProcessUse.Now(app.ProcessId, storage.ProcessId) - used,
                    counted,
                    new CallFormula(rows, ImportRun.Shards, waited, PipelineLoad.Days).Discovery(changed, causes));
            }
        }
    }
}
