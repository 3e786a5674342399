using CxFunnel.Cli.Sending;

namespace CxFunnel.Cli.Demo;

/// <summary>Waits until as many items are counted as were sent.</summary>
public sealed class CountingWait(FunnelClient client, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>No item more in this time: something is stuck, and the differences will say what.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="program">Whose items.</param>
    /// <param name="expected">How many there must be in the end.</param>
    /// <param name="onCounted">Gets how many there are, at every look.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>When they are exactly there, twice in a row, or when nothing moved for a minute.</returns>
    public async Task RunAsync(string program, long expected, Action<long> onCounted, CancellationToken cancellation)
    {
        long last = -1;
        long lastMove = clock.GetTimestamp();
        while (true)
        {
            IReadOnlyList<MetricsRow> total = await MetricsRow.ReadAsync(client, program, "total", "all", cancellation);
            long counted = total.Sum(row => row.Feedback);
            onCounted(counted);
            if (counted == last && (counted == expected || clock.GetElapsedTime(lastMove) > Patience))
            {
                return;
            }

            if (counted != last)
            {
                last = counted;
                lastMove = clock.GetTimestamp();
            }

            await Task.Delay(Poll, clock, cancellation);
        }
    }
}
