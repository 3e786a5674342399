using System.Globalization;
using CxFunnel.LocalStorage;
using Spectre.Console;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>
/// The whole app on the storage emulator, on one machine: single webhooks, then imports of growing sizes, each beside what the
/// bare emulator does in the same run, with the bars that they are held to. What is measured is shown at once, so that a run that is
/// cut off has said most. <c>--rows N</c> imports one other size (0: none), <c>--days N</c> spreads it over so many days, <c>--webhooks N</c> sends another number (0: none),
/// <c>--discover N</c> finds the root causes of another number of rows (0: of none).
/// </summary>
internal static class PipelineBenchmark
{
    private const int TableWidth = 150;
    private const int BareRows = 30_000;

    /// <summary>The emulator keeps all rows in memory, some three kilobytes each, and Node.js gives up at four gigabytes.</summary>
    private const int RowsBeforeNodeNeedsMore = 300_000;
    private const string NodeMemory = "--max-old-space-size=10000";

    private const double MinImportPerSecond = 3_000;
    private const double MaxImportMegabytes = 250;
    private const double MaxImportCalls = 0.06;
    private const double MinAcknowledgedRatio = 3;
    private const double MaxP99Ratio = 5;
    private const double MaxWebhookCalls = 1;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        // Redirected, the console takes a terminal of 80 columns for granted and breaks every word.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, TableWidth);
        int webhooks = arguments.Number("webhooks", usual: 10_000, smoke: 400);
        int[] sizes = arguments.Options.ContainsKey("rows") ? [arguments.Number("rows", 0, 0)] : arguments.IsSmoke ? [1_500] : [10_000, 100_000, 1_000_000];
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        if (webhooks > 0)
        {
            await MeasureWebhooksAsync(folder, webhooks);
        }

        if (sizes.Max() > 0)
        {
            await MeasureImportsAsync(folder, sizes, arguments.Number("days", PipelineLoad.Days, PipelineLoad.Days), arguments.IsSmoke);
        }

        if (arguments.Number("discover", usual: 100_000, smoke: 1_500) is > 0 and int rows)
        {
            StorageCalls calls = new();
            await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None, calls.Note);
            Console.WriteLine($"Discovery after an import of {N(rows)} rows ...");
            ShowDiscovery(await DiscoverRun.MeasureAsync(storage, calls, rows));
        }
    }

    private static async Task MeasureWebhooksAsync(string folder, int webhooks)
    {
        Console.WriteLine($"{N(webhooks)} webhooks from {WebhookRun.Clients} clients, beside as many bare queue puts ...");
        StorageCalls calls = new();
        Answers barePuts;
        // An emulator of their own: thousands of messages that nobody takes would slow down what is measured after them, and so would deleting them.
        await using (Azurite bare = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None, calls.Note))
        {
            barePuts = await BareStorage.PutAsync(bare, webhooks, WebhookRun.Clients);
        }

        await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None, calls.Note);
        ShowWebhooks(await WebhookRun.MeasureAsync(storage, calls, webhooks), barePuts);
    }

    private static async Task MeasureImportsAsync(string folder, int[] sizes, int days, bool isSmoke)
    {
        List<ImportRun> imports = [];
        List<VerifyRun> recounts = [];
        double bareRows = 0;
        foreach (int size in sizes)
        {
            if (size > RowsBeforeNodeNeedsMore)
            {
                Environment.SetEnvironmentVariable("NODE_OPTIONS", NodeMemory);
            }

            // One account for each: what was imported before would be clustered while this is counted.
            StorageCalls calls = new();
            await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None, calls.Note);
            bareRows = Math.Max(bareRows, await BareStorage.RowsPerSecondAsync(storage, isSmoke ? 1_000 : BareRows));
            Console.WriteLine($"Import of {N(size)} rows ...");
            ImportRun run = await ImportRun.MeasureAsync(storage, calls, size, days, ShowProgress);
            ShowBars(run);
            imports.Add(run);
            VerifyRun recount = await VerifyRun.MeasureAsync(storage, calls, ImportRun.ProgramOf(size), size);
            Console.WriteLine($"  verified in {N(recount.Seconds, 1)} s, {N(recount.PeakMegabytes)} MB at most");
            recounts.Add(recount);
        }

        ShowImports(imports, bareRows);
        ShowStages(await ImportStages.MeasureAsync(isSmoke ? 1 : 5), imports[^1]);
        ShowRecounts(recounts);
    }

    private static void ShowProgress(ImportProgress progress) => Console.WriteLine(
        $"  {N(progress.Counted),9} counted after {N(progress.Seconds, 1)} s, {N(progress.PerSecond)}/s since the last line, {N(progress.PeakMegabytes)} MB at most");

    private static void ShowBars(ImportRun run)
    {
        Bar($"{N(run.Rows)} rows: items/s", run.PerSecond, MinImportPerSecond, isLeast: true, 0);
        Bar($"{N(run.Rows)} rows: peak memory of the function app, MB", run.PeakMegabytes, MaxImportMegabytes, isLeast: false, 0);
        Bar($"{N(run.Rows)} rows: storage calls an item", run.CallsPerItem, MaxImportCalls, isLeast: false, 3);
    }

    private static void ShowImports(List<ImportRun> runs, double bareRows)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("Import: upload to visible in /api/metrics").AddColumns(
            "rows", "seconds", "items/s", "of bare rows", "peak MB", "at rest MB", "CPU s: app", "emulator", "client", "cores used", "calls/item", "USD/million");
        foreach (ImportRun run in runs)
        {
            table.AddRow(
                N(run.Rows),
                N(run.Seconds, 1),
                N(run.PerSecond),
                N(run.PerSecond / bareRows, 2),
                N(run.PeakMegabytes),
                N(run.RestMegabytes),
                N(run.Use.App, 1),
                N(run.Use.Storage, 1),
                N(run.Use.Client, 1),
                N((run.Use.App + run.Use.Storage + run.Use.Client) / run.Seconds, 2),
                N(run.CallsPerItem, 3),
                N(StoragePrices.UsdPerMillion(run.Calls, run.Rows), 3));
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"Bare rows: {N(bareRows)}/s in transactions of 100, one after the other.");
        ShowCalls($"Calls of the import of {N(runs[^1].Rows)} rows", runs[^1].Calls, runs[^1].Formula, runs[^1].Rows);
    }

    private static void ShowStages(IReadOnlyList<(string Stage, double Microseconds)> stages, ImportRun run)
    {
        double app = run.Use.App / run.Rows * 1e6;
        double all = app + (run.Use.Storage / run.Rows * 1e6);
        Table table = new Table().Border(TableBorder.Rounded).Title($"Processor time of an imported item ({N(run.Rows)} rows)").AddColumns("stage", "µs an item", "share");
        foreach ((string stage, double microseconds) in stages
            .Append(("storage clients, host, collector", app - stages.Sum(s => s.Microseconds)))
            .Append(("function app, together", app))
            .Append(("storage emulator", all - app)))
        {
            table.AddRow(stage, N(microseconds, 1), (microseconds / all).ToString("P0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }

    private static void ShowRecounts(List<VerifyRun> runs)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("Verify: every row of the ledger recounted").AddColumns(
            "rows", "seconds", "rows/s", "peak MB", "at rest MB", "CPU s: app", "emulator", "table reads");
        foreach (VerifyRun run in runs)
        {
            table.AddRow(
                N(run.Rows), N(run.Seconds, 1), N(run.Rows / run.Seconds), N(run.PeakMegabytes), N(run.RestMegabytes), N(run.Use.App, 1), N(run.Use.Storage, 1), N(run.TableReads));
        }

        AnsiConsole.Write(table);
    }

    private static void ShowDiscovery(DiscoverRun run)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("Discovery: the first run after an import, in the same app").AddColumns(
            "rows", "complaints", "clustered", "rows changed", "seconds", "import's peak MB", "peak MB", "CPU s: app", "emulator", "calls/row");
        table.AddRow(
            N(run.Rows), N(run.Unexplained), N(run.Clauses), N(run.Changed), N(run.Seconds, 1), N(run.ImportMegabytes), N(run.PeakMegabytes), N(run.Use.App, 1), N(run.Use.Storage, 1),
            N((double)run.Calls.Values.Sum() / run.Rows, 3));
        AnsiConsole.Write(table);
        Bar($"{N(run.Rows)} rows: peak memory of the function app with discovery, MB", run.PeakMegabytes, MaxImportMegabytes, isLeast: false, 0);
        ShowCalls($"Calls of discovery over {N(run.Rows)} rows", run.Calls, run.Formula, run.Rows);
    }

    private static void ShowWebhooks(WebhookRun run, Answers bare)
    {
        Answers acknowledged = run.Acknowledged;
        Table table = new Table().Border(TableBorder.Rounded).Title($"Webhooks from {WebhookRun.Clients} clients at once").AddColumns(
            "what", "items", "items/s", "median ms", "p99 ms", "µs an item: app", "emulator", "client", "calls/item", "USD/million", "peak MB");
        table.AddRow("bare queue put", N(bare.Count), N(bare.PerSecond), N(bare.MedianMilliseconds, 1), N(bare.P99Milliseconds, 1), "", "", "", "1", "", "");
        table.AddRow(
            "acknowledged (202)",
            N(acknowledged.Count),
            N(acknowledged.PerSecond),
            N(acknowledged.MedianMilliseconds, 1),
            N(acknowledged.P99Milliseconds, 1),
            N(PerItem(run.AcknowledgedUse.App)),
            N(PerItem(run.AcknowledgedUse.Storage)),
            N(PerItem(run.AcknowledgedUse.Client)),
            N(run.CallsPerItem, 3),
            N(StoragePrices.UsdPerMillion(run.Calls, acknowledged.Count), 3),
            N(run.PeakMegabytes));
        table.AddRow(
            "counted",
            N(acknowledged.Count),
            N(acknowledged.Count / run.CountedSeconds),
            "",
            "",
            N(PerItem(run.CountedUse.App)),
            N(PerItem(run.CountedUse.Storage)),
            N(PerItem(run.CountedUse.Client)),
            "",
            "",
            "");
        AnsiConsole.Write(table);
        Bar("acknowledged/s, times bare queue put", acknowledged.PerSecond / bare.PerSecond, MinAcknowledgedRatio, isLeast: true, 2);
        Bar("p99 of the acknowledgement, times p99 of bare queue put", acknowledged.P99Milliseconds / bare.P99Milliseconds, MaxP99Ratio, isLeast: false, 2);
        Bar("webhooks: storage calls an item", run.CallsPerItem, MaxWebhookCalls, isLeast: false, 3);
        ShowCalls($"Calls of {N(acknowledged.Count)} webhooks", run.Calls, run.Formula, acknowledged.Count);

        double PerItem(double seconds) => seconds / acknowledged.Count * 1e6;
    }

    private static void ShowCalls(string title, IReadOnlyDictionary<StorageCall, long> calls, IReadOnlyDictionary<StorageCall, double> formula, long items)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(title).AddColumns("operation", "calls", "an item", "formula", "an item", "USD/million");
        foreach (StorageCall call in Enum.GetValues<StorageCall>().Where(c => calls.GetValueOrDefault(c) > 0 || formula.ContainsKey(c)))
        {
            long measured = calls.GetValueOrDefault(call);
            double expected = formula.GetValueOrDefault(call);
            table.AddRow(
                call.ToString(), N(measured), N((double)measured / items, 5), N(expected), N(expected / items, 5), N(measured * StoragePrices.Usd(call) / items * 1e6, 4));
        }

        long all = calls.Values.Sum();
        table.AddRow(
            "all", N(all), N((double)all / items, 5), N(formula.Values.Sum()), N(formula.Values.Sum() / items, 5), N(StoragePrices.UsdPerMillion(calls, items), 4));
        AnsiConsole.Write(table);
        Console.WriteLine($"Prices: {StoragePrices.List}, read {StoragePrices.ReadOn}; check them, and see docs/operations.md for the formula.");
    }

    private static void Bar(string what, double measured, double bar, bool isLeast, int digits)
    {
        bool isHeld = isLeast ? measured >= bar : measured <= bar;
        Console.WriteLine($"{(isHeld ? "held  " : "MISSED")} {what}: {N(measured, digits)} (bar: {(isLeast ? "at least" : "at most")} {N(bar, digits)})");
    }

    private static string N(double number, int digits = 0) => number.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
