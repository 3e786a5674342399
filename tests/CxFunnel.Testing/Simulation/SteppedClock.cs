namespace CxFunnel.Testing.Simulation;

/// <summary>A clock that stands still until a test moves it. Its timers are real ones: limits on real waiting still work.</summary>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan step) => _now += step;
}
