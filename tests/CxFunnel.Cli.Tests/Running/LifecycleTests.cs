using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CxFunnel.Cli.Tests.Running;

/// <summary>Real starts and real ends: storage emulator, function app and command line.</summary>
public sealed partial class LifecycleTests
{
    [UnixFact]
    public async Task Up_CtrlCInTheMiddleOfWork_LeavesNothingRunningAndLosesNothing()
    {
        const int Items = 400;
        using TemporaryFolder data = new();
        await using (RunningCx up = await RunningCx.StartAsync("up", "--port", "0", "--data", data.Path))
        {
            Uri address = await up.WaitForAddressAsync();
            (int storage, int app) = await up.ChildrenAsync();
            await SendAsync(address, Items);

            await up.PressCtrlCAsync();

            Assert.Equal(0, await up.WaitForExitAsync());
            Assert.False(Signal.IsAlive(storage));
            Assert.False(Signal.IsAlive(app));
            Assert.DoesNotContain("cx:", up.Output, StringComparison.Ordinal);
        }

        await using RunningCx again = await RunningCx.StartAsync("up", "--port", "0", "--data", data.Path);
        await WaitForCountAsync(await again.WaitForAddressAsync(), Items);
    }

    [UnixFact]
    public async Task Up_AppKilled_SaysSoAndTheNextUpCountsExactly()
    {
        const int Items = 400;
        using TemporaryFolder data = new();
        await using (RunningCx up = await RunningCx.StartAsync("up", "--port", "0", "--data", data.Path))
        {
            Uri address = await up.WaitForAddressAsync();
            (int storage, int app) = await up.ChildrenAsync();
            await SendAsync(address, Items);

            await Signal.SendAsync("KILL", app);

            Assert.Equal(1, await up.WaitForExitAsync());
            Assert.Contains("cx: The function app ended by itself (killed by signal 9).", up.Output, StringComparison.Ordinal);
            Assert.False(Signal.IsAlive(storage));
        }

        await using RunningCx again = await RunningCx.StartAsync("up", "--port", "0", "--data", data.Path);
        await WaitForCountAsync(await again.WaitForAddressAsync(), Items);
    }

    [UnixFact]
    public async Task Up_KilledItself_LeavesNothingRunning()
    {
        await using RunningCx up = await RunningCx.StartAsync("up", "--port", "0", "--storage", "memory");
        await up.WaitForAddressAsync();
        (int storage, int app) = await up.ChildrenAsync();

        await Signal.SendAsync("KILL", up.ProcessId);

        await Signal.WaitForEndAsync(storage, app);
    }

    [UnixFact]
    public async Task Up_SecondOnTheSameData_SaysWhereTheFirstIsAndSigtermEndsTheFirst()
    {
        using TemporaryFolder data = new();
        await using RunningCx first = await RunningCx.StartAsync("up", "--port", "0", "--data", data.Path);
        Uri address = await first.WaitForAddressAsync();
        (int storage, int app) = await first.ChildrenAsync();

        CxResult second = await CxProcess.RunAsync(RunningCx.WithBuiltApp(CxProcess.Start("up", "--port", "0", "--data", data.Path)));

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"{address} (process {first.ProcessId.ToString(CultureInfo.InvariantCulture)})", second.Errors, StringComparison.Ordinal);

        await Signal.SendAsync("TERM", first.ProcessId);

        Assert.Equal(0, await first.WaitForExitAsync());
        Assert.False(Signal.IsAlive(storage));
        Assert.False(Signal.IsAlive(app));
    }

    [UnixFact]
    public async Task Demo_AppKilledInTheMiddle_TheNextRunAccountsForEverySampleItem()
    {
        using TemporaryFolder data = new();
        await using (RunningCx demo = await RunningCx.StartAsync("demo", "--once", "--port", "0", "--data", data.Path))
        {
            await demo.WaitForAsync(SendingLine());
            (_, int app) = await demo.ChildrenAsync();
            await Task.Delay(TimeSpan.FromSeconds(2)); // in the middle, wherever that is on this machine

            await Signal.SendAsync("KILL", app);

            Assert.Equal(1, await demo.WaitForExitAsync());
            Assert.Contains("killed by signal 9", demo.Output, StringComparison.Ordinal);
        }

        CxResult again = await CxProcess.RunAsync(RunningCx.WithBuiltApp(CxProcess.Start("demo", "--once", "--port", "0", "--data", data.Path)));

        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
        Assert.Contains("✓ Every sample item is accounted for", again.Output, StringComparison.Ordinal);
        Assert.Contains("Delivery broke in the week of 31 August", again.Output, StringComparison.Ordinal);
    }

    private static async Task SendAsync(Uri address, int items)
    {
        using HttpClient client = new();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, items).Chunk(20),
            async (ids, cancellation) =>
            {
                object[] body =
                [
                    .. ids.Select(id => new
                    {
                        kind = "survey",
                        sourceId = id.ToString(CultureInfo.InvariantCulture),
                        submittedAt = "2026-11-02T09:15:00Z",
                        scores = new[] { new { type = "nps", value = id % 11 } },
                    }),
                ];
                using HttpResponseMessage answer = await client.PostAsJsonAsync(new Uri(address, "/api/feedback?program=life"), body, cancellation);
                Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
            });
    }

    /// <summary>Every item exactly once, and still so a moment later.</summary>
    private static async Task WaitForCountAsync(Uri address, int items)
    {
        using HttpClient client = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        int stable = 0;
        for (long counted = 0; stable < 3; stable = counted == items ? stable + 1 : 0)
        {
            JsonElement report = await client.GetFromJsonAsync<JsonElement>(new Uri(address, "/api/metrics?program=life&grain=total"), limit.Token);
            counted = report.GetProperty("rows").EnumerateArray().Sum(row => row.GetProperty("feedback").GetInt64());
            Assert.True(counted <= items, $"{counted} counted of {items}");
            await Task.Delay(200, limit.Token);
        }
    }

    [GeneratedRegex("^Sending ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SendingLine();
}
