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

    /// <summary>What the service says of a message that does not expire is the last second of the year 9999.</summary>
    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly QueueServiceClient _service = connection.Queues();

    public Task<int> PutBackAsync(string queue, CancellationToken cancellation) => MoveAsync(queue, queue, _ => true, cancellation);

    public Task<int> KeepAsync(string queue, CancellationToken cancellation) => MoveAsync(queue, queue + Suffix, message => message.ExpiresOn < Never, cancellation);

    /// <param name="to">The queue that messages of the queue's poison queue go to.</param>
    /// <param name="isMeant">Which of them; the others become visible again by themselves.</param>
    /// <returns>How many there were.</returns>
    private async Task<int> MoveAsync(string queue, string to, Func<QueueMessage, bool> isMeant, CancellationToken cancellation)
    {
        QueueClient poison = _service.GetQueueClient(queue + Suffix);
        string what = $"Emptying the queue '{queue}{Suffix}'";
        if (!await StorageFailures.GuardAsync(what, async () => (await poison.ExistsAsync(cancellation)).Value, cancellation))
        {
            return 0;
        }

        // What comes back poisoned meanwhile, or comes from here, is not moved again.
        int there = await StorageFailures.GuardAsync(what, async () => (await poison.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount, cancellation);
        int seen = 0;
        while (seen < there)
        {
            QueueMessage[] messages = await StorageFailures.GuardAsync(
                what, async () => (await poison.ReceiveMessagesAsync(Math.Min(MaxMessagesPerCall, there - seen), MovingTime, cancellation)).Value, cancellation);
            if (messages.Length == 0)
            {
                break;
            }

            seen += messages.Length;
            foreach (QueueMessage message in messages.Where(isMeant))
            {
                await queues.SendAsync(to, message.Body.ToMemory(), TimeSpan.Zero, cancellation);
                await StorageFailures.GuardAsync<Response>(what, () => poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation), cancellation);
            }
        }

        return seen;
    }
}
