using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Queues;

/// <summary>The Functions host's poison queues.</summary>
public sealed class AzurePoisonQueues(StorageConnection connection, IMessageQueue queues) : IPoisonQueues
{
    /// <summary>As the Functions host names them.</summary>
    private const string Suffix = "-poison";
    private const int MaxMessagesPerCall = 32;

    /// <summary>Hidden from others while they are moved; one that is not finished by then comes back by itself.</summary>
    private static readonly TimeSpan MovingTime = TimeSpan.FromMinutes(2);

    private readonly QueueServiceClient _service = connection.Queues();

    public async Task<int> PutBackAsync(string queue, CancellationToken cancellation)
    {
        QueueClient poison = _service.GetQueueClient(queue + Suffix);
        string what = $"Emptying the queue '{queue}{Suffix}'";
        if (!await StorageFailures.GuardAsync(what, async () => (await poison.ExistsAsync(cancellation)).Value, cancellation))
        {
            return 0;
        }

        // What comes back poisoned meanwhile is not moved again.
        int there = await StorageFailures.GuardAsync(what, async () => (await poison.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount, cancellation);
        int moved = 0;
        while (moved < there)
        {
            QueueMessage[] messages = await StorageFailures.GuardAsync(
                what, async () => (await poison.ReceiveMessagesAsync(Math.Min(MaxMessagesPerCall, there - moved), MovingTime, cancellation)).Value, cancellation);
            if (messages.Length == 0)
            {
                break;
            }

            foreach (QueueMessage message in messages)
            {
                await queues.SendAsync(queue, message.Body.ToMemory(), TimeSpan.Zero, cancellation);
                await StorageFailures.GuardAsync<Response>(what, () => poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation), cancellation);
                moved++;
            }
        }

        return moved;
    }
}
