using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>Storage, the network, and the workers that come and go.</summary>
public sealed class SimulatedWorld
{
    private const string BerlinZone = "Europe/Berlin";

    private readonly Random _random;
    private readonly SimulatedWorker?[] _workers;
    private readonly TimeSpan[] _clocksAhead;

    /// <param name="seed">Decides everything.</param>
    public SimulatedWorld(int seed)
    {
        _random = new Random(seed);
        Scheduler = new SimulationScheduler(NewRandom());
        Network = new UnreliableNetwork(Scheduler, NewRandom(), () => FaultShare);
        Queues = new MemoryQueues(() => SimulatedClock.Beginning + Scheduler.Now);
        FaultShare = _random.Next(10) == 0 ? 0 : _random.NextDouble() * 0.12;
        Programs = new Programs(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)
        {
            [Names.DefaultProgram] = new() { CountPartialAfter = PartialWait() },
            ["one"] = new() { CountPartialAfter = PartialWait() },
            ["berlin"] = new() { TimeZone = BerlinZone, CountPartialAfter = PartialWait() },
        });
        LedgerOptions = new LedgerOptions { MaxChangesPerTransaction = _random.Next(2) == 0 ? 100 : _random.Next(10, 30) };
        ImportOptions = new ImportOptions { ItemsPerPart = _random.Next(1, 6), RowsPerPart = _random.Next(3, 12) };
        _workers = new SimulatedWorker?[_random.Next(2, 9)];
        _clocksAhead = [.. _workers.Select(_ => TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? _random.Next(-30_000, 30_000) : 0))];
        for (int i = 0; i < _workers.Length; i++)
        {
            Restart(i);
        }
    }

    public SimulationScheduler Scheduler { get; }

    public UnreliableNetwork Network { get; }

    public MemoryTables Tables { get; } = new();

    public MemoryBlobs Blobs { get; } = new();

    public MemoryQueues Queues { get; }

    public Programs Programs { get; }

    public LedgerOptions LedgerOptions { get; }

    public ImportOptions ImportOptions { get; }

    /// <summary>The share of everything that goes wrong, 0..1.</summary>
    public double FaultShare { get; private set; }

    public int Crashes { get; private set; }

    public int Workers => _workers.Length;

    /// <summary>Partial responses that were counted because their time was up, as far as a sweep came to its end.</summary>
    public long CountedPartials { get; set; }

    /// <summary>Messages that were put back because their program's ledger was being laid out anew.</summary>
    public int Deferred { get; set; }

    /// <summary>Those of which the queue held one at every moment but that of the change: the others were there twice for a while.</summary>
    public int DeferredOnce { get; set; }

    /// <summary>What must not happen and did; null so far.</summary>
    public Exception? Failure { get; private set; }

    public bool IsIdle => Array.TrueForAll(_workers, w => w is null || w.Running == 0);

    public static string PoisonOf(string queue) => $"{queue}-poison";

    /// <summary>A source of randomness of its own, so that one part's draws do not move another's.</summary>
    public Random NewRandom() => new(_random.Next());

    public void Fail(Exception failure) => Failure ??= failure;

    /// <summary>Notes when something that should go on for ever, or end well, fails.</summary>
    public void Watch(Task task) => _ = task.ContinueWith(
        t => Fail(t.Exception!.GetBaseException()), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>A worker that is up; null when none is.</summary>
    /// <param name="draw">Draws an index below its argument.</param>
    public SimulatedWorker? AnyWorker(Func<int, int> draw)
    {
        SimulatedWorker[] up = [.. _workers.OfType<SimulatedWorker>()];
        return up.Length == 0 ? null : up[draw(up.Length)];
    }

    /// <summary>Has some worker do something; what it gives up for want of storage it leaves to others.</summary>
    public void Try(Random random, Func<SimulatedWorker, Task> act)
    {
        if (AnyWorker(random.Next) is { } worker)
        {
            Watch(worker.Process.Run(async () =>
            {
                try
                {
                    await act(worker);
                    return true;
                }
                catch (StorageUnavailableException)
                {
                    return false;
                }
            }));
        }
    }

    /// <summary>Kills a worker in the middle of whatever it does; a new one takes its place after a while.</summary>
    public void CrashOne() => Crash(_random.Next(_workers.Length));

    /// <summary>The same for the worker that is meant, if it is alive.</summary>
    public void Crash(SimulatedWorker worker)
    {
        if (Array.IndexOf(_workers, worker) is >= 0 and int index)
        {
            Crash(index);
        }
    }

    private void Crash(int index)
    {
        if (_workers[index] is { } worker)
        {
            Crashes++;
            worker.Process.Kill();
            _workers[index] = null;
            Scheduler.After(TimeSpan.FromMilliseconds(_random.Next(0, 10_000)), process: null, () => Restart(index));
        }
    }

    public void EndFaults() => FaultShare = 0;

    /// <summary>Lets things go wrong again.</summary>
    public void BeginFaults(double share) => FaultShare = share;

    /// <summary>The settings as one worker has them: while a new version goes out they differ, and only the first to count decides.</summary>
    public static Programs ProgramsAsSomeWorkersHaveThem(Random random) => new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)
    {
        ["one"] = new() { Shards = random.Next(1, 3) },
        ["berlin"] = new() { Shards = random.Next(1, 4), TimeZone = BerlinZone },
    });

    /// <summary>Sends what went into the poison queues through the pipeline again.</summary>
    /// <returns>How many messages.</returns>
    public int ReplayPoison()
    {
        int replayed = 0;
        foreach (string queue in new[] { QueueNames.FeedbackInbox, QueueNames.Imports, QueueNames.Rollup })
        {
            while (Queues.Receive(PoisonOf(queue), MemoryQueues.MaxReceived, TimeSpan.Zero, _ => 0) is { Count: > 0 } messages)
            {
                foreach (ReceivedMessage message in messages)
                {
                    Queues.Send(queue, message.Body, TimeSpan.Zero);
                    Queues.Delete(PoisonOf(queue), message);
                    replayed++;
                }
            }
        }

        return replayed;
    }

    /// <summary>Short beside a run, so that the end of a response comes before and after it was counted as partial.</summary>
    private TimeSpan? PartialWait() => _random.Next(3) switch { 0 => null, 1 => TimeSpan.Zero, _ => TimeSpan.FromSeconds(_random.Next(1, 20)) };

    private void Restart(int index) => _workers[index] = new SimulatedWorker(this, _clocksAhead[index]);
}
