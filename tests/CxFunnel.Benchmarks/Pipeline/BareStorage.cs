using System.Diagnostics;
using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using CxFunnel.LocalStorage;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>What the emulator does with bare rows and messages: the yardstick of the same run.</summary>
internal static class BareStorage
{
    private const int RowsPerTransaction = 100;
    private const int RowBytes = 600;

    /// <returns>Rows a second, in transactions of a hundred one after the other.</returns>
    public static async Task<double> RowsPerSecondAsync(Azurite storage, int rows)
    {
        TableClient table = new(storage.ConnectionString, "bare");
        await table.CreateIfNotExistsAsync();
        byte[] payload = new byte[RowBytes];
        long started = Stopwatch.GetTimestamp();
        for (int row = 0; row < rows; row += RowsPerTransaction)
        {
            await table.SubmitTransactionAsync(Enumerable.Range(row, RowsPerTransaction).Select(i => new TableTransactionAction(
                TableTransactionActionType.Add,
                new TableEntity("p", i.ToString("D9", CultureInfo.InvariantCulture)) { ["Payload"] = payload })));
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await table.DeleteAsync();
        return rows / seconds;
    }

    /// <summary>One message a webhook, from as many clients as send webhooks.</summary>
    public static async Task<Answers> PutAsync(Azurite storage, int messages, int clients)
    {
        QueueClient queue = new(storage.ConnectionString, "bare", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync();
        string body = Encoding.UTF8.GetString(PipelineLoad.Webhook(0, "bare"));
        await Answers.MeasureAsync(Math.Min(messages, WebhookRun.WarmWebhooks), clients, (_, token) => queue.SendMessageAsync(body, token));
        return await Answers.MeasureAsync(messages, clients, (_, token) => queue.SendMessageAsync(body, token));
    }
}

/// <summary>How fast requests were answered.</summary>
internal sealed record Answers(int Count, double Seconds, double MedianMilliseconds, double P99Milliseconds)
{
    public double PerSecond => Count / Seconds;

    public static async Task<Answers> MeasureAsync(int count, int clients, Func<int, CancellationToken, Task> send)
    {
        double[] waits = new double[count];
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = clients }, async (i, token) =>
        {
            long sent = Stopwatch.GetTimestamp();
            await send(i, token);
            waits[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        });
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Array.Sort(waits);
        return new Answers(count, seconds, waits[count / 2], waits[(int)(count * 0.99)]);
    }
}
