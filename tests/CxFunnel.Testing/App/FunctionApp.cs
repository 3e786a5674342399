using System.Diagnostics;
using System.Text;
using CxFunnel.LocalStorage;

namespace CxFunnel.Testing.App;

/// <summary>The function app as a process of its own, on a port that the system chose.</summary>
public sealed class FunctionApp : IAsyncDisposable
{
    private const string ReadyPrefix = "Listening on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly StringBuilder _printed;

    private FunctionApp(Process process, StringBuilder printed, Uri address)
    {
        _process = process;
        _printed = printed;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Requests are relative to the root: <c>api/metrics</c>.</summary>
    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    /// <summary>The most memory that the process has had resident so far.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>All that the app printed so far, for looking for what must not be there.</summary>
    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return _printed.ToString();
            }
        }
    }

    /// <param name="storage">The connection string of the account to run on.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static async Task<FunctionApp> StartAsync(string storage, IReadOnlyDictionary<string, string>? settings = null)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "CxFunnel.Functions.dll"), "--port", "0"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["AzureWebJobsStorage"] = storage;
        start.Environment["AzureWebJobsScriptRoot"] = LocalStorageFolder.RepositoryRoot();
        start.Environment["CXFUNNEL_END_WITH_STDIN"] = "1";
        foreach ((string name, string value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        StringBuilder printed = new();
        TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Process process = new() { StartInfo = start };
        void Read(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (printed)
            {
                printed.AppendLine(line);
            }

            if (line.StartsWith(ReadyPrefix, StringComparison.Ordinal))
            {
                ready.TrySetResult(new Uri(line[ReadyPrefix.Length..].Trim()));
            }
        }

        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        Task exit = process.WaitForExitAsync();
        await Task.WhenAny(ready.Task, exit, Task.Delay(StartLimit, TimeProvider.System));
        if (!ready.Task.IsCompletedSuccessfully)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            throw new InvalidOperationException($"The function app did not start:{Environment.NewLine}{printed}");
        }

        return new FunctionApp(process, printed, await ready.Task);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(StopLimit, TimeProvider.System));
            if (!_process.HasExited)
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }
}
