using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

/// <summary>What only a process of its own can show.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _report = Path.Combine(Path.GetTempPath(), $"worker-test-{Guid.NewGuid():N}.txt");

    public void Dispose() => File.Delete(_report);

    [Fact]
    public async Task Terminate_FunctionEndsInTime_IsWaitedForAndTheProcessEndsWith0()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        await queue.SendMessageAsync("m");
        await using AppProcess app = await AppProcess.StartAsync(Arguments(settings, runTime: "00:00:01.5"));
        await ReportedAsync("begin m");

        await app.TerminateAsync();

        Assert.Equal(0, await app.WaitForExitAsync());
        Assert.Equal("begin m\nend m\n", await File.ReadAllTextAsync(_report));
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Terminate_FunctionDoesNotEndInTime_IsCancelledAndItsMessageGivenBack()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        await queue.SendMessageAsync("m");
        await using AppProcess app = await AppProcess.StartAsync([.. Arguments(settings, runTime: "01:00:00"), "--EmbeddedHost:drainLimit=00:00:00.5"]);
        await ReportedAsync("begin m");

        await app.TerminateAsync();

        Assert.Equal(0, await app.WaitForExitAsync());
        Assert.Equal("begin m\ncancelled m\n", await File.ReadAllTextAsync(_report));
        QueueMessage message = await queue.ReceiveMessageAsync();
        Assert.Equal(2, message.DequeueCount);
    }

    [Fact]
    public async Task Kill_WhileAFunctionRuns_ItsMessageComesAgainAfterTheLease()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        settings.Add("EmbeddedHost:queueLease=00:00:02");
        await queue.SendMessageAsync("m");
        AppProcess killed = await AppProcess.StartAsync(Arguments(settings, runTime: "01:00:00"));
        await ReportedAsync("begin m");
        await killed.DisposeAsync();

        await using AppProcess next = await AppProcess.StartAsync(Arguments(settings, runTime: "00:00:00"));
        await ReportedAsync("end m");

        Assert.Equal("begin m\nbegin m\nend m\n", await File.ReadAllTextAsync(_report));
    }

    [Fact]
    public async Task Port_Taken_IsSaidInOneLineAndTheProcessEndsWith1()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using AppProcess app = await AppProcess.StartAsync("--port", port.ToString(CultureInfo.InvariantCulture), "--AzureFunctionsJobHost:functions:0=Open");

        Assert.Equal(1, await app.WaitForExitAsync());
        Assert.Null(app.Address);
        Assert.Contains($"127.0.0.1:{port}: address already in use", app.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", app.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_Unusable_IsSaidInOneLineAndTheProcessEndsWith1()
    {
        await using AppProcess app = await AppProcess.StartAsync("--port", "0", "--host", "0.0.0.0", "--AzureFunctionsJobHost:functions:0=Open");

        Assert.Equal(1, await app.WaitForExitAsync());
        Assert.StartsWith("The host would listen on '0.0.0.0'", app.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", app.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadyLine_IsPrintedWhenHttpAnswers()
    {
        await using AppProcess app = await AppProcess.StartAsync("--port", "0", "--AzureFunctionsJobHost:functions:0=Open");
        using HttpClient client = new();

        Assert.Equal("open", await client.GetStringAsync(new Uri(app.Address!, "/api/open")));
        await app.TerminateAsync();
        Assert.Equal(0, await app.WaitForExitAsync());
    }

    private List<string> Arguments(List<string> settings, string runTime) =>
    [
        "--port=0",
        "--AzureFunctionsJobHost:functions:0=TakeSlowly",
        $"--ReportFile={_report}",
        $"--RunTime={runTime}",
        .. settings.Select(static setting => $"--{setting}"),
    ];

    private Task ReportedAsync(string line) => Eventually.IsTrueAsync(async () =>
        File.Exists(_report) && (await File.ReadAllTextAsync(_report)).Contains(line + "\n", StringComparison.Ordinal));
}
