using Azure.Storage.Queues.Models;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>A message that is being worked on. Renewing its lease changes its pop receipt, so only one of both happens at a time.</summary>
internal sealed class LeasedMessage(QueueMessage message, long takenAt) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string _popReceipt = message.PopReceipt;
    private long _leasedAt = takenAt;
    private bool _isOver;

    public QueueMessage Message { get; } = message;

    /// <summary>Ends when the message needs nothing more.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Renews the lease when half of it is over and the work is not. Throws what the service answers.</summary>
    public async Task RenewAsync(TriggerQueue queue, TimeSpan lease, TimeProvider time, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _leasedAt)) < lease / 2)
        {
            return;
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_isOver)
            {
                long now = time.GetTimestamp();
                _popReceipt = await queue.HideAsync(Message.MessageId, _popReceipt, lease, cancellation);
                Volatile.Write(ref _leasedAt, now);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the current pop receipt for the last request about this message; nothing is renewed any more.</summary>
    public async Task<string> EndAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        _isOver = true;
        _turn.Release();
        return _popReceipt;
    }

    public void Dispose() => _turn.Dispose();
}
