using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Tests.Queues;

public sealed record Parcel(string Name, int Weight);

internal sealed class QueueFunctions(Probe probe)
{
    [Function(nameof(TakeBytes))]
    public Task TakeBytes([QueueTrigger("%TestQueue%")] byte[] body, CancellationToken cancellation) => probe.RunAsync(body, cancellation);

    [Function(nameof(TakeText))]
    public Task TakeText([QueueTrigger("%TestQueue%")] string body, CancellationToken cancellation) => probe.RunAsync(body, cancellation);

    [Function(nameof(TakeData))]
    public Task TakeData([QueueTrigger("%TestQueue%")] BinaryData body, string id, long dequeueCount, CancellationToken cancellation) =>
        probe.RunAsync((body.ToString(), id, dequeueCount), cancellation);

    [Function(nameof(TakeParcel))]
    public Task TakeParcel([QueueTrigger("%TestQueue%")] Parcel parcel, CancellationToken cancellation) => probe.RunAsync(parcel, cancellation);

    [Function(nameof(TakeMessage))]
    public Task TakeMessage([QueueTrigger("%TestQueue%")] QueueMessage message, FunctionContext context) => probe.RunAsync(message, context.CancellationToken);
}

/// <summary>Says what it does in a file, for tests that watch another process.</summary>
internal sealed class FileReportingFunctions(IConfiguration settings)
{
    [Function(nameof(TakeSlowly))]
    public async Task TakeSlowly([QueueTrigger("%TestQueue%")] string body, CancellationToken cancellation)
    {
        string file = settings["ReportFile"]!;
        await File.AppendAllTextAsync(file, $"begin {body}\n", CancellationToken.None);
        try
        {
            await Task.Delay(TimeSpan.Parse(settings["RunTime"]!, System.Globalization.CultureInfo.InvariantCulture), cancellation);
            await File.AppendAllTextAsync(file, $"end {body}\n", CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            await File.AppendAllTextAsync(file, $"cancelled {body}\n", CancellationToken.None);
            throw;
        }
    }
}
