using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>A queue and its poison queue; each is created when it is found missing, which costs nothing while it is there.</summary>
internal sealed class TriggerQueue(QueueServiceClient service, string name)
{
    private const string PoisonSuffix = "-poison";

    /// <summary>The longest name that the service takes.</summary>
    private const int LongestName = 63;

    private readonly QueueClient _queue = service.GetQueueClient(name);

    // As on Azure: a poison queue has none of its own, and neither has a queue whose name leaves no room.
    private readonly QueueClient? _poison = name.EndsWith(PoisonSuffix, StringComparison.Ordinal) || name.Length + PoisonSuffix.Length > LongestName
        ? null
        : service.GetQueueClient(name + PoisonSuffix);

    public string Name => name;

    public bool HasPoison => _poison is not null;

    public Task CreateAsync(CancellationToken cancellation) => _queue.CreateIfNotExistsAsync(metadata: null, cancellation);

    /// <summary>Takes up to <paramref name="count"/> messages and hides them for <paramref name="lease"/>.</summary>
    public async Task<QueueMessage[]> TakeAsync(int count, TimeSpan lease, CancellationToken cancellation)
    {
        try
        {
            return (await _queue.ReceiveMessagesAsync(count, lease, cancellation)).Value;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await CreateAsync(cancellation);
            return [];
        }
    }

    /// <returns>The new pop receipt.</returns>
    public async Task<string> HideAsync(string messageId, string popReceipt, TimeSpan time, CancellationToken cancellation) =>
        (await _queue.UpdateMessageAsync(messageId, popReceipt, messageText: null, time, cancellation)).Value.PopReceipt;

    public Task DeleteAsync(string messageId, string popReceipt, CancellationToken cancellation) =>
        _queue.DeleteMessageAsync(messageId, popReceipt, cancellation);

    /// <summary>Copies a message, as it came, to the poison queue.</summary>
    public async Task PoisonAsync(BinaryData body, CancellationToken cancellation)
    {
        try
        {
            await _poison!.SendMessageAsync(body, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await _poison!.CreateIfNotExistsAsync(metadata: null, cancellation);
            await _poison.SendMessageAsync(body, cancellationToken: cancellation);
        }
    }
}
