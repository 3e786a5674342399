using Azure;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer;

/// <summary>
/// Runs one function on its schedule, one run at a time, on one host of the app at a time. When a run takes longer than the gap to
/// the next, the runs missed meanwhile are made good by a single one.
/// </summary>
internal sealed partial class TimerListener : IDisposable
{
    // What the timer of the runtime can wait for; longer gaps are waited for in steps.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);

    private readonly FunctionEntry _function;
    private readonly TimerTriggerAttribute _trigger;
    private readonly TimerSchedule _schedule;
    private readonly TimerStorage? _storage;
    private readonly FunctionInvoker _invoker;
    private readonly ObjectSerializer _serializer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _isMonitored;

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _outOfTime = new();
    private Task _ticking = Task.CompletedTask;
    private bool _hasStarted;

    public TimerListener(
        FunctionEntry function,
        TimerTriggerAttribute trigger,
        TimerSchedule schedule,
        TimerStorage? storage,
        FunctionInvoker invoker,
        ObjectSerializer serializer,
        TimeProvider time,
        ILogger logger)
    {
        _function = function;
        _trigger = trigger;
        _schedule = schedule;
        _storage = storage;
        _invoker = invoker;
        _serializer = serializer;
        _time = time;
        _logger = logger;
        _isMonitored = trigger.UseMonitor && schedule.CanBeMonitored(Now);
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    public void Start() => _ticking = Task.Run(RunUntilStoppedAsync, CancellationToken.None);

    public async Task StopAsync(CancellationToken outOfTime)
    {
        await _stop.CancelAsync();
        try
        {
            await _ticking.WaitAsync(outOfTime);
        }
        catch (OperationCanceledException)
        {
            await _outOfTime.CancelAsync();
            await Task.WhenAny(_ticking, Task.Delay(CancellationGrace, _time, CancellationToken.None));
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _outOfTime.Dispose();
    }

    private async Task RunUntilStoppedAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using TimerLock held = await TimerLock.TakeAsync(_storage, _function.Name, _time, StorageFailed, _stop.Token);
                using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, held.Lost);
                await TickAsync(until.Token, held.Lost);
            }
            catch (OperationCanceledException)
            {
                // Told to stop, or the lock is lost and is asked for again.
            }
        }
    }

    private async Task TickAsync(CancellationToken until, CancellationToken lost)
    {
        ScheduleStatus status = await ReadStatusAsync(until) ?? new ScheduleStatus { Next = _schedule.Next(Now) };
        bool isPastDue = _isMonitored && status.Next < Now;
        if (isPastDue || (_trigger.RunOnStartup && !_hasStarted))
        {
            _hasStarted = true;
            status = await RunAsync(status, isPastDue, isScheduled: false, lost);
        }

        _hasStarted = true;
        while (true)
        {
            await WaitUntilAsync(status.Next, until);
            status = await RunAsync(status, isPastDue: false, isScheduled: true, lost);
            until.ThrowIfCancellationRequested();
        }
    }

    private async Task WaitUntilAsync(DateTime due, CancellationToken cancellation)
    {
        while (due - Now is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, _time, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private async Task<ScheduleStatus> RunAsync(ScheduleStatus status, bool isPastDue, bool isScheduled, CancellationToken lost)
    {
        DateTime startedAt = Now;
        using CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(_outOfTime.Token, lost);
        TimerInfo info = new() { IsPastDue = isPastDue, ScheduleStatus = _isMonitored ? status : null };
        try
        {
            await _invoker.RunAsync(_function, new TimerInput(info, _serializer), cancelled.Token);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            Log.Cancelled(_logger, _function.Name);
        }
#pragma warning disable CA1031 // Whatever a function throws, its schedule goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, e, _function.Name);
        }

        // A timer that fired a little early must not be due at the same time twice.
        DateTime ranAt = isScheduled && status.Next > startedAt ? status.Next : startedAt;
        ScheduleStatus after = new() { Last = ranAt, Next = _schedule.Next(ranAt), LastUpdated = ranAt };
        await WriteStatusAsync(after, lost);
        return after;
    }

    private async Task<ScheduleStatus?> ReadStatusAsync(CancellationToken cancellation)
    {
        if (!_isMonitored || _storage is null)
        {
            return null;
        }

        try
        {
            ScheduleStatus? status = await _storage.ReadStatusAsync(_function.Name, cancellation);
            // Another expression than the one that the stored state was computed with: begin anew.
            return status is null || status.Last == default || _schedule.Next(status.Last) == status.Next ? status : null;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException)
        {
            StorageFailed(e);
            return null;
        }
    }

    private async Task WriteStatusAsync(ScheduleStatus status, CancellationToken cancellation)
    {
        if (!_isMonitored || _storage is null)
        {
            return;
        }

        try
        {
            await _storage.WriteStatusAsync(_function.Name, status, cancellation);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException)
        {
            StorageFailed(e);
        }
    }

    private void StorageFailed(Exception e) => Log.StorageFailed(_logger, e, _function.Name);

    private static partial class Log
    {
        [LoggerMessage(9301, LogLevel.Error, "Function {Function} failed; it runs again when it is due.")]
        public static partial void Failed(ILogger logger, Exception exception, string function);

        [LoggerMessage(9302, LogLevel.Information, "Function {Function} was cancelled.")]
        public static partial void Cancelled(ILogger logger, string function);

        [LoggerMessage(9303, LogLevel.Warning, "The storage of timer {Function} did not answer as it should; trying again.")]
        public static partial void StorageFailed(ILogger logger, Exception exception, string function);
    }
}
