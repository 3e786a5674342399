using System.Globalization;
using System.Text;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Intake;

/// <summary>Messages that come while their program's ledger is being laid out anew.</summary>
public sealed class MovingLedgerTests
{
    /// <summary>What <c>host.json</c> says: batchSize + newBatchThreshold.</summary>
    private const int Slots = 24;

    private const string Moving = "moving";

    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal));

    private readonly MemoryTables _tables = new();
    private readonly MemoryBlobs _blobs = new();
    private readonly ManualClock _clock = new(Now);
    private readonly MemoryQueues _queues;
    private readonly OneAtATime _sending;

    public MovingLedgerTests()
    {
        _queues = new MemoryQueues(() => _clock.GetUtcNow());
        _sending = new OneAtATime(_queues);
    }

    [Fact]
    public async Task Count_MoreMessagesOfAMovingProgramThanTheHostHasSlots_HoldsUpNoOtherProgram()
    {
        using FeedbackIntake intake = Intake();
        await intake.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        await MoveAsync();
        using SemaphoreSlim slots = new(Slots);
        Task[] moving = [.. Enumerable.Range(1, 2 * Slots).Select(i => InASlotAsync(Message(Moving, Item($"r{i}"))))];

        await InASlotAsync(Message("other", Item("r1"))).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.Single(Feedback("other"));
        await Task.WhenAll(moving).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Equal(2 * Slots, _queues.Count(QueueNames.FeedbackInbox));
        await EndMoveAsync();
        Assert.Equal(2 * Slots, await CountAllAsync(intake));
        Assert.Equal((2 * Slots) + 1, Feedback(Moving).Length);
        LedgerInvariants.SumsEqualRows(_tables);

        async Task InASlotAsync(byte[] message)
        {
            await slots.WaitAsync();
            await Task.Yield();
            await intake.CountAsync(message, Now, CancellationToken.None);
            slots.Release();
        }
    }

    [Fact]
    public async Task Count_MessageThatNamesItsTimeOfReceipt_ComesBackToTheByteForOneReadAndOneSend()
    {
        using FeedbackIntake counting = Intake();
        await counting.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        await MoveAsync();
        InterceptedTables watched = new(_tables);
        using FeedbackIntake intake = Intake(watched);
        byte[] message = Message(Moving, Item("r1"), ",\"receivedAt\":\"2026-11-02T08:59:00.1234567Z\",\"unknown\":[1]");

        Assert.False(await intake.CountAsync(message, Now, CancellationToken.None));

        Assert.Equal((1, 0), (watched.Reads, watched.Commits));
        _clock.Advance(MessageDeferral.Least * 0.49);
        Assert.Empty(Receive());
        _clock.Advance(MessageDeferral.Least * 1.02);
        Assert.Equal(message, Assert.Single(Receive()).Body);
    }

    /// <summary>A copy is put into the queue later than what it is a copy of, and what came between is newer.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Count_MessagesThatNameNoTimeOfReceipt_AreOfWhenTheyWereSent(bool isInBlob)
    {
        using FeedbackIntake intake = Intake();
        await intake.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        await MoveAsync();
        foreach (int nps in new[] { 3, 9 })
        {
            byte[] message = Message(Moving, Item("r1", nps));
            if (isInBlob)
            {
                _blobs.Put(ContainerNames.Inbox, $"by-others/{nps}", Encoding.UTF8.GetBytes($"[{Item("r1", nps)}]"));
                message = Encoding.UTF8.GetBytes($$"""{"schema":"cxfunnel.feedback/1","program":"{{Moving}}","itemsBlob":"by-others/{{nps}}"}""");
            }

            // The one that was sent first comes back last.
            await intake.CountAsync(message, Now.AddMinutes(nps), CancellationToken.None);
        }

        await EndMoveAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        foreach (ReceivedMessage message in Receive().Reverse())
        {
            Assert.True(await intake.CountAsync(message.Body, message.InsertedOn, CancellationToken.None));
        }

        StoredFeedback stored = StoredFeedback.Read(Assert.Single(Feedback(Moving), r => r.RowKey == LedgerKeys.FeedbackRow(Id("r1"))));
        Assert.Equal(Now.AddMinutes(9), stored.Version.ReceivedAt);
        Assert.Contains(stored.Contribution.Cells, c => c.Value[Measure.Promoters] == 1);
        Assert.Empty(_blobs.Names(ContainerNames.Inbox));
    }

    /// <summary>As much as a message holds, and no time of receipt in it.</summary>
    [Fact]
    public async Task Count_MessageThatIsTooLargeWithATime_ComesBackWithItsItemsInABlob()
    {
        using FeedbackIntake intake = Intake();
        await intake.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        await MoveAsync();
        string items = $"{Item("r1", text: new string('x', 19_000))},{{\"kind\":\"survey\",\"marker\":\"bad é\"}},{Item("r2", text: new string('y', 19_000))}";
        int left = IMessageQueue.MaxMessageBytes - Message(Moving, $"{items},{Item("r3", text: string.Empty)}").Length;
        byte[] message = Message(Moving, $"{items},{Item("r3", text: new string('z', left))}");
        Assert.Equal(IMessageQueue.MaxMessageBytes, message.Length);

        // Twice: the first time its end was cut off.
        Assert.False(await intake.CountAsync(message, Now, CancellationToken.None));
        Assert.False(await intake.CountAsync(message, Now, CancellationToken.None));

        Assert.Single(_blobs.Names(ContainerNames.Inbox));
        await EndMoveAsync();
        Assert.Equal(2, await CountAllAsync(intake));
        Assert.Equal(4, Feedback(Moving).Length);
        Assert.Equal("{\"kind\":\"survey\",\"marker\":\"bad é\"}", Assert.Single(Quarantined()));
        Assert.Empty(_blobs.Names(ContainerNames.Inbox));
    }

    [Fact]
    public async Task Count_PartsOfAnImport_KeepTheirBlobsUnreadAndTheirNumbers()
    {
        using FeedbackIntake intake = Intake();
        await intake.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        await MoveAsync();
        FeedbackInbox inbox = new(_queues, _blobs, _clock);
        ImportLog log = new(_tables);
        await log.SaveAsync(new ImportHeader { Id = "i1", Program = Moving, CreatedAt = Now, State = ImportState.Counting, Rows = 40, Queued = 40 }, CancellationToken.None);
        for (int part = 0; part < 8; part++)
        {
            FeedbackItem[] items = [.. Enumerable.Range(part * 5, 5).Select(i => new FeedbackItem
            {
                Source = "generic",
                SourceId = $"m{i}",
                Kind = FeedbackKind.Review,
                SubmittedAt = Now,
                Scores = [new Score(ScoreType.Rating, 4, 1, 5)],
            })];
            await inbox.SendImportPartAsync(Moving, new ImportPart("i1", part), Now, items, CancellationToken.None);
        }

        ReceivedMessage[] sent = [.. Receive()];
        Assert.All(await Task.WhenAll(sent.Select(m => intake.CountAsync(m.Body, m.InsertedOn, CancellationToken.None))), Assert.False);
        // Cut off before it was done with, one of them is there twice.
        sent.Skip(1).ToList().ForEach(m => _queues.Delete(QueueNames.FeedbackInbox, m));

        Assert.Equal(8, _blobs.Names(ContainerNames.Inbox).Count());
        await EndMoveAsync();
        Assert.Equal(9, await CountAllAsync(intake));
        ImportStatus status = (await log.StatusAsync("i1", CancellationToken.None))!;
        Assert.Equal((ImportState.Done, 40L, 0L), (status.State, status.Counted, status.Duplicates));
        Assert.Equal(41, Feedback(Moving).Length);
    }

    /// <summary>The process takes the ledger for one at rest; a part of what it writes is in when the heads go.</summary>
    [Fact]
    public async Task Count_LedgerThatBeginsToMoveInTheMiddleOfIt_IsPutBackAndCountedOnce()
    {
        int feedback = 0;
        InterceptedTables moved = new(_tables, async (_, changes, commit) =>
        {
            if (changes.Any(c => c.Row.RowKey.StartsWith("f|", StringComparison.Ordinal)) && feedback++ == 2)
            {
                await MoveAsync();
            }

            return await commit();
        });
        using FeedbackIntake intake = Intake(moved);
        await intake.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        byte[] message = Message(Moving, string.Join(',', Enumerable.Range(1, 30).Select(i => Item($"r{i}"))));

        Assert.False(await intake.CountAsync(message, Now, CancellationToken.None));

        Assert.InRange(Feedback(Moving).Length, 2, 30);
        await EndMoveAsync();
        Assert.Equal(1, await CountAllAsync(intake));
        Assert.Equal(31, Feedback(Moving).Length);
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>What the ledger has nothing to do with need not wait for it.</summary>
    [Fact]
    public async Task Count_NothingButBadItemsOfAMovingProgram_AreSetAsideAtOnce()
    {
        using FeedbackIntake intake = Intake();
        await intake.CountAsync(Message(Moving, Item("r0")), Now, CancellationToken.None);
        await MoveAsync();

        Assert.True(await intake.CountAsync(Message(Moving, "{\"kind\":\"survey\"}"), Now, CancellationToken.None));

        Assert.Single(Quarantined());
        Assert.Equal(0, _queues.Count(QueueNames.FeedbackInbox));
    }

    [Theory]
    [InlineData(-60, 10)]
    [InlineData(0, 10)]
    [InlineData(80, 10)]
    [InlineData(400, 50)]
    [InlineData(86_400, 120)]
    public async Task Defer_TheLongerTheLedgerHasMoved_TheLongerTheMessageIsHidden(int secondsSoFar, int seconds)
    {
        List<TimeSpan> hidden = [];
        MessageDeferral deferral = new(new FeedbackInbox(new HiddenFor(hidden), _blobs, _clock), new WorkerInstance("test"), _clock);
        for (int i = 0; i < 200; i++)
        {
            await deferral.DeferAsync(new byte[1], new FeedbackEnvelopeV1 { Program = Moving, ReceivedAt = Now }, Now, Now.AddSeconds(-secondsSoFar), CancellationToken.None);
        }

        Assert.All(hidden, h => Assert.InRange(h.TotalSeconds, seconds * 0.5, seconds * 1.5));
        Assert.True(hidden.Max() - hidden.Min() > TimeSpan.FromSeconds(seconds * 0.8), "all come back at once");
    }

    /// <summary>What resharding does first; others hear nothing of it.</summary>
    private async Task MoveAsync()
    {
        Layouts layouts = new(_tables, Programs);
        Layout layout = await layouts.StoredAsync(Moving, CancellationToken.None);
        await layouts.ChangeAsync(layout, layout with { Shards = [.. layout.Shards, 2], State = LayoutState.Moving, Since = Now }, CancellationToken.None);
        foreach (string partition in layout.Partitions)
        {
            await PartitionHead.CloseAsync(_tables, partition, CancellationToken.None);
        }
    }

    private async Task EndMoveAsync()
    {
        LedgerOptions options = new();
        PatientTables patient = new(_tables, options, new WorkerInstance("test"), _clock);
        Layouts layouts = new(_tables, Programs);
        RollupProgram rollup = new(_tables, layouts, new DaySums(_tables, layouts), [], new CauseSwitch(_tables, _clock), _clock);
        await new ReshardProgram(
            patient, Programs, new ProgramRegistry(_tables), new LedgerCopy(patient, options), new LayoutSums(patient, options), rollup, _clock).ResumeAsync(CancellationToken.None);
    }

    /// <summary>Counts what is in the queue by now.</summary>
    private async Task<int> CountAllAsync(FeedbackIntake intake)
    {
        _clock.Advance(TimeSpan.FromMinutes(10));
        int counted = 0;
        while (Receive() is { Count: > 0 } messages)
        {
            foreach (ReceivedMessage message in messages)
            {
                Assert.True(await intake.CountAsync(message.Body, message.InsertedOn, CancellationToken.None));
                Assert.True(_queues.Delete(QueueNames.FeedbackInbox, message));
                counted++;
            }
        }

        return counted;
    }

    private IReadOnlyList<ReceivedMessage> Receive() => _queues.Receive(QueueNames.FeedbackInbox, MemoryQueues.MaxReceived, TimeSpan.FromSeconds(10), _ => 0);

    private static string Item(string id, int nps = 9, string text = "good") => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"kind\":\"survey\",\"sourceId\":\"{id}\",\"submittedAt\":\"2026-11-01\",\"scores\":[{{\"type\":\"nps\",\"value\":{nps}}}],\"comments\":[{{\"text\":\"{text}\"}}]}}");

    private static string Id(string sourceId) => FeedbackId.Of(
        Moving, new FeedbackItem { Source = "generic", SourceId = sourceId, Kind = FeedbackKind.Survey, SubmittedAt = Now });

    private static byte[] Message(string program, string items, string more = "") =>
        Encoding.UTF8.GetBytes($"{{\"schema\":\"cxfunnel.feedback/1\",\"program\":\"{program}\"{more},\"items\":[{items}]}}");

    private TableRow[] Feedback(string program) =>
        [.. _tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal) && r.PartitionKey.StartsWith(program + "|", StringComparison.Ordinal))];

    private string[] Quarantined() =>
        [.. _blobs.Names(ContainerNames.Quarantine).Select(n => Encoding.UTF8.GetString(_blobs.Find(ContainerNames.Quarantine, n)!))];

    private FeedbackIntake Intake(ITableStore? tables = null)
    {
        ITableStore store = tables ?? _tables;
        WorkerInstance instance = new("test");
        return new FeedbackIntake(
            new FeedbackAnalysis(new SimulatedTextAnalyzer(), new CustomerReferences(store, new PrivacyOptions(), () => new byte[32]), new CauseKnowledgeStore(store, _blobs, _clock)),
            new LedgerWriter(store, new WritePermits(store, new Layouts(store, Programs), new Erasures(store)), _clock, new LedgerOptions(), instance),
            Programs,
            new ProgramRegistry(store),
            new QuarantineStore(_blobs, store, _clock),
            new ImportLog(store),
            _blobs,
            new RollupDoorbell(_sending, _clock),
            new MessageDeferral(new FeedbackInbox(_sending, _blobs, _clock), instance, _clock));
    }

    /// <summary>The queues in memory are those of one thread, and here many messages are worked on at once.</summary>
    private sealed class OneAtATime(MemoryQueues queues) : IMessageQueue
    {
        private readonly Lock _gate = new();

        public Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation)
        {
            lock (_gate)
            {
                return queues.SendAsync(queue, body, visibleAfter, cancellation);
            }
        }
    }

    private sealed class HiddenFor(List<TimeSpan> times) : IMessageQueue
    {
        public Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation)
        {
            times.Add(visibleAfter);
            return Task.CompletedTask;
        }
    }
}
