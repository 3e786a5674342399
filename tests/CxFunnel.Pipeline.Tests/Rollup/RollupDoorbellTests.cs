using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Rollup;

public sealed class RollupDoorbellTests
{
    private readonly SteppedClock _clock = new();
    private readonly MemoryQueues _queues;

    public RollupDoorbellTests() => _queues = new MemoryQueues(() => DateTimeOffset.UnixEpoch + _clock.Elapsed);

    [Fact]
    public async Task Ring_AStreamOfCommits_CostsAMessageEveryTwoSecondsAndLeavesNoneUncovered()
    {
        RollupDoorbell doorbell = new(_queues, _clock);
        List<TimeSpan> rung = [];
        for (int i = 0; i < 1_000; i++)
        {
            int before = _queues.Count(QueueNames.Rollup);
            await doorbell.RingAsync("one", CancellationToken.None);
            if (_queues.Count(QueueNames.Rollup) > before)
            {
                rung.Add(_clock.Elapsed);
            }

            // A message that may be read already covers no commit from now on.
            Assert.True(_clock.Elapsed < rung[^1] + RollupDoorbell.Delay);
            _clock.Elapsed += TimeSpan.FromMilliseconds(10);
        }

        Assert.InRange(rung.Count, 5, 8);
    }

    [Fact]
    public async Task Ring_ClockSetBack_StillRings()
    {
        RollupDoorbell doorbell = new(_queues, _clock);
        await doorbell.RingAsync("one", CancellationToken.None);

        _clock.Ahead = TimeSpan.FromHours(-1);
        _clock.Elapsed += TimeSpan.FromSeconds(3);
        await doorbell.RingAsync("one", CancellationToken.None);

        Assert.Equal(2, _queues.Count(QueueNames.Rollup));
    }

    [Fact]
    public async Task Ring_MessageLost_RingsAtTheNextCommit()
    {
        FailingQueue failing = new(_queues) { IsDown = true };
        RollupDoorbell doorbell = new(failing, _clock);
        await doorbell.RingAsync("one", CancellationToken.None);

        failing.IsDown = false;
        await doorbell.RingAsync("one", CancellationToken.None);

        Assert.Equal(1, _queues.Count(QueueNames.Rollup));
    }

    [Fact]
    public async Task Ring_TwoPrograms_RingsForEach()
    {
        RollupDoorbell doorbell = new(_queues, _clock);
        await doorbell.RingAsync("one", CancellationToken.None);
        await doorbell.RingAsync("two", CancellationToken.None);

        Assert.Equal(2, _queues.Count(QueueNames.Rollup));
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed + Ahead;
    }

    private sealed class FailingQueue(IMessageQueue queue) : IMessageQueue
    {
        public bool IsDown { get; set; }

        public Task SendAsync(string name, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation) =>
            IsDown ? throw new StorageUnavailableException("down") : queue.SendAsync(name, body, visibleAfter, cancellation);
    }
}
