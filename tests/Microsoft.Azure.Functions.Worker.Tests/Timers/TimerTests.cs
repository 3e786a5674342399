using CxFunnel.Testing.Storage;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.Timers;

public sealed class TimerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 15, 0, TimeSpan.Zero);

    [Fact]
    public async Task Schedule_OfSixFields_RunsWhenItIsDueAndNotBefore()
    {
        ManualTime time = new(Start);
        Probe probe = new();
        await using EmbeddedApp app = await StartAsync("EveryTenMinutes", time, probe);
        await Task.Delay(50);
        time.Advance(TimeSpan.FromSeconds(299));
        await Task.Delay(50);
        Assert.Empty(probe.Seen);

        await time.AdvanceUntilAsync(() => probe.Seen.Count == 1);
        Assert.Equal(Start.AddMinutes(5), time.GetUtcNow());
        await time.AdvanceUntilAsync(() => probe.Seen.Count == 2, stepSeconds: 10);

        TimerInfo second = Assert.IsType<TimerInfo>(probe.Seen[1]);
        Assert.False(second.IsPastDue);
        Assert.Equal((Start.AddMinutes(5).UtcDateTime, Start.AddMinutes(15).UtcDateTime), (second.ScheduleStatus!.Last, second.ScheduleStatus.Next));
    }

    [Fact]
    public async Task Schedule_OftenerThanOnceAMinute_HasNoStatus()
    {
        ManualTime time = new(Start);
        Probe probe = new();
        await using EmbeddedApp app = await StartAsync("EverySecond", time, probe);

        await time.AdvanceUntilAsync(() => probe.Seen.Count >= 1);

        Assert.Null(Assert.IsType<TimerInfo>(probe.Seen[0]).ScheduleStatus);
    }

    [Theory]
    [InlineData("00:07:00", 7 * 60)]
    [InlineData("30 * * * * *", 30)]
    [InlineData("*/20 * * * *", 5 * 60)]
    public async Task Schedule_FromASetting_RunsAsItSays(string schedule, int seconds)
    {
        ManualTime time = new(Start);
        Probe probe = new();
        await using EmbeddedApp app = await StartAsync("FromSettings", time, probe, $"TestSchedule={schedule}");
        await Task.Delay(50);

        await time.AdvanceUntilAsync(() => probe.Seen.Count == 1, stepSeconds: 10);

        Assert.InRange(time.GetUtcNow(), Start.AddSeconds(seconds), Start.AddSeconds(seconds + 20));
    }

    [Theory]
    [InlineData("TestSchedule=every day", "every day")]
    [InlineData("TestSchedule=-00:01:00", "above zero")]
    [InlineData("Other=x", "%TestSchedule%")]
    public async Task Schedule_Unusable_DoesNotStart(string setting, string complaint)
    {
        FunctionSetupException refused = await Assert.ThrowsAsync<FunctionSetupException>(() => StartAsync("FromSettings", new ManualTime(Start), new Probe(), setting));

        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_ThatIsNeverDue_WaitsForEver()
    {
        ManualTime time = new(Start);
        Probe probe = new();
        await using EmbeddedApp app = await StartAsync("FromSettings", time, probe, "TestSchedule=0 0 0 30 2 *");
        await Task.Delay(50);

        time.Advance(TimeSpan.FromDays(4000));
        await Task.Delay(50);

        Assert.Empty(probe.Seen);
    }

    [Fact]
    public async Task Run_LongerThanTheGap_IsNeverOverlappedAndMadeGoodOnce()
    {
        ManualTime time = new(Start);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe probe = new() { Gate = _ => gate.Task };
        await using EmbeddedApp app = await StartAsync("EverySecond", time, probe);
        await time.AdvanceUntilAsync(() => probe.Seen.Count == 1);

        for (int second = 0; second < 30; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        Assert.Single(probe.Seen);
        gate.SetResult();
        await Eventually.IsTrueAsync(() => Task.FromResult(probe.Seen.Count == 2));
        await Task.Delay(200);
        Assert.Equal(2, probe.Seen.Count);
        Assert.Equal(1, probe.MostRunning);
    }

    [Fact]
    public async Task Run_Throws_TheNextOneComes()
    {
        ManualTime time = new(Start);
        Probe probe = new() { Gate = _ => throw new InvalidOperationException("no") };
        await using EmbeddedApp app = await StartAsync("EverySecond", time, probe);

        await time.AdvanceUntilAsync(() => probe.Seen.Count == 3);

        Assert.Contains("EverySecond failed", app.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunOnStartup_RunsAtOnce()
    {
        Probe probe = new();
        await using EmbeddedApp app = await StartAsync("AtStart", new ManualTime(Start), probe);

        await probe.WaitAsync();

        Assert.False(Assert.IsType<TimerInfo>(Assert.Single(probe.Seen)).IsPastDue);
    }

    [Fact]
    public async Task Monitor_RunMissedWhileNoHostWasUp_IsMadeGoodAtStart()
    {
        List<string> settings = await SharedTimersAsync();
        ManualTime time = new(Start);
        Probe first = new();
        await using (EmbeddedApp before = await StartAsync("EveryTenMinutes", time, first, [.. settings]))
        {
            // Small steps: the clock moves on while the run begins, and on a busy machine it must not reach the next one.
            await time.AdvanceUntilAsync(() => first.Seen.Count == 1, stepSeconds: 1);
            await Eventually.IsTrueAsync(() => Task.FromResult(first.Running == 0));
        }

        time.Advance(TimeSpan.FromHours(3));
        Probe second = new();
        await using EmbeddedApp after = await StartAsync("EveryTenMinutes", time, second, [.. settings]);
        await second.WaitAsync();

        TimerInfo missed = Assert.IsType<TimerInfo>(second.Seen[0]);
        Assert.True(missed.IsPastDue);
        Assert.Equal(Start.AddMinutes(15).UtcDateTime, missed.ScheduleStatus!.Next);
    }

    [Fact]
    public async Task TwoHosts_OneTimer_OneRunsItAndTheOtherTakesOver()
    {
        List<string> settings = await SharedTimersAsync();
        ManualTime time = new(Start);
        Probe first = new();
        Probe second = new();
        EmbeddedApp one = await StartAsync("EverySecond", time, first, [.. settings]);
        await time.AdvanceUntilAsync(() => first.Seen.Count == 1);
        await using EmbeddedApp two = await StartAsync("EverySecond", time, second, [.. settings]);
        await time.AdvanceUntilAsync(() => first.Seen.Count >= 10);
        Assert.Empty(second.Seen);

        await one.DisposeAsync();
        int ran = first.Seen.Count;
        await time.AdvanceUntilAsync(() => second.Seen.Count >= 2);

        Assert.Equal(ran, first.Seen.Count);
    }

    /// <summary>Settings under which hosts share their timers, apart from those of other tests.</summary>
    private static async Task<List<string>> SharedTimersAsync() =>
    [
        $"AzureWebJobsStorage={(await SharedAzurite.GetAsync()).ConnectionString}",
        $"AzureFunctionsWebHost:hostid={SharedAzurite.UniqueName("timers")}",
        "EmbeddedHost:timerLocks=true",
    ];

    private static Task<EmbeddedApp> StartAsync(string function, ManualTime time, Probe probe, params string[] settings) =>
        EmbeddedApp.StartAsync([function], settings, builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(probe));
}
