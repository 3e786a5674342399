using Microsoft.Azure.Functions.Worker.Storage.Queues;

namespace Microsoft.Azure.Functions.Worker.Tests.Queues;

public sealed class PollingIntervalTests
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Next_EmptyQueue_DoublesWithJitterUpToTheLongest()
    {
        PollingInterval interval = new(Least, TimeSpan.FromSeconds(5), new Random(7));

        List<TimeSpan> waits = [.. Enumerable.Range(0, 10).Select(_ => interval.Next())];

        Assert.Equal(Least, waits[0]);
        for (int look = 1; look <= 5; look++)
        {
            double expected = 100 * Math.Pow(2, look);
            Assert.InRange(waits[look].TotalMilliseconds, 0.8 * (expected - 100), 1.2 * expected);
            Assert.NotEqual(expected, waits[look].TotalMilliseconds);
        }

        Assert.All(waits.Skip(7), wait => Assert.Equal(TimeSpan.FromSeconds(5), wait));
    }

    [Fact]
    public void Next_AfterAMessage_IsTheLeastAgain()
    {
        PollingInterval interval = new(Least, TimeSpan.FromMinutes(1), new Random(7));
        for (int look = 0; look < 30; look++)
        {
            interval.Next();
        }

        interval.Reset();

        Assert.Equal(Least, interval.Next());
    }
}
