using System.Diagnostics;
using System.Text;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

/// <summary>This assembly as a function app in a process of its own.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Ready = "Listening on ";

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private AppProcess(Process process)
    {
        _process = process;
    }

    public Uri? Address { get; private set; }

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts it and waits for its ready line or its end.</summary>
    public static async Task<AppProcess> StartAsync(params IEnumerable<string> arguments)
    {
        Process process = new()
        {
            StartInfo = new ProcessStartInfo("dotnet", [typeof(AppProcess).Assembly.Location, .. arguments])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        AppProcess app = new(process);
        process.ErrorDataReceived += (_, e) =>
        {
            lock (app._errors)
            {
                app._errors.AppendLine(e.Data);
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        string? line = await process.StandardOutput.ReadLineAsync();
        if (line?.StartsWith(Ready, StringComparison.Ordinal) == true)
        {
            app.Address = new Uri(line[Ready.Length..]);
        }

        return app;
    }

    /// <summary>Asks it to end, as a container platform does.</summary>
    public async Task TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
