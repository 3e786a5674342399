using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ingest.Inbox;

public sealed class FeedbackInboxTests
{
    private readonly SimulationScheduler _scheduler = new(new Random(1));
    private readonly SimulatedProcess _process;
    private readonly SimulatedClock _clock;
    private readonly MemoryBlobs _blobs = new();
    private readonly GatedQueue _queue = new();

    public FeedbackInboxTests()
    {
        _process = new SimulatedProcess(_scheduler);
        _clock = new SimulatedClock(_scheduler, _process, TimeSpan.Zero);
    }

    [Fact]
    public void Send_Alone_LeavesAtOnce()
    {
        Task<bool> sent = Send(Inbox(), "one", Item("a"));

        Run();

        Assert.Single(_queue.Waiting);
        Assert.False(sent.IsCompleted);
        _queue.Release();
        Run();
        Assert.True(sent.IsCompletedSuccessfully);
    }

    [Fact]
    public void Send_WhileMessagesAreOnTheirWay_SharesTheNextOne()
    {
        FeedbackInbox inbox = Inbox();
        Task<bool>[] sent = [.. Enumerable.Range(0, 200).Select(i => Send(inbox, "one", Item($"r{i}")))];
        Run();
        Assert.InRange(_queue.Waiting.Count, 1, 4);
        while (_queue.Waiting.Count > 0)
        {
            _queue.Release();
            Run();
        }

        Assert.All(sent, s => Assert.True(s.IsCompletedSuccessfully));
        Assert.InRange(_queue.Sent.Count, 2, 8);
        Assert.Equal(200, _queue.Sent.SelectMany(Ids).Distinct().Count());
        Assert.All(_queue.Sent, m => Assert.InRange(m.Length, 1, IMessageQueue.MaxMessageBytes));
    }

    [Fact]
    public void Send_TwoPrograms_NeverShareAMessage()
    {
        FeedbackInbox inbox = Inbox();
        for (int i = 0; i < 40; i++)
        {
            _ = Send(inbox, i % 2 == 0 ? "one" : "two", Item($"{(i % 2 == 0 ? "one" : "two")}-{i}"));
        }

        RunAndRelease();

        Assert.Equal(40, _queue.Sent.Sum(m => Ids(m).Count));
        Assert.All(_queue.Sent, m => Assert.All(Ids(m), id => Assert.StartsWith(Root(m).GetProperty("program").GetString()!, id, StringComparison.Ordinal)));
    }

    [Fact]
    public void Send_StorageFails_TellsExactlyThoseWhoWereInTheMessage()
    {
        FeedbackInbox inbox = Inbox();
        Task<bool> first = Send(inbox, "one", Item("a"));
        Run();
        _queue.Release(new StorageUnavailableException("busy"));
        Run();
        Task<bool> second = Send(inbox, "one", Item("b"));
        RunAndRelease();

        Assert.IsType<StorageUnavailableException>(first.Exception!.InnerException);
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public void Send_MoreThanAMessageHolds_GoesThroughABlob()
    {
        _ = Send(Inbox(), "one", [.. Enumerable.Range(0, 5).Select(i => Item($"r{i}", new string('x', 15_000)))]);
        RunAndRelease();

        string name = Root(Assert.Single(_queue.Sent)).GetProperty("itemsBlob").GetString()!;
        using JsonDocument items = JsonDocument.Parse(_blobs.Find(ContainerNames.Inbox, name)!);
        Assert.Equal(5, items.RootElement.GetArrayLength());
    }

    /// <summary>A clock can be coarse, and two processes can have the same instant.</summary>
    [Fact]
    public void Send_TwoBlobsOfOneInstantThatBeginAlike_KeepsBoth()
    {
        FeedbackInbox inbox = Inbox();
        _ = Send(inbox, "one", Item("same", new string('x', 19_000)), Item("a", new string('a', 19_000)), Item("b", new string('b', 19_000)));
        _ = Send(inbox, "one", Item("same", new string('x', 19_000)), Item("c", new string('c', 19_000)), Item("d", new string('d', 19_000)));
        RunAndRelease();

        Assert.Equal(2, _blobs.Names(ContainerNames.Inbox).Count());
        Assert.Equal(2, _queue.Sent.Select(m => Root(m).GetProperty("itemsBlob").GetString()).Distinct().Count());
    }

    [Fact]
    public void Send_MoreWaitingThanFitsInMemory_IsToldToComeBack()
    {
        FeedbackInbox inbox = Inbox();
        FeedbackItem[] large = [Item("a", new string('x', 20_000)), Item("b", new string('x', 20_000))];
        List<Task<bool>> sent = [];
        for (int i = 0; i < FeedbackInbox.MaxWaitingBytes / 40_000 + 20; i++)
        {
            sent.Add(Send(inbox, "one", large));
        }

        Run();
        Assert.Contains(sent, s => s.Exception?.InnerException is StorageUnavailableException);
        Assert.InRange(sent.Count(s => s.IsFaulted), 1, 40);

        RunAndRelease();
        Task<bool> later = Send(inbox, "one", large);
        RunAndRelease();
        Assert.True(later.IsCompletedSuccessfully);
        Assert.All(sent, s => Assert.True(s.IsCompleted));
    }

    private FeedbackInbox Inbox() => new(_queue, _blobs, _clock);

    private Task<bool> Send(FeedbackInbox inbox, string program, params FeedbackItem[] items) => _process.Run(async () =>
    {
        await inbox.SendAsync(program, items, CancellationToken.None);
        return true;
    });

    private void Run() => _scheduler.RunUntil(() => false, TimeSpan.FromSeconds(1));

    private void RunAndRelease()
    {
        Run();
        while (_queue.Waiting.Count > 0)
        {
            _queue.Release();
            Run();
        }
    }

    private static FeedbackItem Item(string id, string text = "good") => new()
    {
        Source = "generic",
        SourceId = id,
        Kind = FeedbackKind.Survey,
        SubmittedAt = SimulatedClock.Beginning,
        Comments = [new Comment(null, text)],
    };

    private static JsonElement Root(byte[] message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        return document.RootElement.Clone();
    }

    private static List<string> Ids(byte[] message) =>
        [.. Root(message).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("sourceId").GetString()!)];

    /// <summary>A queue that answers when it is told to.</summary>
    private sealed class GatedQueue : IMessageQueue
    {
        public Queue<(byte[] Body, TaskCompletionSource Answer)> Waiting { get; } = new();

        public List<byte[]> Sent { get; } = [];

        public Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation)
        {
            TaskCompletionSource answer = new();
            Waiting.Enqueue((body.ToArray(), answer));
            return answer.Task;
        }

        public void Release(Exception? failure = null)
        {
            (byte[] body, TaskCompletionSource answer) = Waiting.Dequeue();
            if (failure is null)
            {
                Sent.Add(body);
                answer.SetResult();
            }
            else
            {
                answer.SetException(failure);
            }
        }
    }
}
