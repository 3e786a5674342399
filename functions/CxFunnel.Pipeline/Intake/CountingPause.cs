namespace CxFunnel.Pipeline.Intake;

/// <summary>
/// Lets requests go before messages: while a crowd waits for its answers, counting what is in the queue already waits too. Both need the
/// same processors, and nobody waits for the counting. A pause has an end, and after it counting has its turn for as long at the least:
/// a crowd that stays leaves it half of the time.
/// </summary>
/// <param name="waiting">How many requests of this process wait for their answer.</param>
public sealed class CountingPause(Func<int> waiting, TimeProvider clock)
{
    /// <summary>So many requests are a crowd: answered one after the other they would wait for a tenth of a second.</summary>
    public const int Crowd = 32;

    /// <summary>Well below the ten seconds within which a reader sees what was counted.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long? _beganAt;

    /// <summary>Returns when it is a message's turn.</summary>
    /// <exception cref="OperationCanceledException">The process ends; the message comes again.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (waiting() >= Crowd && IsPause())
        {
            await Task.Delay(LookEvery, clock, cancellation);
        }
    }

    /// <summary>Begins a pause where none is, unless the last one is not long over.</summary>
    private bool IsPause()
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            if (_beganAt is not { } began || clock.GetElapsedTime(began, now) >= 2 * Longest)
            {
                _beganAt = now;
                return true;
            }

            return clock.GetElapsedTime(began, now) < Longest;
        }
    }
}
