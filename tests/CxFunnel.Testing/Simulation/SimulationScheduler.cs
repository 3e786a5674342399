namespace CxFunnel.Testing.Simulation;

/// <summary>
/// Runs everything of a simulation on one thread in an order that its seed decides: whatever is ready is drawn at random, and
/// time stands still until nothing is. The same seed gives the same run, step by step.
/// </summary>
/// <param name="random">Decides the order.</param>
public sealed class SimulationScheduler(Random random)
{
    private readonly List<(SimulatedProcess? Process, Action Run)> _ready = [];
    private readonly PriorityQueue<(SimulatedProcess? Process, Action Run), (long At, long Number)> _later = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _number;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Callbacks run so far.</summary>
    public long Steps { get; private set; }

    /// <summary>A hash of the order of all steps so far: equal for two runs that were the same.</summary>
    public ulong Fingerprint { get; private set; } = 14_695_981_039_346_656_037;

    /// <param name="process">Whose work it is, so that it ends with it; null for the world's.</param>
    /// <exception cref="InvalidOperationException">Something went on on a thread of its own, where no seed decides.</exception>
    public void Post(SimulatedProcess? process, Action run)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Work left the thread of the simulation.");
        }

        _ready.Add((process, run));
    }

    public void After(TimeSpan delay, SimulatedProcess? process, Action run) =>
        _later.Enqueue((process, run), (Now.Ticks + Math.Max(0, delay.Ticks), _number++));

    /// <summary>Runs until <paramref name="isDone"/>, or until that much time has passed.</summary>
    /// <returns>Whether it is done.</returns>
    public bool RunUntil(Func<bool> isDone, TimeSpan limit)
    {
        TimeSpan end = Now + limit;
        while (!isDone())
        {
            if (_ready.Count == 0 && !MoveTimeOn(end))
            {
                return false;
            }

            int drawn = random.Next(_ready.Count);
            (SimulatedProcess? process, Action run) = _ready[drawn];
            _ready[drawn] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            if (process?.IsAlive == false)
            {
                continue;
            }

            Steps++;
            Fingerprint = (Fingerprint ^ ((ulong)drawn + 1) ^ (ulong)Now.Ticks) * 1_099_511_628_211;
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(process);
            try
            {
                run();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        return true;
    }

    private bool MoveTimeOn(TimeSpan end)
    {
        if (!_later.TryPeek(out _, out (long At, long Number) next) || next.At > end.Ticks)
        {
            return false;
        }

        Now = TimeSpan.FromTicks(next.At);
        while (_later.TryPeek(out (SimulatedProcess? Process, Action Run) due, out next) && next.At == Now.Ticks)
        {
            _later.Dequeue();
            _ready.Add(due);
        }

        return true;
    }
}

/// <summary>One operating-system process: what runs in it goes on inside it, and is gone with it.</summary>
public sealed class SimulatedProcess(SimulationScheduler scheduler) : SynchronizationContext
{
    public bool IsAlive { get; private set; } = true;

    /// <summary>Nothing of this process runs any more. What it asked of storage happens all the same.</summary>
    public void Kill() => IsAlive = false;

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(this, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("One thread cannot wait for itself.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Starts work inside this process, from outside.</summary>
    /// <returns>Its result; never, when the process dies first.</returns>
    public Task<T> Run<T>(Func<Task<T>> work)
    {
        TaskCompletionSource<T> result = new();
        scheduler.Post(this, () => _ = RunAsync());
        return result.Task;

        async Task RunAsync()
        {
            try
            {
                result.SetResult(await work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }
    }
}

/// <summary>The clock of one process: it may be ahead or behind, and its timers end with the process.</summary>
/// <param name="ahead">By how much this clock differs from the others.</param>
public sealed class SimulatedClock(SimulationScheduler scheduler, SimulatedProcess process, TimeSpan ahead) : TimeProvider
{
    public static readonly DateTimeOffset Beginning = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Beginning + scheduler.Now + ahead;

    public override long GetTimestamp() => scheduler.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(scheduler, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulationScheduler scheduler, SimulatedProcess process, Action callback) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int setting = ++_setting;
            if (dueTime >= TimeSpan.Zero)
            {
                scheduler.After(dueTime, process, () => Fire(setting, period));
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting, TimeSpan period)
        {
            if (setting != _setting)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                scheduler.After(period, process, () => Fire(setting, period));
            }

            callback();
        }
    }
}
