using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Fetch;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Ingest;

/// <summary>Fetches responses that webhooks only named.</summary>
public sealed class FetchResponse(FetchResponses fetching)
{
    [Function(nameof(FetchResponse))]
    public Task Run([QueueTrigger(QueueNames.FetchResponses)] BinaryData message, CancellationToken cancellation) =>
        fetching.FetchAsync(PipelineMessages.FetchResponse(message.ToMemory()), cancellation);
}
