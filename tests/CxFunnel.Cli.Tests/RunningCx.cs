using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CxFunnel.LocalStorage;

namespace CxFunnel.Cli.Tests;

/// <summary>
/// A command that stays up, in a process group of its own as a terminal gives it one. Uses the function app that the test build
/// made; ends with the test whatever happens.
/// </summary>
internal sealed partial class RunningCx : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _shell;
    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _news = new(0);

    private RunningCx(Process shell) => _shell = shell;

    /// <summary>Of the command itself, and of its group.</summary>
    public int ProcessId { get; private set; }

    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static ProcessStartInfo WithBuiltApp(ProcessStartInfo start)
    {
        start.Environment["CX_APP"] = Path.Combine(
            LocalStorageFolder.RepositoryRoot(), "functions", "CxFunnel.Functions", "bin", "Debug", "net10.0", "CxFunnel.Functions.dll");
        return start;
    }

    public static async Task<RunningCx> StartAsync(params string[] arguments)
    {
        ProcessStartInfo cx = CxProcess.Start(arguments);
        // Job control gives the job its own group, whose id is that of its first process.
        ProcessStartInfo start = WithBuiltApp(CxProcess.Start());
        start.FileName = "bash";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", "set -m; \"$@\" & echo $!; wait $!", "bash", "dotnet", .. cx.ArgumentList])
        {
            start.ArgumentList.Add(argument);
        }

        RunningCx running = new(Process.Start(start)!);
        running._shell.OutputDataReceived += (_, e) => running.Add(e.Data);
        running._shell.ErrorDataReceived += (_, e) => running.Add(e.Data);
        running._shell.BeginOutputReadLine();
        running._shell.BeginErrorReadLine();
        running.ProcessId = int.Parse((await running.WaitForAsync(ProcessIdLine())).Value, CultureInfo.InvariantCulture);
        return running;
    }

    /// <summary>Waits for a line.</summary>
    public async Task<Match> WaitForAsync(Regex wanted)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            lock (_lines)
            {
                if (_lines.Select(line => wanted.Match(line)).FirstOrDefault(match => match.Success) is { } found)
                {
                    return found;
                }
            }

            try
            {
                await _news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{wanted}' did not come in time. All that came:\n{Output}");
            }
        }
    }

    /// <summary>Waits until it serves.</summary>
    public async Task<Uri> WaitForAddressAsync() => new((await WaitForAsync(AddressLine())).Groups["address"].Value);

    /// <returns>The emulator (node) and the function app (dotnet).</returns>
    public async Task<(int Storage, int App)> ChildrenAsync()
    {
        Dictionary<string, int> byName = [];
        using Process pgrep = Process.Start(new ProcessStartInfo("pgrep", ["-l", "-P", ProcessId.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        while (await pgrep.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] parts = line.Split(' ', 2);
            byName[Path.GetFileName(parts[1])] = int.Parse(parts[0], CultureInfo.InvariantCulture);
        }

        await pgrep.WaitForExitAsync();
        return (byName.First(child => child.Key.StartsWith("node", StringComparison.Ordinal)).Value, byName.First(child => child.Key.StartsWith("dotnet", StringComparison.Ordinal)).Value);
    }

    /// <summary>As Ctrl-C in a terminal does: to every process of the group at once.</summary>
    public Task PressCtrlCAsync() => Signal.SendAsync("INT", -ProcessId);

    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        await _shell.WaitForExitAsync(limit.Token);
        return _shell.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_shell.HasExited)
        {
            await Signal.SendAsync("KILL", -ProcessId);
            await _shell.WaitForExitAsync();
        }

        _shell.Dispose();
        _news.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }

            _news.Release();
        }
    }

    [GeneratedRegex(@"^\d+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProcessIdLine();

    [GeneratedRegex(@"CxFunnel runs on (?<address>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressLine();
}
