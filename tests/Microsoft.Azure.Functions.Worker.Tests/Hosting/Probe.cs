using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

/// <summary>What the functions of one app report to the test that runs it.</summary>
internal sealed class Probe
{
    private readonly ConcurrentQueue<object?> _seen = new();
    private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
    private int _running;
    private int _mostRunning;

    /// <summary>What a function awaits before it ends; completed unless a test replaces it.</summary>
    public Func<CancellationToken, Task> Gate { get; set; } = static _ => Task.CompletedTask;

    public IReadOnlyList<object?> Seen => [.. _seen];

    public int MostRunning => _mostRunning;

    public int Running => _running;

    public async Task RunAsync(object? value, CancellationToken cancellation)
    {
        int running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostRunning, running);
        try
        {
            _seen.Enqueue(value);
            _arrived.Writer.TryWrite(true);
            await Gate(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Waits for so many reports more.</summary>
    public async Task WaitAsync(int count = 1)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        for (int index = 0; index < count; index++)
        {
            await _arrived.Reader.ReadAsync(limit.Token);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int current = Volatile.Read(ref target);
        while (value > current)
        {
            int before = Interlocked.CompareExchange(ref target, value, current);
            if (before == current)
            {
                return;
            }

            current = before;
        }
    }
}
