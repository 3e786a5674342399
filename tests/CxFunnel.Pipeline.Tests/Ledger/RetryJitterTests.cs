using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class RetryJitterTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(800);

    [Fact]
    public void Around_TwoProcessesAtTheSamePartition_WaitDifferently()
    {
        TimeSpan[][] rivals = [.. Enumerable.Range(0, 50).Select(i => Waits($"instance-{i}", "shop|00"))];

        Assert.Equal(rivals.Length, rivals.Select(w => w[0]).Distinct().Count());
        Assert.Equal(rivals.Length, rivals.Select(w => w[^1]).Distinct().Count());
    }

    [Fact]
    public void Around_PartitionsOfOneProcess_WaitDifferently() => Assert.NotEqual(Waits("a", "shop|00"), Waits("a", "shop|01"));

    [Fact]
    public void Around_SameInstanceAndPartition_RepeatsItself() => Assert.Equal(Waits("a", "shop|00"), Waits("a", "shop|00"));

    [Fact]
    public void Around_AnyWait_StaysBetweenHalfAndOneAndAHalfAndUsesThatRange()
    {
        TimeSpan[] waits = [.. Enumerable.Range(0, 200).SelectMany(i => Waits($"{i}", "p|00"))];

        Assert.All(waits, w => Assert.InRange(w, Wait / 2, Wait * 1.5));
        Assert.True(waits.Min() < Wait * 0.55 && waits.Max() > Wait * 1.45);
    }

    private static TimeSpan[] Waits(string instance, string partition)
    {
        RetryJitter jitter = new(new WorkerInstance(instance), partition);
        return [.. Enumerable.Range(0, 5).Select(_ => jitter.Around(Wait))];
    }
}
