namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>How long to wait before looking at an empty queue again: doubling with jitter, back to the least when something was found.</summary>
/// <remarks>The shape of Azure's host: least + (2^n - 1) · least · (0.8 .. 1.2), never above the longest.</remarks>
internal sealed class PollingInterval(TimeSpan least, TimeSpan longest, Random random)
{
    // 2^20 times 100 ms is a day: beyond any longest wait.
    private const int MostDoublings = 20;
    private const double Jitter = 0.2;

    private int _emptyLooks;

    public void Reset() => _emptyLooks = 0;

    public TimeSpan Next()
    {
        double spread = 1 - Jitter + (2 * Jitter * random.NextDouble());
        double wait = least.Ticks * (1 + ((Math.Pow(2, _emptyLooks) - 1) * spread));
        _emptyLooks = Math.Min(_emptyLooks + 1, MostDoublings);
        return wait >= longest.Ticks ? longest : TimeSpan.FromTicks((long)wait);
    }
}
