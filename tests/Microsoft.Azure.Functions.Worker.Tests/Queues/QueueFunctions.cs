using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;

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
