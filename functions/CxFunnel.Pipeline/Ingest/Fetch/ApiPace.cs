namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>
/// Spreads this process's calls to one API: whoever comes while it is full is given a turn, a moment that is nobody else's, and
/// waits for it in the queue. A library's limiter holds its callers or turns them away; here each goes back to the queue once,
/// for as long as it takes.
/// </summary>
internal sealed class ApiPace
{
    /// <summary>Calls that may come at once after a quiet time, as the time that they stand for.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _nextTurn;
    private DateTimeOffset _closedUntil;

    /// <param name="turn">The turn that the caller was given earlier; null when it has none.</param>
    /// <param name="callsPerMinute">More than 0.</param>
    /// <returns>The caller's turn: go when it is not later than <paramref name="now"/>.</returns>
    public DateTimeOffset Turn(DateTimeOffset? turn, int callsPerMinute, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (turn <= now && now >= _closedUntil)
            {
                return turn.Value;
            }

            DateTimeOffset next = Later(Later(_nextTurn, now - Burst), _closedUntil);
            _nextTurn = next + (TimeSpan.FromMinutes(1) / callsPerMinute);
            return next;
        }
    }

    /// <summary>Nobody goes before that; turns given before it are given anew.</summary>
    public void CloseUntil(DateTimeOffset until)
    {
        lock (_gate)
        {
            _closedUntil = Later(_closedUntil, until);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
