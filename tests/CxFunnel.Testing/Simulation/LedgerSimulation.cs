using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>One run: what it did, and a hash of its steps that a second run of the same seed has too.</summary>
public sealed record SimulationRun(int Seed, ulong Fingerprint, long Steps, int Crashes, int Faults, int Identities, int Poisoned, int Workers)
{
    /// <summary>Feedback that runs of discovery gave other causes.</summary>
    public long Rescored { get; init; }

    /// <summary>Runs of discovery that came to their end.</summary>
    public int Discoveries { get; init; }

    /// <summary>What people decided about root causes.</summary>
    public int Decisions { get; init; }

    /// <summary>Root causes in the models published last.</summary>
    public int Found { get; init; }

    /// <summary>Partial responses that were counted because their time was up.</summary>
    public long CountedPartials { get; init; }

    /// <summary>How often a ledger was laid out anew.</summary>
    public int Moves { get; init; }

    /// <summary>Feedback that was copied then.</summary>
    public int Copied { get; init; }

    /// <summary>Crashes while a part of a ledger was copied, and not all.</summary>
    public int CutCopies { get; init; }

    /// <summary>Certificates of erased customers.</summary>
    public int Erasures { get; init; }

    /// <summary>Messages that were put back because their program's ledger was being laid out anew.</summary>
    public int Deferred { get; init; }

    /// <summary>Those that the queue then held twice: the reply was lost, the worker died in between, or the lease had ended.</summary>
    public int DeferredTwice { get; init; }
}

/// <summary>
/// The whole pipeline under two to eight workers on storage that loses requests and replies, is busy, delivers twice and late, while
/// workers crash and clocks disagree. Then the faults end, everything comes to rest, and the promises are checked.
/// </summary>
public static class LedgerSimulation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    /// <exception cref="SimulationException">A promise is broken; the message says which, and names the seed.</exception>
    public static SimulationRun Run(int seed)
    {
        try
        {
            return RunUnchecked(seed);
        }
        catch (Exception e)
        {
            throw new SimulationException(seed, e);
        }
    }

    private static SimulationRun RunUnchecked(int seed)
    {
        SimulatedWorld world = new(seed);
        LedgerOracle oracle = new();
        world.Queues.OnSent = (queue, body) =>
        {
            if (queue == QueueNames.FeedbackInbox)
            {
                oracle.Take(body, name => world.Blobs.Find(ContainerNames.Inbox, name), world.Scheduler.Now);
            }
        };
        Random random = world.NewRandom();
        // Reading the ledger again and again takes much of a run's time; a part of the runs is enough of it.
        bool isDiscovering = random.Next(24) == 0;
        bool isDiscoveringLate = isDiscovering && random.Next(2) == 0;
        // And so does much feedback; then ledgers are copied, and those who copy crash, all the time.
        bool isMuch = !isDiscovering && random.Next(40) == 0;
        CopyWatch copies = new(world.Tables);
        int cutCopies = 0;
        SimulatedTraffic traffic = new(world, isDiscovering, isMuch);
        TimeSpan chaos = TimeSpan.FromSeconds(random.Next(2, 40));
        traffic.Start(chaos);
        for (int crashes = random.Next(0, 8); crashes > 0; crashes--)
        {
            world.Scheduler.After(chaos * random.NextDouble(), process: null, () => Crash(world.CrashOne));
        }

        List<(SimulatedProcess Process, Task Work)> reshards = [];
        for (int changes = isMuch ? random.Next(3, 9) : random.Next(2) == 0 ? 0 : random.Next(1, 5); changes > 0; changes--)
        {
            TimeSpan at = chaos * (isMuch ? 0.2 + (0.8 * random.NextDouble()) : random.NextDouble());
            world.Scheduler.After(at, process: null, () =>
            {
                if (Reshard(world, random, isMuch, reshards) is { } worker && isMuch && random.Next(3) > 0)
                {
                    world.Scheduler.After(TimeSpan.FromMilliseconds(random.Next(100, 800)), process: null, () => Crash(() => world.Crash(worker)));
                }
            });
        }

        void Crash(Action crash)
        {
            cutCopies += copies.IsInMidCopy ? 1 : 0;
            crash();
        }

        SimulatedErasures erasures = new(world, oracle);
        if (random.Next(2) == 0)
        {
            erasures.Start(chaos);
        }

        SweepAgainAndAgain(world, random);
        CountPartialsAgainAndAgain(world, random);
        SimulatedDiscovery discovery = new(world);
        if (isDiscovering)
        {
            discovery.PutTaxonomiesWithin(chaos);
        }

        if (isDiscovering && !isDiscoveringLate)
        {
            discovery.RunWithin(chaos + TimeSpan.FromSeconds(10));
            discovery.DecideWithin(chaos);
        }

        int poisoned = 0;
        for (int look = 0; look < 3; look++)
        {
            world.Scheduler.RunUntil(() => world.Failure is not null, chaos / 3);
            LedgerInvariants.SumsEqualRows(world.Tables);
            erasures.Check();
        }

        world.EndFaults();
        for (int quiet = 0; quiet < 2; quiet++)
        {
            bool isAtRest = world.Scheduler.RunUntil(() => world.Failure is not null || (IsAtRest(world, traffic) && erasures.Open == 0 && reshards.TrueForAll(r => r.Work.IsCompleted || !r.Process.IsAlive)), Patience);
            Rethrow(world);
            if (!isAtRest)
            {
                throw new InvariantException($"no rest after {Patience}: {traffic.Open} requests and {erasures.Open} erasures open, {world.Queues.Count(QueueNames.FeedbackInbox)} messages to count");
            }

            // Calls that their callers have given up on may still take effect.
            world.Scheduler.RunUntil(() => false, TimeSpan.FromSeconds(10));
            poisoned += world.ReplayPoison();
            if (quiet == 0 && random.Next(4) == 0)
            {
                erasures.Repeat();
            }
        }

        // By every worker's clock the time of every partial response is up.
        world.Scheduler.RunUntil(() => false, TimeSpan.FromSeconds(90));
        RunToTheEnd(world, random, worker => Swept(world, worker));
        int found = 0;
        if (isDiscoveringLate)
        {
            Stir(world, discovery, random, isDeciding: false);
            RunToTheEnd(world, random, discovery.RunLastAsync);
            SimulatedDiscovery.CheckModels(world, isFirst: true, random);
            if (random.Next(2) == 0)
            {
                Stir(world, discovery, random, isDeciding: true);
            }
        }

        if (isDiscovering)
        {
            // What is counted while a run reads the ledger may get its causes from before; the next run puts that right.
            RunToTheEnd(world, random, discovery.RunLastAsync);
            RunToTheEnd(world, random, worker => Swept(world, worker));
            found = SimulatedDiscovery.CheckModels(world, isFirst: false, random);
        }

        Rethrow(world);

        LedgerInvariants.SumsEqualRows(world.Tables);
        erasures.Check();
        LedgerInvariants.LedgerIsWhatWasSent(world, oracle, traffic);
        LedgerInvariants.NothingIsLeftToDo(world.Tables, world.Queues, world.Programs);
        LedgerInvariants.ImportsAreExactAsync(world.Tables, traffic).GetAwaiter().GetResult();
        RunToTheEnd(world, random, ForgotRemoved);
        LedgerInvariants.RubbishIsSetAside(world.Tables, world.Blobs, traffic, oracle, isReplayed: poisoned > 0);
        copies.Check();
        return new SimulationRun(
            seed, world.Scheduler.Fingerprint, world.Scheduler.Steps, world.Crashes, world.Network.Count[1..].Sum(), oracle.Identities.Count, poisoned, world.Workers)
        {
            Rescored = discovery.Rescored,
            Discoveries = discovery.Runs,
            Decisions = discovery.Decisions,
            Found = found,
            CountedPartials = world.CountedPartials,
            Moves = LedgerInvariants.Moves(world.Tables),
            Copied = copies.Copied,
            CutCopies = cutCopies,
            Erasures = erasures.Done,
            Deferred = world.Deferred,
            DeferredTwice = world.Deferred - world.DeferredOnce,
        };
    }

    private static void RunToTheEnd(SimulatedWorld world, Random random, Func<SimulatedWorker, Task<bool>> work)
    {
        SimulatedWorker worker = world.AnyWorker(random.Next) ?? throw new InvariantException("no worker came back");
        Task<bool> done = worker.Process.Run(() => work(worker));
        world.Scheduler.RunUntil(() => done.IsCompleted, Patience);
        done.GetAwaiter().GetResult();
    }

    private static void SweepAgainAndAgain(SimulatedWorld world, Random random) =>
        world.Scheduler.After(TimeSpan.FromSeconds(60), process: null, () =>
        {
            if (world.AnyWorker(random.Next) is { } worker)
            {
                world.Watch(worker.Process.Run(async () =>
                {
                    try
                    {
                        return await Swept(world, worker);
                    }
                    catch (StorageUnavailableException)
                    {
                        return false;
                    }
                }));
            }

            SweepAgainAndAgain(world, random);
        });

    /// <summary>Now and then a worker counts the partial responses whose time is up, two of them at once where it happens so.</summary>
    private static void CountPartialsAgainAndAgain(SimulatedWorld world, Random random) =>
        world.Scheduler.After(TimeSpan.FromSeconds(random.Next(0, 12)), process: null, () =>
        {
            world.Try(random, async worker => world.CountedPartials += await worker.Partials.SweepAsync(CancellationToken.None));
            CountPartialsAgainAndAgain(world, random);
        });

    /// <summary>Discovery once more, while all goes wrong again: over feedback that does not change any more.</summary>
    private static void Stir(SimulatedWorld world, SimulatedDiscovery discovery, Random random, bool isDeciding)
    {
        TimeSpan time = TimeSpan.FromSeconds(random.Next(5, 20));
        world.BeginFaults(random.NextDouble() * 0.12);
        discovery.RunWithin(time);
        if (isDeciding)
        {
            discovery.DecideWithin(time);
            discovery.PutTaxonomiesWithin(time);
        }

        for (int crashes = random.Next(0, 4); crashes > 0; crashes--)
        {
            world.Scheduler.After(time * random.NextDouble(), process: null, world.CrashOne);
        }

        world.Scheduler.RunUntil(() => world.Failure is not null, time);
        world.EndFaults();
        // The dead come back, and what was on its way arrives.
        world.Scheduler.RunUntil(() => world.Failure is not null, TimeSpan.FromSeconds(20));
        Rethrow(world);
    }

    /// <summary>Some time after the last input was removed: nothing is left of those that were.</summary>
    private static async Task<bool> ForgotRemoved(SimulatedWorker worker)
    {
        await worker.Retention.ExpireAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Asks some worker for another number of shards, of which the others hear nothing.</summary>
    /// <returns>Whom; null when none was up.</returns>
    private static SimulatedWorker? Reshard(SimulatedWorld world, Random random, bool isOfOne, List<(SimulatedProcess Process, Task Work)> reshards)
    {
        if (world.AnyWorker(random.Next) is not { } worker)
        {
            return null;
        }

        string program = isOfOne ? "one" : random.Next(3) switch { 0 => "one", 1 => "berlin", _ => Names.DefaultProgram };
        int shards = random.Next(1, 5);
        Task<bool> work = worker.Process.Run(async () =>
        {
            try
            {
                return (await worker.Reshard.ReshardAsync(program, shards, CancellationToken.None))?.Changed == true;
            }
            catch (StorageUnavailableException)
            {
                // Left to whoever sweeps.
                return false;
            }
        });
        reshards.Add((worker.Process, work));
        world.Watch(work);
        return worker;
    }

    private static async Task<bool> Swept(SimulatedWorld world, SimulatedWorker worker)
    {
        await worker.Reshard.ResumeAsync(CancellationToken.None);
        world.CountedPartials += await worker.Partials.SweepAsync(CancellationToken.None);
        await worker.Sweep.SweepAsync(CancellationToken.None);
        return true;
    }

    private static bool IsAtRest(SimulatedWorld world, SimulatedTraffic traffic) =>
        traffic.Open == 0
        && world.IsIdle
        && world.Queues.Count(QueueNames.FeedbackInbox) + world.Queues.Count(QueueNames.Imports) + world.Queues.Count(QueueNames.Rollup) == 0;

    private static void Rethrow(SimulatedWorld world)
    {
        if (world.Failure is { } failure)
        {
            throw new InvariantException($"what may only fail for want of storage failed with {failure}");
        }
    }
}

/// <summary>A run went wrong.</summary>
public sealed class SimulationException(int seed, Exception cause)
    : Exception($"Seed {seed}: {cause.Message}\nReplay: CXFUNNEL_SIMULATION_SEED={seed} dotnet test tests/CxFunnel.Pipeline.Tests --filter LedgerSimulationTests", cause)
{
    public int Seed { get; } = seed;
}
