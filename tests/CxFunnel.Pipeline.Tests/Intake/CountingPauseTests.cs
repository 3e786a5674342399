using CxFunnel.Pipeline.Intake;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Intake;

public sealed class CountingPauseTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly CountingPause _pause;
    private int _waiting;

    public CountingPauseTests()
    {
        _pause = new CountingPause(() => _waiting, _clock);
    }

    [Fact]
    public void Pause_FewRequestsWaiting_IsNone()
    {
        _waiting = CountingPause.Crowd - 1;

        Assert.True(_pause.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Pause_CrowdWaiting_EndsWhenItIsAnswered()
    {
        _waiting = CountingPause.Crowd;
        Task turn = _pause.WaitAsync(CancellationToken.None);
        _clock.Advance(Moment);
        Assert.False(turn.IsCompleted);

        _waiting = 0;
        _clock.Advance(Moment);

        await turn;
    }

    [Fact]
    public async Task Pause_CrowdThatStays_LeavesCountingHalfOfTheTime()
    {
        _waiting = CountingPause.Crowd;
        Task turn = _pause.WaitAsync(CancellationToken.None);
        await PassAsync(CountingPause.Longest - Moment);
        Assert.False(turn.IsCompleted);

        await PassAsync(Moment);
        await turn;

        await PassAsync(CountingPause.Longest - Moment);
        Assert.True(_pause.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);

        await PassAsync(Moment);
        Assert.False(_pause.WaitAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Pause_WhenTheProcessEnds_Ends()
    {
        _waiting = CountingPause.Crowd;
        using CancellationTokenSource end = new();
        Task turn = _pause.WaitAsync(end.Token);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
    }

    /// <summary>In steps: between two of them whoever waits has looked again.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Moment)
        {
            _clock.Advance(Moment);
            await Task.Yield();
        }
    }
}
