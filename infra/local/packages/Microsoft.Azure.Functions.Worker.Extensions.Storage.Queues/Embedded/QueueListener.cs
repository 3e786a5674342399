using System.Collections.Concurrent;
using System.Threading.Channels;
using Azure;
using Azure.Core.Serialization;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>
/// Takes messages from one queue and runs one function for each, with up to batchSize + newBatchThreshold of them at a time:
/// a request for the next batch goes out as soon as no more than newBatchThreshold are left.
/// </summary>
internal sealed partial class QueueListener : IDisposable
{
    // A message whose function does not heed its token is given back this long after.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);

    private readonly FunctionEntry _function;
    private readonly TriggerQueue _queue;
    private readonly QueueSettings _settings;
    private readonly PollingInterval _interval;
    private readonly FunctionInvoker _invoker;
    private readonly ObjectSerializer _serializer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private readonly ConcurrentDictionary<LeasedMessage, bool> _running = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _outOfTime = new();
    private readonly Channel<bool> _ended = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _runningCount;
    private bool _storageFails;
    private Task _polling = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    public QueueListener(
        FunctionEntry function,
        TriggerQueue queue,
        QueueSettings settings,
        PollingInterval interval,
        FunctionInvoker invoker,
        ObjectSerializer serializer,
        TimeProvider time,
        ILogger logger)
    {
        _function = function;
        _queue = queue;
        _settings = settings;
        _interval = interval;
        _invoker = invoker;
        _serializer = serializer;
        _time = time;
        _logger = logger;
    }

    /// <summary>Storage that does not answer does not keep the host from starting: the listener goes on trying.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _queue.CreateAsync(cancellation);
        }
        catch (Exception e) when (IsStorageFailure(e) && !cancellation.IsCancellationRequested)
        {
            StorageFailed(e);
        }

        _polling = Task.Run(PollAsync, CancellationToken.None);
        _renewing = Task.Run(RenewAsync, CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken outOfTime)
    {
        await _stop.CancelAsync();
        try
        {
            await _polling.WaitAsync(outOfTime);
            await WhenIdleAsync().WaitAsync(outOfTime);
        }
        catch (OperationCanceledException)
        {
            await CancelAndReleaseAsync();
        }

        await _outOfTime.CancelAsync();
        await _renewing;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _outOfTime.Dispose();
    }

    private async Task CancelAndReleaseAsync()
    {
        Log.OutOfTime(_logger, _function.Name, _running.Count);
        await _outOfTime.CancelAsync();
        try
        {
            await WhenIdleAsync().WaitAsync(CancellationGrace, _time);
        }
        catch (TimeoutException)
        {
            await Task.WhenAll(_running.Keys.Select(GiveUpAsync));
        }
    }

    private Task WhenIdleAsync() => Task.WhenAll(_running.Keys.Select(static message => message.Work));

    private async Task GiveUpAsync(LeasedMessage message)
    {
        try
        {
            await ReleaseAsync(message, TimeSpan.Zero);
        }
        catch (Exception e) when (IsStorageFailure(e) || e is ObjectDisposedException)
        {
            // Its lease runs out by itself, or it ended just now.
        }
    }

    private async Task PollAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            int taken = await TakeBatchAsync();
            try
            {
                if (taken == 0)
                {
                    await Task.Delay(_interval.Next(), _time, _stop.Token);
                }
                else
                {
                    _interval.Reset();
                    while (Volatile.Read(ref _runningCount) > _settings.NewBatchThreshold)
                    {
                        await _ended.Reader.ReadAsync(_stop.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<int> TakeBatchAsync()
    {
        try
        {
            // Not cancelled by a stop: messages of a request given up half-way would stay hidden for the whole lease.
            long now = _time.GetTimestamp();
            QueueMessage[] messages = await _queue.TakeAsync(_settings.BatchSize, _settings.Lease, CancellationToken.None);
            StorageAnswered();
            Interlocked.Add(ref _runningCount, messages.Length);
            foreach (QueueMessage message in messages)
            {
                LeasedMessage leased = new(message, now);
                _running[leased] = true;
                // On a thread of its own: a function that never awaits must not hold up the others.
                leased.Work = Task.Run(() => TakeOnAsync(leased));
            }

            return messages.Length;
        }
#pragma warning disable CA1031 // Whatever goes wrong with one look at the queue, the next one comes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            StorageFailed(e);
            return 0;
        }
    }

    private async Task TakeOnAsync(LeasedMessage leased)
    {
        try
        {
            if (_stop.IsCancellationRequested)
            {
                await ReleaseAsync(leased, TimeSpan.Zero);
            }
            else
            {
                await WorkAsync(leased);
            }
        }
        // Storage failed at the end: the lease runs out, and the message comes again.
        catch (Exception e) when (IsStorageFailure(e))
        {
            StorageFailed(e);
        }
        finally
        {
            _running.TryRemove(leased, out _);
            leased.Dispose();
            Interlocked.Decrement(ref _runningCount);
            _ended.Writer.TryWrite(true);
        }
    }

    private async Task WorkAsync(LeasedMessage leased)
    {
        QueueMessage message = leased.Message;
        // Its last run ended without a verdict: the host died, or the lease was lost.
        if (_queue.HasPoison && message.DequeueCount > _settings.MaxDequeueCount)
        {
            await PoisonAsync(leased);
            return;
        }

        if (!MessageBody.TryDecode(message.Body, _settings.IsBase64, out BinaryData body))
        {
            Log.NotBase64(_logger, _function.Name, message.MessageId);
            await (_queue.HasPoison ? PoisonAsync(leased) : ReleaseAsync(leased, _settings.RetryVisibility));
            return;
        }

        if (await RunAsync(message, body))
        {
            await DeleteAsync(leased);
        }
        else if (_outOfTime.IsCancellationRequested)
        {
            await ReleaseAsync(leased, TimeSpan.Zero);
        }
        else if (_queue.HasPoison && message.DequeueCount >= _settings.MaxDequeueCount)
        {
            await PoisonAsync(leased);
        }
        else
        {
            await ReleaseAsync(leased, _settings.RetryVisibility);
        }
    }

    private async Task<bool> RunAsync(QueueMessage message, BinaryData body)
    {
        try
        {
            await _invoker.RunAsync(_function, new QueueInput(message, body, _serializer), _outOfTime.Token);
            return true;
        }
        catch (OperationCanceledException) when (_outOfTime.IsCancellationRequested)
        {
            Log.Cancelled(_logger, _function.Name, message.MessageId);
        }
#pragma warning disable CA1031 // Whatever a function throws means: not done, try again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, e, _function.Name, message.MessageId, message.DequeueCount, _settings.MaxDequeueCount);
        }

        return false;
    }

    private async Task DeleteAsync(LeasedMessage leased)
    {
        string popReceipt = await leased.EndAsync();
        try
        {
            await _queue.DeleteAsync(leased.Message.MessageId, popReceipt, CancellationToken.None);
        }
        catch (RequestFailedException e) when (IsGone(e))
        {
            Log.LeaseLost(_logger, _function.Name, leased.Message.MessageId);
        }
    }

    private async Task PoisonAsync(LeasedMessage leased)
    {
        await _queue.PoisonAsync(leased.Message.Body, CancellationToken.None);
        Log.Poisoned(_logger, _function.Name, leased.Message.MessageId, _queue.Name);
        await DeleteAsync(leased);
    }

    private async Task ReleaseAsync(LeasedMessage leased, TimeSpan hidden)
    {
        string popReceipt = await leased.EndAsync();
        try
        {
            await _queue.HideAsync(leased.Message.MessageId, popReceipt, hidden, CancellationToken.None);
        }
        catch (RequestFailedException e) when (IsGone(e))
        {
            Log.LeaseLost(_logger, _function.Name, leased.Message.MessageId);
        }
    }

    /// <summary>One loop for all messages: nothing is set up for a message whose function ends in time.</summary>
    private async Task RenewAsync()
    {
        using PeriodicTimer timer = new(_settings.Lease / 8, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_outOfTime.Token))
            {
                await Task.WhenAll(_running.Keys.Select(RenewAsync));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the listener.
        }
    }

    private async Task RenewAsync(LeasedMessage leased)
    {
        try
        {
            await leased.RenewAsync(_queue, _settings.Lease, _time, _outOfTime.Token);
        }
        catch (RequestFailedException e) when (IsGone(e))
        {
            Log.LeaseLost(_logger, _function.Name, leased.Message.MessageId);
        }
        catch (Exception e) when (IsStorageFailure(e) && !_outOfTime.IsCancellationRequested)
        {
            StorageFailed(e);
        }
        catch (ObjectDisposedException)
        {
            // The work ended between the look at the list and this renewal.
        }
    }

    // The client reports its own time limits as a cancellation that nobody asked for.
    private static bool IsStorageFailure(Exception e) =>
        e is RequestFailedException or AggregateException or IOException or OperationCanceledException;

    /// <summary>Says it once, and again only after storage has answered meanwhile.</summary>
    private void StorageFailed(Exception e)
    {
        if (!Interlocked.Exchange(ref _storageFails, true))
        {
            Log.StorageFailed(_logger, e, _queue.Name);
        }
    }

    private void StorageAnswered()
    {
        if (Interlocked.Exchange(ref _storageFails, false))
        {
            Log.StorageAnswered(_logger, _queue.Name);
        }
    }

    // The message was deleted, or its lease ran out and someone else has it: 404, or 400 for a pop receipt that is not the last.
    private static bool IsGone(RequestFailedException e) =>
        e.Status == 404 || e.ErrorCode == QueueErrorCode.PopReceiptMismatch;

    private static partial class Log
    {
        [LoggerMessage(9201, LogLevel.Error, "Function {Function} failed on message {MessageId}, run {DequeueCount} of {MaxDequeueCount}.")]
        public static partial void Failed(ILogger logger, Exception exception, string function, string messageId, long dequeueCount, int maxDequeueCount);

        [LoggerMessage(9202, LogLevel.Warning, "Function {Function}: message {MessageId} is now in {Queue}-poison.")]
        public static partial void Poisoned(ILogger logger, string function, string messageId, string queue);

        [LoggerMessage(9203, LogLevel.Warning, "Function {Function}: message {MessageId} is not base64; host.json sets messageEncoding.")]
        public static partial void NotBase64(ILogger logger, string function, string messageId);

        [LoggerMessage(9204, LogLevel.Warning, "Function {Function}: message {MessageId} was taken by someone else meanwhile; it may run twice.")]
        public static partial void LeaseLost(ILogger logger, string function, string messageId);

        [LoggerMessage(9205, LogLevel.Warning, "The storage of queue {Queue} did not answer as it should; trying again.")]
        public static partial void StorageFailed(ILogger logger, Exception exception, string queue);

        [LoggerMessage(9208, LogLevel.Information, "The storage of queue {Queue} answers again.")]
        public static partial void StorageAnswered(ILogger logger, string queue);

        [LoggerMessage(9206, LogLevel.Information, "Function {Function}: message {MessageId} was not finished; it is given back.")]
        public static partial void Cancelled(ILogger logger, string function, string messageId);

        [LoggerMessage(9207, LogLevel.Warning, "Function {Function}: out of time with {Count} messages unfinished; cancelling.")]
        public static partial void OutOfTime(ILogger logger, string function, int count);
    }
}
