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
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Intake;

public sealed class FeedbackIntakeTests
{
    private static readonly DateTimeOffset SentAt = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal));

    private readonly MemoryTables _tables = new();
    private readonly MemoryBlobs _blobs = new();
    private readonly MemoryQueues _queues = new(() => SentAt);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"schema\":\"other/1\",\"items\":[]}")]
    [InlineData("{\"schema\":\"cxfunnel.feedback/1\",\"program\":\"No Good\",\"items\":[]}")]
    [InlineData("{\"schema\":\"cxfunnel.feedback/1\",\"program\":\"one\"}")]
    public async Task Count_NoEnvelope_IsSetAsideWholeOnce(string message)
    {
        await CountAsync(message);
        await CountAsync(message);

        Assert.Equal(message, Assert.Single(Quarantined()));
    }

    [Fact]
    public async Task Count_BadItemsAmongGoodOnes_SetsThoseAsideAndCountsTheRest()
    {
        await CountAsync(Envelope("[{\"kind\":\"survey\"},{\"kind\":\"survey\",\"submittedAt\":\"2026-11-01\",\"scores\":[{\"type\":\"nps\",\"value\":9}]},7]"));

        Assert.Equal(["7", "{\"kind\":\"survey\"}"], Quarantined().Order(StringComparer.Ordinal));
        Assert.Single(Feedback());
        Assert.Equal(1, _queues.Count(QueueNames.Rollup));
        Assert.All(_tables.All(TableNames.Quarantine), r => Assert.NotEmpty(r.Text("Reason")!));
    }

    [Fact]
    public async Task Count_ItemLargerThanARow_IsSetAsideAndNoPoison()
    {
        string wide = string.Concat(Enumerable.Repeat("\\u2028", FeedbackLimits.MaxShortTextChars - 2));
        string attributes = string.Join(',', Enumerable.Range(0, FeedbackLimits.MaxAttributes).Select(i => $"\"a{i}\":\"x{wide}x\""));
        string comments = string.Join(',', Enumerable.Range(0, FeedbackLimits.MaxComments).Select(i => $"{{\"question\":\"x{wide}x\",\"text\":\"good\"}}"));
        string large = $"{{\"kind\":\"survey\",\"sourceId\":\"large\",\"submittedAt\":\"2026-11-01\",\"comments\":[{comments}],\"attributes\":{{{attributes}}}}}";

        await CountAsync(Envelope($"[{large},{{\"kind\":\"survey\",\"submittedAt\":\"2026-11-01\",\"scores\":[{{\"type\":\"nps\",\"value\":9}}]}}]"));

        Assert.Single(Feedback());
        Assert.Contains("\"large\"", Assert.Single(Quarantined()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(0, 2)]
    public async Task Count_PartOfAnImportWithBadItems_IsDoneAndExact(int good, int bad)
    {
        string id = "20261102-090000-0000";
        ImportLog log = new(_tables);
        await log.SaveAsync(
            new ImportHeader { Id = id, Program = "one", CreatedAt = SentAt, State = ImportState.Counting, Rows = good + bad, Queued = good + bad }, CancellationToken.None);
        string items = string.Join(',', Enumerable.Range(0, good + bad).Select(i => i < bad
            ? $"{{\"kind\":\"review\",\"sourceId\":\"{i}\"}}"
            : string.Create(CultureInfo.InvariantCulture, $"{{\"kind\":\"review\",\"sourceId\":\"{i}\",\"submittedAt\":\"2026-11-01\",\"scores\":[{{\"type\":\"rating\",\"value\":4}}]}}")));
        string message = $"{{\"schema\":\"cxfunnel.feedback/1\",\"program\":\"one\",\"import\":{{\"id\":\"{id}\",\"chunk\":0}},\"items\":[{items}]}}";

        await CountAsync(message);
        await CountAsync(message);

        ImportStatus status = (await log.StatusAsync(id, CancellationToken.None))!;
        Assert.Equal((ImportState.Done, (long)good, 0L, (long)bad), (status.State, status.Counted, status.Duplicates, status.RejectedCount));
    }

    [Fact]
    public async Task Count_ItemsInABlob_CountsThemAndLetsTheBlobGo()
    {
        FeedbackInbox inbox = new(_queues, _blobs, TimeProvider.System);
        FeedbackItem[] items = [.. Enumerable.Range(0, 4).Select(i => new FeedbackItem
        {
            Source = "generic",
            SourceId = $"r{i}",
            Kind = FeedbackKind.Survey,
            SubmittedAt = SentAt,
            Comments = [new Comment(null, new string('x', 19_000))],
        })];
        await inbox.SendAsync("one", items, CancellationToken.None);
        ReceivedMessage message = Assert.Single(_queues.Receive(QueueNames.FeedbackInbox, 9, TimeSpan.Zero, _ => 0));

        await Intake().CountAsync(message.Body, SentAt, CancellationToken.None);
        await Intake().CountAsync(message.Body, SentAt, CancellationToken.None);

        Assert.Equal(4, Feedback().Length);
        Assert.Empty(_blobs.Names(ContainerNames.Inbox));
    }

    [Fact]
    public async Task Count_PartOfAnImportThatIsCountedInSlices_KnowsEachItemByItsPlace()
    {
        const int count = 1_234;
        FeedbackInbox inbox = new(_queues, _blobs, TimeProvider.System);
        await inbox.SendImportPartAsync("one", new ImportPart("i1", 7), SentAt, [.. Enumerable.Range(0, count).Select(i => Rated($"r{i}"))], CancellationToken.None);
        ReceivedMessage message = Assert.Single(_queues.Receive(QueueNames.FeedbackInbox, 9, TimeSpan.Zero, _ => 0));

        await Intake().CountAsync(message.Body, SentAt, CancellationToken.None);

        Assert.Equal(
            Enumerable.Range(0, count).Select(i => LedgerVersion.OriginOf(new ImportPart("i1", 7), i)),
            Feedback().Select(r => r.Text("Origin")!).Order(StringComparer.Ordinal));
        TableRow part = Assert.Single(_tables.All(TableNames.Imports));
        Assert.Equal((count, count, 0L), (part.Number("Items"), part.Number("Counted"), part.Number("Rejected")));
        LedgerInvariants.SumsEqualRows(_tables);
    }

    /// <summary>The host hands over a batch of messages at once, and a part with its insights takes megabytes.</summary>
    [Fact]
    public async Task Count_ManyPartsAtOnce_HoldsOnlyAFewInMemory()
    {
        FeedbackInbox inbox = new(_queues, _blobs, TimeProvider.System);
        for (int part = 0; part < 24; part++)
        {
            await inbox.SendImportPartAsync("one", new ImportPart("i1", part), SentAt, [.. Enumerable.Range(0, 20).Select(i => Rated($"r{part}-{i}"))], CancellationToken.None);
        }

        SlowBlobs slow = new(_blobs);
        using FeedbackIntake intake = Intake(slow, new NoBell());
        await Task.WhenAll(_queues.Receive(QueueNames.FeedbackInbox, 32, TimeSpan.Zero, _ => 0)
            .Select(m => Task.Run(() => intake.CountAsync(m.Body, SentAt, CancellationToken.None))));

        Assert.Equal(24 * 20, Feedback().Length);
        Assert.InRange(slow.MostAtOnce, 2, 3);
    }

    [Fact]
    public async Task Count_AnyFeedback_KeepsNoIdentityInTheLedger()
    {
        await CountAsync(Envelope("[{\"kind\":\"survey\",\"submittedAt\":\"2026-11-01\",\"author\":\"Zoe Secret\",\"customer\":{\"id\":\"secret-77\",\"email\":\"zoe@secret.example\"},\"scores\":[{\"type\":\"nps\",\"value\":1}]}]"));

        TableRow row = Assert.Single(Feedback());
        Assert.DoesNotContain(row.Columns.Values.OfType<string>(), v => v.Contains("secret", StringComparison.OrdinalIgnoreCase));
        Assert.Matches("^[0-9a-f]{32}$", row.Text("CustomerRef"));
        Assert.Matches("^[0-9a-f]{32}$", row.Text("AuthorRef"));
    }

    /// <summary>Whoever counts has asked who was erased, and is then held up for as long as it takes: by storage, or by its own machine.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Count_TransactionOfBeforeAnErasureThatArrivesAfterIt_CountsNothingOfTheCustomer(bool isProgramNew)
    {
        if (!isProgramNew)
        {
            await CountAsync(Envelope("[{\"kind\":\"survey\",\"submittedAt\":\"2026-11-01\",\"sourceId\":\"r0\",\"scores\":[{\"type\":\"nps\",\"value\":2}]}]"));
        }

        TaskCompletionSource isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource isErased = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InterceptedTables held = new(_tables, async (_, changes, commit) =>
        {
            if (changes.Any(c => c.Row.RowKey.StartsWith("f|", StringComparison.Ordinal)) && isHeld.TrySetResult())
            {
                await isErased.Task;
            }

            return await commit();
        });
        using FeedbackIntake intake = Intake(tables: held);
        string items = string.Join(',', Enumerable.Range(1, 6).Select(i =>
            $"{{\"kind\":\"survey\",\"submittedAt\":\"2026-11-01\",\"sourceId\":\"r{i}\",\"customer\":{{\"id\":\"c-{i % 2}\"}},\"scores\":[{{\"type\":\"nps\",\"value\":9}}]}}"));
        Task counting = intake.CountAsync(Encoding.UTF8.GetBytes(Envelope($"[{items}]")), SentAt, CancellationToken.None);
        await isHeld.Task;
        IReadOnlyList<string> references = (await new CustomerReferences(_tables, new PrivacyOptions(), () => new byte[32]).GetAsync(CancellationToken.None)).AllOf("one", "c-1");
        await new Erasures(_tables).AddAsync("one", references, SentAt, CancellationToken.None);
        await new LedgerEraser(_tables, new Layouts(_tables, Programs), TimeProvider.System).EraseAsync("one", references, keepCounts: false, CancellationToken.None);
        isErased.SetResult();
        await counting;

        Assert.DoesNotContain(Feedback(), r => r.Text("CustomerRef") is { } reference && references.Contains(reference));
        Assert.Equal(isProgramNew ? 3 : 4, Feedback().Count(r => r.Text("State") == "complete"));
        LedgerInvariants.SumsEqualRows(_tables);
    }

    private static string Envelope(string items) => $"{{\"schema\":\"cxfunnel.feedback/1\",\"program\":\"one\",\"receivedAt\":\"2026-11-02T08:00:00Z\",\"items\":{items}}}";

    private Task<bool> CountAsync(string message) => Intake().CountAsync(Encoding.UTF8.GetBytes(message), SentAt, CancellationToken.None);

    private static FeedbackItem Rated(string id) => new()
    {
        Source = "generic",
        SourceId = id,
        Kind = FeedbackKind.Review,
        SubmittedAt = SentAt,
        Scores = [new Score(ScoreType.Rating, 4, 1, 5)],
    };

    private FeedbackIntake Intake(IBlobStore? blobs = null, IMessageQueue? bell = null, ITableStore? tables = null) => new(
        new FeedbackAnalysis(new SimulatedTextAnalyzer(), new CustomerReferences(_tables, new PrivacyOptions(), () => new byte[32]), new CauseKnowledgeStore(_tables, blobs ?? _blobs, TimeProvider.System)),
        new LedgerWriter(tables ?? _tables, new WritePermits(_tables, new Layouts(_tables, Programs), new Erasures(_tables)), TimeProvider.System, new LedgerOptions(), new WorkerInstance("test")),
        Programs,
        new ProgramRegistry(_tables),
        new QuarantineStore(_blobs, _tables, TimeProvider.System),
        new ImportLog(_tables),
        blobs ?? _blobs,
        new RollupDoorbell(bell ?? _queues, TimeProvider.System),
        new MessageDeferral(new FeedbackInbox(_queues, _blobs, TimeProvider.System), new WorkerInstance("test"), TimeProvider.System));

    private TableRow[] Feedback() => [.. _tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal))];

    private string[] Quarantined() =>
        [.. _blobs.Names(ContainerNames.Quarantine).Select(n => Encoding.UTF8.GetString(_blobs.Find(ContainerNames.Quarantine, n)!))];

    private sealed class NoBell : IMessageQueue
    {
        public Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation) => Task.CompletedTask;
    }

    /// <summary>Counts the blobs that were opened and not deleted again, which is when their items are counted.</summary>
    private sealed class SlowBlobs(MemoryBlobs blobs) : IBlobStore
    {
        private readonly Lock _gate = new();
        private int _open;

        public int MostAtOnce { get; private set; }

        public Task PutAsync(string container, string name, Stream content, CancellationToken cancellation) => blobs.PutAsync(container, name, content, cancellation);

        public async Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation)
        {
            lock (_gate)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_open);
            }

            // Long enough for whoever else is let in to come.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
            lock (_gate)
            {
                return new MemoryStream(blobs.Find(container, name)!, writable: false);
            }
        }

        public Task DeleteAsync(string container, string name, CancellationToken cancellation)
        {
            lock (_gate)
            {
                _open--;
                blobs.Delete(container, name);
            }

            return Task.CompletedTask;
        }
    }
}
