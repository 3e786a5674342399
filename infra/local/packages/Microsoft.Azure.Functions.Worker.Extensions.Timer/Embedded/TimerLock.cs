using Azure;
using Azure.Storage.Blobs.Specialized;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer;

/// <summary>The right to run a timer, renewed until it is given back or lost.</summary>
internal sealed class TimerLock : IAsyncDisposable
{
    private readonly BlobLeaseClient? _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    private TimerLock(BlobLeaseClient? lease, TimeProvider time)
    {
        _lease = lease;
        _time = time;
        _renewing = lease is null ? Task.CompletedTask : RenewAsync();
    }

    /// <summary>Fires when another host may have it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until no other host has the lock.</summary>
    /// <param name="storage">Null when the timer is not shared; then nothing is waited for.</param>
    /// <param name="function">The name of the function.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFailure">Is told when storage does not answer; it is asked again.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<TimerLock> TakeAsync(
        TimerStorage? storage, string function, TimeProvider time, Action<Exception> onFailure, CancellationToken cancellation)
    {
        if (storage is null)
        {
            return new TimerLock(null, time);
        }

        while (true)
        {
            try
            {
                if (await storage.TryLockAsync(function, cancellation) is { } lease)
                {
                    return new TimerLock(lease, time);
                }
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or IOException)
            {
                onFailure(e);
            }

            await Task.Delay(TimerStorage.Lease / 5, time, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        if (_lease is not null && !_lost.IsCancellationRequested)
        {
            try
            {
                await _lease.ReleaseAsync(conditions: null, CancellationToken.None);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or IOException)
            {
                // It runs out by itself.
            }
        }

        _end.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        long renewedAt = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(TimerStorage.Lease / 3, _time, _end.Token);
                await _lease!.RenewAsync(conditions: null, _end.Token);
                renewedAt = _time.GetTimestamp();
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            // Taken by another host, or silence for so long that it may be.
            catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or OperationCanceledException)
            {
                if (e is RequestFailedException { Status: 404 or 409 or 412 } || _time.GetElapsedTime(renewedAt) > TimerStorage.Lease * 0.8)
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
    }
}
