using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Feedback;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// One instance of the function app: the pipeline's own stages on unreliable storage, and a host that receives messages as the
/// Functions host does: up to a few at once, five times, then poison. Nothing survives it but what storage holds.
/// </summary>
public sealed class SimulatedWorker
{
    public const int MaxDequeueCount = 5;
    private const int MaxRunning = 4;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly TimeProvider _clock;

    public SimulatedWorker(SimulatedWorld world, TimeSpan clockAhead)
    {
        _world = world;
        _random = world.NewRandom();
        Process = new SimulatedProcess(world.Scheduler);
        _clock = new SimulatedClock(world.Scheduler, Process, clockAhead);
        UnreliableTables tables = new(world.Tables, world.Network, _random);
        UnreliableBlobs blobs = new(world.Blobs, world.Network);
        UnreliableQueues queues = new(world.Queues, world.Network, _random, () => world.FaultShare);

        Inbox = new FeedbackInbox(queues, blobs, _clock);
        Ingest = new FeedbackIngest(Inbox);
        Imports = new ImportLog(tables);
        Stage = new StageImport(blobs, queues, Imports, _clock, () => _random.NextInt64(1L << 32).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
        ReadImport reading = new(blobs, Imports, Inbox, new MappingStore(tables, _clock), _clock, world.ImportOptions);

        Programs shards = SimulatedWorld.ProgramsAsSomeWorkersHaveThem(_random);
        WorkerInstance instance = new($"{_random.NextInt64():x16}");
        Layouts layouts = new(tables, shards);
        DaySums sums = new(tables, layouts);
        RollupProgram rollup = new(tables, layouts, sums, [
            new MetricsDailyTable(tables, world.Programs, _clock), new RootCausesDailyTable(tables, world.Programs, _clock)], new CauseSwitch(tables, _clock), _clock);
        ProgramRegistry registry = new(tables);
        CauseKnowledgeStore knowledge = new(tables, blobs, _clock);
        RootCausesTable catalogue = new(tables, _clock);
        QuoteEraser quotes = new(tables, layouts, catalogue);
        Edits = new EditRootCauses(knowledge, catalogue);
        Taxonomies = new ProgramTaxonomies(knowledge, registry);
        Discovery = new DiscoverRootCauses(
            tables, world.Programs, layouts, registry, knowledge, new CauseSwitch(tables, _clock), sums, rollup, catalogue, quotes, world.LedgerOptions, new RootCauseOptions(), _clock);
        Sweep = new RollupSweep(registry, rollup);
        PatientTables patient = new(tables, world.LedgerOptions, instance, _clock);
        Reshard = new ReshardProgram(
            patient, shards, registry, new LedgerCopy(patient, world.LedgerOptions), new LayoutSums(patient, world.LedgerOptions), rollup, _clock);
        CustomerReferences references = References(tables, _random);
        Erasures erasures = new(tables);
        QuarantineStore quarantine = new(blobs, tables, _clock);
        // By every worker's clock the time of what was removed is up.
        Retention = new QuarantineRetention(quarantine, new QuarantineOptions { RemovedRowsFor = TimeSpan.FromMinutes(-2) }, _clock);
        Erase = new EraseCustomer(
            references, erasures, new LedgerEraser(tables, layouts, _clock), new QuarantineEraser(quarantine), new CorrectionStore(tables, _clock), rollup, registry, quarantine, quotes, _clock);
        RollupDoorbell doorbell = new(queues, _clock);
        Partials = new PartialSweep(tables, world.Programs, layouts, world.LedgerOptions, doorbell, _clock);
        FeedbackIntake intake = new(
            new FeedbackAnalysis(new SimulatedTextAnalyzer(), references, knowledge),
            new LedgerWriter(tables, new WritePermits(tables, layouts, erasures), _clock, world.LedgerOptions, instance),
            world.Programs,
            registry,
            quarantine,
            Imports,
            blobs,
            doorbell,
            new MessageDeferral(new FeedbackInbox(new UnreliableQueues(world.Queues, world.Network, _random, () => world.FaultShare) { OnDurable = () => world.Deferred++ }, blobs, _clock), instance, _clock));

        Listen(QueueNames.FeedbackInbox, async m => await intake.CountAsync(m.Body, m.InsertedOn, CancellationToken.None) ? MessageEnd.Settled : MessageEnd.Deferred);
        Listen(QueueNames.Imports, async m =>
        {
            await reading.ReadAsync(PipelineMessages.ReadImport(m.Body), CancellationToken.None);
            return MessageEnd.Settled;
        });
        Listen(QueueNames.Rollup, async m =>
        {
            await rollup.RollUpAsync(PipelineMessages.Rollup(m.Body), CancellationToken.None);
            return MessageEnd.Settled;
        });
    }

    public SimulatedProcess Process { get; }

    public FeedbackInbox Inbox { get; }

    public FeedbackIngest Ingest { get; }

    public StageImport Stage { get; }

    public ImportLog Imports { get; }

    public RollupSweep Sweep { get; }

    public PartialSweep Partials { get; }

    public DiscoverRootCauses Discovery { get; }

    public EditRootCauses Edits { get; }

    public ProgramTaxonomies Taxonomies { get; }

    public ReshardProgram Reshard { get; }

    public EraseCustomer Erase { get; }

    public QuarantineRetention Retention { get; }

    /// <summary>How the work on a message can end.</summary>
    private enum MessageEnd
    {
        None,
        Settled,
        Deferred,
    }

    /// <summary>Messages being worked on.</summary>
    public int Running { get; private set; }

    /// <summary>Names customers by the installation's key, which the first to ask for it makes.</summary>
    public static CustomerReferences References(ITableStore tables, Random random) => new(tables, new PrivacyOptions(), () =>
    {
        byte[] key = new byte[32];
        random.NextBytes(key);
        return key;
    });

    public Task WaitAsync(TimeSpan time) => Task.Delay(time, _clock);

    private void Listen(string queue, Func<ReceivedMessage, Task<MessageEnd>> handle) => _world.Watch(Process.Run(async () =>
    {
        int running = 0;
        int longestWait = 100;
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(20, longestWait)), _clock);
            IReadOnlyList<ReceivedMessage> received = _world.Queues.Receive(queue, _random.Next(1, MaxRunning + 1 - running), Lease, _random.Next);
            if (_random.NextDouble() < _world.FaultShare)
            {
                // The answer got lost: they are hidden, and nobody works on them.
                continue;
            }

            longestWait = received.Count > 0 ? 100 : Math.Min(2_000, longestWait * 2);

            foreach (ReceivedMessage message in received)
            {
                running++;
                _ = WorkThenAsync(message);
            }

            while (running >= MaxRunning)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), _clock);
            }
        }

        async Task WorkThenAsync(ReceivedMessage message)
        {
            Running++;
            await WorkAsync(queue, message, handle);
            running--;
            Running--;
        }
#pragma warning disable CS0162 // A listener ends with its process.
        return true;
#pragma warning restore CS0162
    }));

    private async Task WorkAsync(string queue, ReceivedMessage message, Func<ReceivedMessage, Task<MessageEnd>> handle)
    {
        if (message.DequeueCount > MaxDequeueCount)
        {
            Poison(queue, message);
            return;
        }

        MessageEnd end = MessageEnd.None;
        bool isEnded = false;
        if (_random.NextDouble() < _world.FaultShare)
        {
            // The lease ends in mid-work: someone else starts on the same message.
            message = _world.Queues.Hide(queue, message, TimeSpan.FromMilliseconds(_random.Next(0, 300))) ?? message;
        }
        else
        {
            _world.Watch(RenewAsync());
        }

        try
        {
            end = await handle(message);
        }
        catch (StorageUnavailableException)
        {
            // The host sees a failed run.
        }
        catch (Exception e)
        {
            _world.Fail(e);
        }

        isEnded = true;
        if (end != MessageEnd.None)
        {
            if (_random.NextDouble() >= _world.FaultShare && _world.Queues.Delete(queue, message) && end == MessageEnd.Deferred)
            {
                _world.DeferredOnce++;
            }
        }
        else if (message.DequeueCount == MaxDequeueCount)
        {
            Poison(queue, message);
        }
        else
        {
            _world.Queues.Hide(queue, message, TimeSpan.Zero);
        }

        async Task<bool> RenewAsync()
        {
            while (true)
            {
                await Task.Delay(Lease / 3, _clock);
                if (isEnded || _world.Queues.Hide(queue, message, Lease) is not { } renewed)
                {
                    return true;
                }

                message = renewed;
            }
        }
    }

    private void Poison(string queue, ReceivedMessage message)
    {
        _world.Queues.Send(SimulatedWorld.PoisonOf(queue), message.Body, TimeSpan.Zero);
        _world.Queues.Delete(queue, message);
    }
}
