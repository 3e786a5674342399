using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CxFunnel.Azure.Queues;
using CxFunnel.Testing.Simulation;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Queues;

public sealed class AzureQueueTests : QueueContract
{
    protected override async Task<IReceivedQueue> QueueAsync()
    {
        StorageConnection connection = new() { ConnectionString = (await SharedAzurite.GetAsync()).ConnectionString };
        string name = SharedAzurite.UniqueName("queue");
        QueueClient client = connection.Queues().GetQueueClient(name);
        await client.CreateAsync();
        return new Queue(new AzureMessageQueue(connection), name, client);
    }

    /// <summary>The pipeline's own sending side, and the service's receiving side as the host uses it.</summary>
    private sealed class Queue(AzureMessageQueue sending, string name, QueueClient client) : IReceivedQueue
    {
        public Task SendAsync(byte[] body, TimeSpan visibleAfter) => sending.SendAsync(name, body, visibleAfter, CancellationToken.None);

        public async Task<IReadOnlyList<IReceived>> ReceiveAsync(int max, TimeSpan lease) =>
            [.. (await client.ReceiveMessagesAsync(max, lease)).Value.Select(m => new Message(m, m.PopReceipt))];

        public async Task<IReceived?> HideAsync(IReceived message, TimeSpan time)
        {
            (QueueMessage received, string receipt) = (Message)message;
            try
            {
                return new Message(received, (await client.UpdateMessageAsync(received.MessageId, receipt, messageText: null, time)).Value.PopReceipt);
            }
            catch (RequestFailedException e) when (IsLost(e))
            {
                return null;
            }
        }

        public async Task<bool> DeleteAsync(IReceived message)
        {
            (QueueMessage received, string receipt) = (Message)message;
            try
            {
                await client.DeleteMessageAsync(received.MessageId, receipt);
                return true;
            }
            catch (RequestFailedException e) when (IsLost(e))
            {
                return false;
            }
        }

        public async Task<int> CountAsync() => (await client.GetPropertiesAsync()).Value.ApproximateMessagesCount;

        public Task PassAsync(TimeSpan time) => Task.Delay(time);

        private static bool IsLost(RequestFailedException e) => e.Status == 404 || e.ErrorCode == QueueErrorCode.PopReceiptMismatch;
    }

    private sealed record Message(QueueMessage Received, string Receipt) : IReceived
    {
        public byte[] Body => Received.Body.ToArray();

        public long DequeueCount => Received.DequeueCount;

        public DateTimeOffset InsertedOn => Received.InsertedOn!.Value;
    }
}

public sealed class MemoryQueuesTests : QueueContract
{
    private readonly SteppedClock _clock = new(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));
    private readonly MemoryQueues _queues;
    private int _names;

    public MemoryQueuesTests() => _queues = new MemoryQueues(_clock.GetUtcNow);

    protected override Task<IReceivedQueue> QueueAsync() => Task.FromResult<IReceivedQueue>(new Queue(_queues, $"queue{_names++}", _clock));

    private sealed class Queue(MemoryQueues queues, string name, SteppedClock clock) : IReceivedQueue
    {
        public Task SendAsync(byte[] body, TimeSpan visibleAfter) => queues.SendAsync(name, body, visibleAfter, CancellationToken.None);

        public Task<IReadOnlyList<IReceived>> ReceiveAsync(int max, TimeSpan lease) =>
            Task.FromResult<IReadOnlyList<IReceived>>([.. queues.Receive(name, max, lease, count => count - 1).Select(m => new Message(m))]);

        public Task<IReceived?> HideAsync(IReceived message, TimeSpan time) =>
            Task.FromResult<IReceived?>(queues.Hide(name, ((Message)message).Received, time) is { } renewed ? new Message(renewed) : null);

        public Task<bool> DeleteAsync(IReceived message) => Task.FromResult(queues.Delete(name, ((Message)message).Received));

        public Task<int> CountAsync() => Task.FromResult(queues.Count(name));

        public Task PassAsync(TimeSpan time)
        {
            clock.Advance(time);
            return Task.CompletedTask;
        }
    }

    private sealed record Message(ReceivedMessage Received) : IReceived
    {
        public byte[] Body => Received.Body;

        public long DequeueCount => Received.DequeueCount;

        public DateTimeOffset InsertedOn => Received.InsertedOn;
    }
}
