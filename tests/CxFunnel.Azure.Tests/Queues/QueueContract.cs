using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Tests.Queues;

/// <summary>
/// What the pipeline and its host rely on; run over Azure's queues and over the model that the simulation uses in their place. Nothing
/// is said of the order of messages: the service promises none, and the model draws one.
/// </summary>
public abstract class QueueContract
{
    /// <summary>The service's longest; it does not end within a test.</summary>
    private static readonly TimeSpan ForNow = TimeSpan.FromDays(7);

    /// <summary>The service counts in seconds.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Receive_EmptyQueue_IsNothing() => Assert.Empty(await (await QueueAsync()).ReceiveAsync(32, ForNow));

    [Fact]
    public async Task Receive_SentMessage_BringsTheBytesOnceAndHidesThem()
    {
        IReceivedQueue queue = await QueueAsync();
        byte[] body = [.. Enumerable.Range(0, IMessageQueue.MaxMessageBytes).Select(i => (byte)(i * 7))];
        await queue.SendAsync(body, TimeSpan.Zero);

        IReceived message = Assert.Single(await queue.ReceiveAsync(32, ForNow));

        Assert.Equal(body, message.Body);
        Assert.Equal(1, message.DequeueCount);
        Assert.Empty(await queue.ReceiveAsync(32, ForNow));
        Assert.Equal(1, await queue.CountAsync());
    }

    [Fact]
    public async Task Receive_MoreThanAsked_LeavesTheRestVisible()
    {
        IReceivedQueue queue = await QueueAsync();
        for (int i = 0; i < 5; i++)
        {
            await queue.SendAsync([(byte)i], TimeSpan.Zero);
        }

        IReadOnlyList<IReceived> some = await queue.ReceiveAsync(3, ForNow);
        IReadOnlyList<IReceived> rest = await queue.ReceiveAsync(32, ForNow);

        Assert.Equal((3, 2), (some.Count, rest.Count));
        Assert.Equal<byte>([0, 1, 2, 3, 4], some.Concat(rest).Select(m => m.Body[0]).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public async Task Receive_MoreAtOnceThanTheServiceGives_Throws(int max) =>
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await QueueAsync()).ReceiveAsync(max, ForNow));

    /// <summary>A sender whose answer got lost sends again: the queue holds both.</summary>
    [Fact]
    public async Task Send_SameBodyTwice_MakesTwoMessages()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([1], TimeSpan.Zero);
        await queue.SendAsync([1], TimeSpan.Zero);

        IReadOnlyList<IReceived> both = await queue.ReceiveAsync(32, ForNow);
        Assert.Equal(2, both.Count);
        Assert.True(await queue.DeleteAsync(both[0]));

        Assert.Equal(1, await queue.CountAsync());
        Assert.True(await queue.DeleteAsync(both[1]));
    }

    [Fact]
    public async Task Send_Hidden_IsReceivedOnlyLater()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([1], ForNow);
        await queue.SendAsync([2], Soon);

        IReceived shown = await ShownAsync(queue);

        Assert.Equal((byte)2, shown.Body[0]);
        Assert.Equal(1, shown.DequeueCount);
        Assert.Empty(await queue.ReceiveAsync(32, ForNow));
        Assert.Equal(2, await queue.CountAsync());
    }

    [Fact]
    public async Task Lease_ThatEnds_BringsTheMessageAgainWithANewReceipt()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([7], TimeSpan.Zero);
        IReceived first = Assert.Single(await queue.ReceiveAsync(1, Soon));

        IReceived second = await ShownAsync(queue);

        Assert.Equal((byte)7, second.Body[0]);
        Assert.Equal(2, second.DequeueCount);
        Assert.Equal(first.InsertedOn, second.InsertedOn);
        Assert.False(await queue.DeleteAsync(first));
        Assert.Null(await queue.HideAsync(first, TimeSpan.Zero));
        Assert.True(await queue.DeleteAsync(second));
        Assert.Equal(0, await queue.CountAsync());
    }

    /// <summary>A worker that is late, and lucky: nobody else has looked since its lease ended.</summary>
    [Fact]
    public async Task Delete_AfterTheLeaseBeforeAnyoneElse_Deletes()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([1], TimeSpan.Zero);
        IReceived late = Assert.Single(await queue.ReceiveAsync(1, Soon));
        await queue.PassAsync(Soon * 2);

        Assert.True(await queue.DeleteAsync(late));

        Assert.Empty(await queue.ReceiveAsync(32, ForNow));
    }

    [Fact]
    public async Task Delete_Twice_SaysThatItIsGone()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([1], TimeSpan.Zero);
        IReceived message = Assert.Single(await queue.ReceiveAsync(1, ForNow));

        Assert.True(await queue.DeleteAsync(message));
        Assert.False(await queue.DeleteAsync(message));
        Assert.Null(await queue.HideAsync(message, ForNow));
    }

    /// <summary>A renewed lease has a receipt of its own; who holds the old one holds nothing.</summary>
    [Fact]
    public async Task Hide_ReceivedMessage_ReplacesTheReceiptAndKeepsTheRest()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([1, 2, 3], TimeSpan.Zero);
        IReceived received = Assert.Single(await queue.ReceiveAsync(1, Soon));

        IReceived? renewed = await queue.HideAsync(received, ForNow);

        Assert.NotNull(renewed);
        await queue.PassAsync(Soon * 2);
        Assert.Empty(await queue.ReceiveAsync(32, ForNow));
        Assert.Null(await queue.HideAsync(received, TimeSpan.Zero));
        Assert.False(await queue.DeleteAsync(received));
        Assert.Empty(await queue.ReceiveAsync(32, ForNow));
        Assert.True(await queue.DeleteAsync(renewed));
    }

    [Fact]
    public async Task Hide_ForNoTime_ShowsTheMessageAtOnce()
    {
        IReceivedQueue queue = await QueueAsync();
        await queue.SendAsync([1, 2, 3], TimeSpan.Zero);
        IReceived failed = Assert.Single(await queue.ReceiveAsync(1, ForNow));

        IReceived? given = await queue.HideAsync(failed, TimeSpan.Zero);

        Assert.NotNull(given);
        IReceived again = Assert.Single(await queue.ReceiveAsync(32, ForNow));
        Assert.Equal<byte>([1, 2, 3], again.Body);
        Assert.Equal(2, again.DequeueCount);
        Assert.False(await queue.DeleteAsync(given));
    }

    /// <summary>What the host does with a message that fails again and again: the fifth failure moves it, and a copy that was seen is gone.</summary>
    [Fact]
    public async Task Poison_MessageThatFailsFiveTimes_IsInTheOtherQueueOnly()
    {
        IReceivedQueue queue = await QueueAsync();
        IReceivedQueue poison = await QueueAsync();
        await queue.SendAsync([9], TimeSpan.Zero);
        for (int failure = 1; failure <= 5; failure++)
        {
            IReceived message = Assert.Single(await queue.ReceiveAsync(1, ForNow));
            Assert.Equal(failure, message.DequeueCount);
            if (failure < 5)
            {
                await queue.HideAsync(message, TimeSpan.Zero);
            }
            else
            {
                await poison.SendAsync(message.Body, TimeSpan.Zero);
                Assert.True(await queue.DeleteAsync(message));
            }
        }

        Assert.Equal((0, 1), (await queue.CountAsync(), await poison.CountAsync()));
        IReceived moved = Assert.Single(await poison.ReceiveAsync(32, ForNow));
        Assert.Equal((byte)9, moved.Body[0]);
        Assert.Equal(1, moved.DequeueCount);
    }

    [Fact]
    public async Task Send_MoreThanAMessageHolds_Throws() =>
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await QueueAsync()).SendAsync(new byte[IMessageQueue.MaxMessageBytes + 1], TimeSpan.Zero));

    /// <summary>A new, empty queue.</summary>
    protected abstract Task<IReceivedQueue> QueueAsync();

    private static async Task<IReceived> ShownAsync(IReceivedQueue queue)
    {
        Assert.Empty(await queue.ReceiveAsync(32, ForNow));
        for (int tries = 0; tries < 60; tries++)
        {
            await queue.PassAsync(Soon / 2);
            if (await queue.ReceiveAsync(32, ForNow) is { Count: > 0 } shown)
            {
                return Assert.Single(shown);
            }
        }

        throw new TimeoutException("A message that was hidden for a second was not shown in half a minute.");
    }
}

/// <summary>A message as one receiver has it.</summary>
public interface IReceived
{
    byte[] Body { get; }

    long DequeueCount { get; }

    DateTimeOffset InsertedOn { get; }
}

/// <summary>Both sides of one queue.</summary>
public interface IReceivedQueue
{
    Task SendAsync(byte[] body, TimeSpan visibleAfter);

    Task<IReadOnlyList<IReceived>> ReceiveAsync(int max, TimeSpan lease);

    /// <returns>The message under its new receipt; null when the receipt is not good any more.</returns>
    Task<IReceived?> HideAsync(IReceived message, TimeSpan time);

    /// <returns>False when the receipt is not good any more.</returns>
    Task<bool> DeleteAsync(IReceived message);

    /// <summary>Hidden messages included.</summary>
    Task<int> CountAsync();

    /// <summary>Lets that much of the service's time pass.</summary>
    Task PassAsync(TimeSpan time);
}
