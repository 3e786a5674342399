using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Queues;

/// <summary>Azure Queue Storage as the pipeline's queues. Queues are created at their first use.</summary>
public sealed class AzureMessageQueue(StorageConnection connection) : IMessageQueue
{
    /// <summary>Never expires: the service's default drops a message after seven days, and nothing may be dropped in silence.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    private readonly QueueServiceClient _service = connection.Queues();
    private readonly ConcurrentDictionary<string, QueueClient> _created = new(StringComparer.Ordinal);

    public async Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation)
    {
        if (!_created.TryGetValue(queue, out QueueClient? client))
        {
            client = _service.GetQueueClient(queue);
            QueueClient missing = client;
            await StorageFailures.GuardAsync<Response?>(
                $"Creating the queue '{queue}'", async () => await missing.CreateIfNotExistsAsync(cancellationToken: cancellation), cancellation);
            _created[queue] = client;
        }

        await StorageFailures.GuardAsync<Response<SendReceipt>>(
            $"Sending to the queue '{queue}'",
            () => client.SendMessageAsync(BinaryData.FromBytes(body), visibleAfter, Forever, cancellation),
            cancellation);
    }
}
