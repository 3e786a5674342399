using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>A message as one receiver has it.</summary>
/// <param name="DequeueCount">How often it was received, this time included.</param>
/// <param name="Receipt">Proves the lease; the next receiver's, or that of a longer lease, replaces it.</param>
public sealed record ReceivedMessage(long Id, byte[] Body, DateTimeOffset InsertedOn, int DequeueCount, long Receipt);

/// <summary>
/// Queues in memory with both sides: a received message is hidden for a while and comes again unless its receiver deletes it. Without
/// faults; the simulation adds those. The Azure queues pass the same contract tests.
/// </summary>
/// <param name="now">The service's clock.</param>
public sealed class MemoryQueues(Func<DateTimeOffset> now) : IMessageQueue
{
    /// <summary>The service gives no more messages at once.</summary>
    public const int MaxReceived = 32;

    private readonly Dictionary<string, List<Message>> _queues = new(StringComparer.Ordinal);
    private long _numbers;

    /// <summary>Hears of every message that is sent.</summary>
    public Action<string, byte[]>? OnSent { get; set; }

    /// <summary>Messages in a queue, hidden ones included.</summary>
    public int Count(string queue) => Messages(queue).Count;

    public void Send(string queue, byte[] body, TimeSpan visibleAfter)
    {
        if (body.Length > IMessageQueue.MaxMessageBytes)
        {
            throw new ArgumentException($"A message has {body.Length} bytes.", nameof(body));
        }

        OnSent?.Invoke(queue, body);
        Messages(queue).Add(new Message { Id = ++_numbers, Body = body, InsertedOn = now(), VisibleAt = now() + visibleAfter });
    }

    /// <summary>Hides up to <paramref name="max"/> visible messages and hands them out, in any order that <paramref name="draw"/> likes.</summary>
    /// <param name="max">1..<see cref="MaxReceived"/>.</param>
    /// <param name="draw">Draws an index below its argument.</param>
    public IReadOnlyList<ReceivedMessage> Receive(string queue, int max, TimeSpan lease, Func<int, int> draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, MaxReceived);
        List<ReceivedMessage> received = [];
        List<Message> visible = [.. Messages(queue).Where(m => m.VisibleAt <= now())];
        while (visible.Count > 0 && received.Count < max)
        {
            int drawn = draw(visible.Count);
            Message message = visible[drawn];
            visible.RemoveAt(drawn);
            message.VisibleAt = now() + lease;
            message.DequeueCount++;
            message.Receipt = ++_numbers;
            received.Add(new ReceivedMessage(message.Id, message.Body, message.InsertedOn, message.DequeueCount, message.Receipt));
        }

        return received;
    }

    /// <summary>Hides a received message for that long from now.</summary>
    /// <returns>The message under its new receipt; null when someone else has received it meanwhile, or it is gone.</returns>
    public ReceivedMessage? Hide(string queue, ReceivedMessage received, TimeSpan time)
    {
        if (Held(queue, received) is not { } message)
        {
            return null;
        }

        message.VisibleAt = now() + time;
        message.Receipt = ++_numbers;
        return received with { Receipt = message.Receipt };
    }

    /// <returns>False when someone else has received it meanwhile, or it is gone.</returns>
    public bool Delete(string queue, ReceivedMessage received) => Held(queue, received) is { } message && Messages(queue).Remove(message);

    public Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation)
    {
        Send(queue, body.ToArray(), visibleAfter);
        return Task.CompletedTask;
    }

    private Message? Held(string queue, ReceivedMessage received) =>
        Messages(queue).Find(m => m.Id == received.Id && m.Receipt == received.Receipt);

    private List<Message> Messages(string queue)
    {
        if (!_queues.TryGetValue(queue, out List<Message>? messages))
        {
            _queues[queue] = messages = [];
        }

        return messages;
    }

    private sealed class Message
    {
        public required long Id { get; init; }

        public required byte[] Body { get; init; }

        public required DateTimeOffset InsertedOn { get; init; }

        public DateTimeOffset VisibleAt { get; set; }

        public int DequeueCount { get; set; }

        public long Receipt { get; set; }
    }
}
