using System.Diagnostics;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>
/// Where the function app's processor time goes in an import: each stage alone, on storage that costs nothing. What is left of the
/// measured time is the storage clients, the host and the collector's work for all of them.
/// </summary>
internal static class ImportStages
{
    private const string Program = "stages";
    private const int Items = 10_000;
    private const int ItemsPerPart = 1_000;
    private const double MicrosecondsPerSecond = 1e6;

    /// <returns>Microseconds of processor time an item, by stage in their order.</returns>
    public static async Task<IReadOnlyList<(string Stage, double Microseconds)>> MeasureAsync(int rounds)
    {
        List<(string, double)> costs = [];
        // The rounds before the last are for the compiler.
        for (int round = 0; round < rounds; round++)
        {
            costs = await RoundAsync();
        }

        return costs;
    }

    private static async Task<List<(string Stage, double Microseconds)>> RoundAsync()
    {
        List<(string, double)> costs = [];
        using HttpContent export = PipelineLoad.Export(0, Items, Items);
        byte[] file = await export.ReadAsByteArrayAsync();
        MemoryBlobs blobs = new();
        MemoryQueues queues = new(() => DateTimeOffset.UnixEpoch);
        FeedbackInbox inbox = new(queues, blobs, TimeProvider.System);
        Programs programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal));
        EmbeddedTextEngine engine = new();
        FeedbackAnalysis analysis = new(new EmbeddedTextAnalyzer(engine), new CustomerReferences(new NothingStored(), new PrivacyOptions { CustomerKey = "benchmark" }, () => []), new CauseKnowledgeStore(new NothingStored(), blobs, TimeProvider.System));

        List<FeedbackItem> items = [];
        await TimeAsync("read the export", async () =>
        {
            using MemoryStream stream = new(file, writable: false);
            await foreach (ExportRow row in ExportReader.ReadAsync(stream, source: null, CancellationToken.None))
            {
                items.Add(((ExportRow.Read)row).Item);
            }
        });
        await TimeAsync("items to JSON", async () =>
        {
            for (int part = 0; part < Items / ItemsPerPart; part++)
            {
                await inbox.SendImportPartAsync(Program, new ImportPart("i", part), DateTimeOffset.UnixEpoch, items.GetRange(part * ItemsPerPart, ItemsPerPart), CancellationToken.None);
            }
        });
        List<FeedbackItem> back = [];
        await TimeAsync("items from JSON, checked", () =>
        {
            foreach (string name in blobs.Names(ContainerNames.Inbox))
            {
                EnvelopeReading reading = EnvelopeReader.ReadItems(new FeedbackEnvelopeV1 { Program = Program }, blobs.Find(ContainerNames.Inbox, name)!);
                back.AddRange(((EnvelopeReading.Read)reading).Items);
            }

            return Task.CompletedTask;
        });
        double engineAlone = await CostAsync(() =>
        {
            foreach (FeedbackItem item in back)
            {
                engine.Analyze(new TextInput(item.Comments![0].Text) { Language = item.Language, Kind = TextKind.Mention });
            }

            return Task.CompletedTask;
        });
        costs.Add(("text engine", engineAlone));
        IReadOnlyList<AnalyzedFeedback> analyzed = [];
        costs.Add(("redaction, references, root causes", await CostAsync(async () => analyzed = await analysis.AnalyzeAsync(Program, back, CancellationToken.None)) - engineAlone));
        List<LedgerEntry> entries = [];
        await TimeAsync("identity, content hash, contribution", () =>
        {
            for (int i = 0; i < back.Count; i++)
            {
                entries.Add(new LedgerEntry
                {
                    FeedbackId = FeedbackId.Of(Program, back[i]),
                    Day = programs.DayOf(Program, back[i]),
                    Feedback = analyzed[i],
                    Contribution = Contribution.Of(analyzed[i].Item, analyzed[i].Insights, analyzed[i].Causes.Ids),
                    Version = new LedgerVersion(back[i].State, FeedbackId.ContentHash(back[i]), DateTimeOffset.UnixEpoch, back[i].RevisedAt, Origin: null),
                });
            }

            return Task.CompletedTask;
        });
        NothingStored nowhere = new();
        MemoryTables permitted = new();
        await TimeAsync("ledger rows, sums and transactions", () => new LedgerWriter(
            nowhere, new WritePermits(permitted, new Layouts(permitted, programs), new Erasures(permitted)), TimeProvider.System, new LedgerOptions(), new WorkerInstance("benchmark")).WriteAsync(Program, entries));
        return costs;

        async Task TimeAsync(string stage, Func<Task> work) => costs.Add((stage, await CostAsync(work)));
    }

    private static async Task<double> CostAsync(Func<Task> work)
    {
        using Process own = Process.GetCurrentProcess();
        TimeSpan before = own.TotalProcessorTime;
        await work();
        own.Refresh();
        return (own.TotalProcessorTime - before).TotalSeconds / Items * MicrosecondsPerSecond;
    }

    /// <summary>Takes everything at once and keeps nothing.</summary>
    private sealed class NothingStored : ITableStore
    {
        public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation) =>
            Task.FromResult<CommitOutcome>(new CommitOutcome.Done(new string[changes.Count]));

        public Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation) => Task.FromResult<TableRow?>(null);

        public IAsyncEnumerable<TableRow> ReadAsync(
            string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, CancellationToken cancellation) => AsyncEnumerable.Empty<TableRow>();

        public IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, CancellationToken cancellation) => AsyncEnumerable.Empty<string>();
    }
}
