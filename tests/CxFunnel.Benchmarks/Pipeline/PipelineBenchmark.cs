using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;
using Spectre.Console;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>
/// The whole app on the storage emulator, on one machine: a bulk import and single webhooks, each beside what the bare
/// emulator does with the same number of rows or messages in the same run.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Clients = 200;
    private const int RowsPerTransaction = 100;
    private const int TableWidth = 170;

    /// <summary>List price of table, queue and blob transactions, for the column of costs: 0.00036 USD per 10,000 table and 0.004 per 10,000 queue calls differ by region; one round figure is used.</summary>
    private const double UsdPerTenThousandCalls = 0.004;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        int rows = arguments.Number("rows", usual: 30_000, smoke: 1_500);
        int webhooks = arguments.Number("webhooks", usual: 10_000, smoke: 400);
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        StorageCalls calls = new();
        await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None, calls.Note);
        await using FunctionApp app = await FunctionApp.StartAsync(storage.ConnectionString);

        double bareRows = await BareTransactionsAsync(storage, rows);
        double barePuts = await BarePutsAsync(storage, webhooks);
        await WarmUpAsync(app);

        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("what", "items", "seconds", "items/s", "baseline", "ratio", "calls/item", "USD/million", "p99 ms", "peak MB");
        Measured import = await ImportAsync(app, calls, rows);
        table.AddRow(Row("bulk import, upload to visible", import, $"bare rows {bareRows:N0}/s", bareRows, app));
        (Measured acknowledged, Measured counted) = await WebhooksAsync(app, calls, webhooks);
        table.AddRow(Row($"webhooks, {Clients} clients, acknowledged", acknowledged, $"bare queue put {barePuts:N0}/s", barePuts, app));
        table.AddRow(Row($"webhooks, {Clients} clients, counted", counted, $"bare queue put {barePuts:N0}/s", barePuts, app));
        // Redirected, the console takes a terminal of 80 columns for granted and breaks every word.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, TableWidth);
        AnsiConsole.Write(table);
        foreach ((string what, Measured measured) in new[] { ("import", import), ("webhooks", counted) })
        {
            Console.WriteLine($"storage calls, {what}: {string.Join(", ", measured.Calls.Where(c => c.Value > 0).Select(c => $"{c.Key} {c.Value:N0}"))}");
        }
    }

    private static string[] Row(string what, Measured m, string baseline, double baselineRate, FunctionApp app)
    {
        double perItem = (double)m.Calls.Values.Sum() / m.Items;
        return
        [
            what,
            m.Items.ToString("N0", CultureInfo.InvariantCulture),
            m.Seconds.ToString("N1", CultureInfo.InvariantCulture),
            (m.Items / m.Seconds).ToString("N0", CultureInfo.InvariantCulture),
            baseline,
            (m.Items / m.Seconds / baselineRate).ToString("N2", CultureInfo.InvariantCulture),
            perItem.ToString("N3", CultureInfo.InvariantCulture),
            (perItem * 1e6 / 1e4 * UsdPerTenThousandCalls).ToString("N2", CultureInfo.InvariantCulture),
            m.P99Milliseconds is { } p99 ? p99.ToString("N1", CultureInfo.InvariantCulture) : "",
            (app.PeakBytes / 1e6).ToString("N0", CultureInfo.InvariantCulture),
        ];
    }

    private static async Task<double> BareTransactionsAsync(Azurite storage, int rows)
    {
        TableClient table = new(storage.ConnectionString, "bare");
        await table.CreateIfNotExistsAsync();
        byte[] payload = new byte[600];
        long started = Stopwatch.GetTimestamp();
        for (int row = 0; row < rows; row += RowsPerTransaction)
        {
            await table.SubmitTransactionAsync(Enumerable.Range(row, RowsPerTransaction).Select(i => new TableTransactionAction(
                TableTransactionActionType.Add,
                new TableEntity("p", i.ToString("D9", CultureInfo.InvariantCulture)) { ["Payload"] = payload })));
        }

        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> BarePutsAsync(Azurite storage, int messages)
    {
        QueueClient queue = new(storage.ConnectionString, "bare", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync();
        string body = Webhook(0);
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (_, token) => await queue.SendMessageAsync(body, token));
        double rate = messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await queue.DeleteAsync();
        return rate;
    }

    private static async Task WarmUpAsync(FunctionApp app)
    {
        await PostAsync(app, "api/imports?program=warm", Export(2_000), "text/csv");
        await CountedAsync(app, "warm", 2_000);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, _) => await PostAsync(app, "api/surveys/typeform?program=warm", Encoding.UTF8.GetBytes(Webhook(i)), "application/json"));
        await CountedAsync(app, "warm", 2_300);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
    }

    private static async Task<Measured> ImportAsync(FunctionApp app, StorageCalls calls, int rows)
    {
        byte[] export = Export(rows);
        IReadOnlyDictionary<string, long> before = calls.Snapshot();
        long started = Stopwatch.GetTimestamp();
        await PostAsync(app, "api/imports?program=bulk", export, "text/csv");
        await CountedAsync(app, "bulk", rows);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // The rollup's calls belong to the items too; polling an idle queue does not, and is a few calls.
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        return new Measured(rows, seconds, StorageCalls.Between(before, calls.Snapshot()), P99Milliseconds: null);
    }

    private static async Task<(Measured Acknowledged, Measured Counted)> WebhooksAsync(FunctionApp app, StorageCalls calls, int webhooks)
    {
        double[] waits = new double[webhooks];
        IReadOnlyDictionary<string, long> before = calls.Snapshot();
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, webhooks), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (i, _) =>
        {
            long sent = Stopwatch.GetTimestamp();
            await PostAsync(app, "api/surveys/typeform?program=hooks", Encoding.UTF8.GetBytes(Webhook(i)), "application/json");
            waits[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        });
        double acknowledged = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await CountedAsync(app, "hooks", webhooks);
        double counted = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        IReadOnlyDictionary<string, long> all = StorageCalls.Between(before, calls.Snapshot());
        Array.Sort(waits);
        double p99 = waits[(int)(waits.Length * 0.99)];
        return (new Measured(webhooks, acknowledged, all, p99), new Measured(webhooks, counted, all, P99Milliseconds: null));
    }

    private static async Task PostAsync(FunctionApp app, string path, byte[] body, string contentType)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpResponseMessage answer = await app.Client.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task CountedAsync(FunctionApp app, string program, long items)
    {
        while (true)
        {
            using JsonDocument json = JsonDocument.Parse(await app.Client.GetByteArrayAsync(new Uri($"api/metrics?program={program}&grain=total", UriKind.Relative)));
            JsonElement rows = json.RootElement.GetProperty("rows");
            if (rows.GetArrayLength() == 1 && rows[0].GetProperty("feedback").GetInt64() >= items)
            {
                return;
            }

            // Each look is itself a few storage calls; more of them would be counted as the items'.
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    private static byte[] Export(int rows)
    {
        string[] things = ["parcel", "invoice", "app", "store", "driver", "refund", "hotline", "lamp"];
        string[] judgements = ["came far too late", "was wonderful, thank you", "is broken again", "is fine", "cost too much", "never answered my mail"];
        StringBuilder csv = new("\"Query Id\",\"Query Name\",\"Date\",\"Title\",\"Snippet\",\"Url\",\"Sentiment\",\"Page Type\",\"Language\",\"Country Code\",\"Author\",\"Full Text\",\"Resource Id\",\"Reach (new)\"\r\n");
        for (int i = 0; i < rows; i++)
        {
            // Newest first, ninety days: as an export comes.
            DateTime at = new DateTime(2026, 10, 31, 23, 0, 0, DateTimeKind.Utc).AddSeconds(-90.0 * 86_400 * i / rows);
            csv.Append(CultureInfo.InvariantCulture, $"\"1\",\"brand\",\"{at:yyyy-MM-dd HH:mm:ss.f}\",\"\",\"\",\"http://example.com/{i}\",\"neutral\",\"twitter\",\"en\",\"GBR\",\"someone{i % 977}\",\"The {things[i % things.Length]} {judgements[i / 3 % judgements.Length]}, order of week {i % 53}, for the {i}th time.\",\"{1896000000000000000L + i}\",\"{i % 5000}\"\r\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static string Webhook(int i) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"event_id":"e{{{i}}}","event_type":"form_response","form_response":{"form_id":"f1","token":"bench-{{{i:D8}}}","submitted_at":"2026-10-05T08:15:42Z","hidden":{"channel":"email","touchpoint":"delivery"},"definition":{"id":"f1","fields":[{"id":"q1","ref":"nps_recommend","type":"nps","title":"Recommend?","properties":{}},{"id":"q2","ref":"nps_reason","type":"long_text","title":"Why?","properties":{}}]},"answers":[{"type":"number","number":{{{i % 11}}},"field":{"id":"q1","type":"nps","ref":"nps_recommend"}},{"type":"text","text":"The parcel number {{{i}}} came late, nobody answered.","field":{"id":"q2","type":"long_text","ref":"nps_reason"}}]}}
        """);

    /// <param name="Seconds">Wall time.</param>
    /// <param name="Calls">Storage calls by kind, the rollup's included.</param>
    private sealed record Measured(int Items, double Seconds, IReadOnlyDictionary<string, long> Calls, double? P99Milliseconds);
}
