using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace CxFunnel.LocalStorage;

/// <summary>
/// One running storage emulator on loopback. It ends when disposed, and also when this process dies in any way:
/// the launcher watches its standard input.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    /// <summary>Azurite's documented account; a well-known development key, not a secret.</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Dictionary<string, Uri> _endpoints;

    private Azurite(Process process, Dictionary<string, Uri> endpoints)
    {
        _process = process;
        _endpoints = endpoints;
    }

    public Uri BlobEndpoint => _endpoints["Blob"];

    public Uri QueueEndpoint => _endpoints["Queue"];

    public Uri TableEndpoint => _endpoints["Table"];

    public static string AccountName => Account;

    public static string AccountKey => Key;

    public int ProcessId => _process.Id;

    public string ConnectionString => ConnectionStringFor(BlobEndpoint, QueueEndpoint, TableEndpoint);

    /// <summary>Completes when the emulator has ended, wanted or not.</summary>
    public Task Completion => _process.WaitForExitAsync();

    /// <summary>A connection string to the emulator's account behind other addresses, for example those of a proxy.</summary>
    public static string ConnectionStringFor(Uri blob, Uri queue, Uri table) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={blob};QueueEndpoint={queue};TableEndpoint={table};";

    /// <summary>Starts an emulator on ports that are free, and returns when all three services listen.</summary>
    /// <param name="storageFolder">The folder that <see cref="AzuriteInstallation"/> installed into.</param>
    /// <param name="dataFolder">Where to keep the data; null keeps it in memory, and it is gone at the end.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="onRequest">Gets a line for each request that the emulator answers, on any thread; null keeps it silent.</param>
    /// <exception cref="LocalStorageException">It did not start; the message holds what it printed.</exception>
    public static async Task<Azurite> StartAsync(string storageFolder, string? dataFolder, CancellationToken cancellation, Action<string>? onRequest = null)
    {
        List<string> arguments =
        [
            Path.Combine(storageFolder, "azurite.mjs"),
            "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            "--disableTelemetry", "--skipApiVersionCheck",
        ];
        if (onRequest is null)
        {
            arguments.Add("--silent");
        }

        arguments.AddRange(dataFolder is null ? ["--inMemoryPersistence"] : ["--location", Directory.CreateDirectory(dataFolder).FullName]);

        Process process = new()
        {
            StartInfo = new ProcessStartInfo("node", arguments)
            {
                // In-memory runs write nothing, but Azurite still names files relative to its working folder.
                WorkingDirectory = dataFolder is null ? Path.GetTempPath() : Path.GetFullPath(dataFolder),
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        StringBuilder printed = new();
        Dictionary<string, Uri> endpoints = [];
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(string? line)
        {
            if (line is null || ready.Task.IsCompleted)
            {
                if (line is not null)
                {
                    onRequest?.Invoke(line);
                }

                return;
            }

            lock (printed)
            {
                printed.AppendLine(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    endpoints[match.Groups["service"].Value] = new Uri($"{match.Groups["address"].Value}/{Account}");
                    if (endpoints.Count == 3)
                    {
                        ready.TrySetResult();
                    }
                }
            }
        }

        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        Task exit = process.WaitForExitAsync(limit.Token);
        Task first = await Task.WhenAny(ready.Task, exit).ConfigureAwait(false);
        Azurite azurite = new(process, endpoints);
        if (first == ready.Task)
        {
            return azurite;
        }

        await azurite.DisposeAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        lock (printed)
        {
            throw new LocalStorageException($"The storage emulator did not start:{Environment.NewLine}{printed.ToString().Trim()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using CancellationTokenSource limit = new(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
