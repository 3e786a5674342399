using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CxFunnel.Cli.Tests.Running;

/// <summary>What <c>up</c> notices before it starts anything.</summary>
public sealed class UpWithoutStartingTests
{
    [Fact]
    public async Task Up_PortTaken_SaysSoAndNamesTheOption()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        CxResult result = await CxProcess.RunAsync("up", "--port", port);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches($@"^cx: Port {port} is taken by another program\. .*\./cx up --port \d+\s*$", result.Errors);
    }

    [Fact]
    public async Task Up_PortTakenOnAllAddresses_SaysSo()
    {
        using TcpListener other = new(IPAddress.Any, 0);
        other.Start();
        string port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        CxResult result = await CxProcess.RunAsync("up", "--port", port);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is taken", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_WithoutNode_SaysWhatToInstall()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = CxProcess.Start("up", "--port", "0", "--data", folder.File("data"));
        start.FileName = DotnetPath();
        start.Environment["PATH"] = folder.Path; // nothing is installed there

        CxResult result = await CxProcess.RunAsync(start);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("needs Node.js 18 or newer", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    private static string DotnetPath() => Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
        ? host
        : Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
