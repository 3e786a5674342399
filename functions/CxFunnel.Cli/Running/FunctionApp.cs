using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CxFunnel.Cli.Running;

/// <summary>
/// One running function app. It drains and ends when disposed, and also when this process dies in any way: the app watches its
/// standard input (<c>CXFUNNEL_END_WITH_STDIN</c>).
/// </summary>
public sealed partial class FunctionApp : IAsyncDisposable
{
    /// <summary>The setting that makes the app end when its standard input closes.</summary>
    public const string EndWithStdin = "CXFUNNEL_END_WITH_STDIN";

    private const int LastLines = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the host gives its functions to finish (30 s), so that this is only for a host that hangs.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(45);

    private readonly Process _process;
    private readonly TextWriter _log;
    private readonly ConcurrentQueue<string> _last = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? _mirror;

    private FunctionApp(Process process, TextWriter log, Action<string>? mirror)
    {
        _process = process;
        _log = log;
        _mirror = mirror;
    }

    public int ProcessId => _process.Id;

    /// <summary>Completes when the app has ended, wanted or not.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the app and returns when it listens.</summary>
    /// <param name="launch">What to start and with which settings.</param>
    /// <param name="cancellation">Ends the start, and with it the app.</param>
    /// <exception cref="CxException">It ended or did not listen in time; the message holds the last lines it printed.</exception>
    public static async Task<(FunctionApp App, Uri Address)> StartAsync(FunctionAppLaunch launch, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(
            Dotnet.Path, [launch.Dll, "--host", "127.0.0.1", "--port", launch.Port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = launch.ScriptRoot,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AzureWebJobsScriptRoot"] = launch.ScriptRoot;
        start.Environment[EndWithStdin] = "1";
        foreach ((string name, string value) in launch.Settings)
        {
            start.Environment[name] = value;
        }

        TextWriter log = launch.LogFile is null
            ? TextWriter.Null
            : TextWriter.Synchronized(new StreamWriter(launch.LogFile, append: false) { AutoFlush = true });
        FunctionApp app = new(new Process { StartInfo = start }, log, launch.Mirror);
        app._process.OutputDataReceived += (_, e) => app.Read(e.Data);
        app._process.ErrorDataReceived += (_, e) => app.Read(e.Data);
        app._process.Start();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        app.Completion = app._process.WaitForExitAsync(CancellationToken.None);

        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StartLimit);
            Task exit = app._process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(app._ready.Task, exit) == app._ready.Task)
            {
                return (app, await app._ready.Task);
            }

            cancellation.ThrowIfCancellationRequested();
            string what = app._process.HasExited
                ? $"The function app ended while it started ({app.HowItEnded()})."
                : $"The function app did not listen within {StartLimit.TotalSeconds:0} s.";
            throw new CxException(app.WithLastLines(what));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>For an app that has ended: exit code or signal, for people.</summary>
    public string HowItEnded() => _process.ExitCode > 128
        ? string.Create(CultureInfo.InvariantCulture, $"killed by signal {_process.ExitCode - 128}")
        : string.Create(CultureInfo.InvariantCulture, $"exit code {_process.ExitCode}");

    /// <summary><paramref name="message"/>, and below it the last lines that the app printed.</summary>
    public string WithLastLines(string message) => string.Join(Environment.NewLine, _last.Prepend(message));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using CancellationTokenSource limit = new(DrainLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        await _log.DisposeAsync();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.WriteLine(line);
        _mirror?.Invoke(line);
        _last.Enqueue(line);
        if (_last.Count > LastLines)
        {
            _last.TryDequeue(out _);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _ready.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    [GeneratedRegex(@"Listening on (?<address>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}

/// <param name="Dll">The app's assembly.</param>
/// <param name="Port">0..65535; 0 takes any free one.</param>
/// <param name="ScriptRoot">The folder of host.json and, if there is one, local.settings.json.</param>
/// <param name="Settings">Environment variables on top of this process's own.</param>
/// <param name="LogFile">Gets all that the app prints; null for nowhere.</param>
/// <param name="Mirror">Gets every line too; null for nobody.</param>
public sealed record FunctionAppLaunch(
    string Dll, int Port, string ScriptRoot, IReadOnlyDictionary<string, string> Settings, string? LogFile, Action<string>? Mirror);
