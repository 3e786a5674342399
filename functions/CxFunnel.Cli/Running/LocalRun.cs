using CxFunnel.Cli.Showing;
using CxFunnel.LocalStorage;
using Spectre.Console;

namespace CxFunnel.Cli.Running;

/// <summary>How to start CxFunnel on this machine.</summary>
public sealed record LocalRunOptions
{
    /// <summary>The command that starts it, for messages.</summary>
    public required string Command { get; init; }

    /// <summary>0..65535; 0 takes any free one.</summary>
    public int Port { get; init; } = Running.Port.Default;

    /// <summary>Whether the storage emulator forgets everything at the end.</summary>
    public bool InMemory { get; init; }

    public required string DataFolder { get; init; }

    public bool ShowLogs { get; init; }

    /// <summary>Settings for the app, given the data folder (null in memory): read once the folder is locked.</summary>
    public Func<DataFolder?, IReadOnlyDictionary<string, string>>? Settings { get; init; }
}

/// <summary>
/// Storage and function app, running together on this machine. Disposing drains the app first and ends the storage after it, and
/// leaves nothing running.
/// </summary>
public sealed class LocalRun : IAsyncDisposable
{
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _clock;
    private readonly DataFolder? _data;
    private readonly BuiltApp _built;
    private readonly Azurite? _storage;
    private readonly FunctionApp _app;
    private readonly Task _ended;

    private LocalRun(TimeProvider clock, DataFolder? data, BuiltApp built, Azurite? storage, FunctionApp app, Uri address)
    {
        _clock = clock;
        _data = data;
        _built = built;
        _storage = storage;
        _app = app;
        Address = address;
        _ended = storage is null ? app.Completion : Task.WhenAny(app.Completion, storage.Completion);
    }

    /// <summary>For example <c>http://127.0.0.1:7071</c>.</summary>
    public Uri Address { get; }

    /// <summary>A key that opens every function, from the app's settings; null when it needs none.</summary>
    public string? Key { get; private init; }

    public static async Task<LocalRun> StartAsync(
        Checkout checkout, Screen screen, TimeProvider clock, LocalRunOptions options, CancellationToken cancellation)
    {
        Port.Check(options.Port, options.Command);
        AppSettings appSettings = AppSettings.Read(checkout, Environment.GetEnvironmentVariables());
        StorageChoice choice = StorageChoice.Of(appSettings);
        DataFolder? data = choice.IsEmulator && options.InMemory ? null : DataFolder.Open(options.DataFolder);
        BuiltApp? built = null;
        Azurite? storage = null;
        try
        {
            built = await PrepareAsync(checkout, screen, clock, choice, cancellation);
            Dictionary<string, string> settings = new(options.Settings?.Invoke(data) ?? new Dictionary<string, string>());
            if (choice.IsEmulator)
            {
                await screen.StepAsync(
                    data is null ? "Starting the storage emulator (in memory)" : $"Starting the storage emulator ({data.Storage})",
                    async () => storage = await Azurite.StartAsync(checkout.StorageFolder, data?.Storage, cancellation));
                settings["AzureWebJobsStorage"] = storage!.ConnectionString;
            }
            else
            {
                screen.Say($"Using the storage account {choice.Account ?? "(unnamed)"} from {choice.From}, not the emulator.");
            }

            FunctionAppLaunch launch = new(
                built.Dll, options.Port, checkout.Root, settings, data?.Log, options.ShowLogs ? screen.Errors.WriteLine : null);
            FunctionApp? app = null;
            Uri? address = null;
            await screen.StepAsync("Starting the function app", async () => (app, address) = await FunctionApp.StartAsync(launch, cancellation));
            data?.Announce(address!);
            return new LocalRun(clock, data, built, storage, app!, address!) { Key = appSettings.FunctionKey };
        }
        catch
        {
            if (storage is not null)
            {
                await storage.DisposeAsync();
            }

            built?.Dispose();
            data?.Dispose();
            throw;
        }
    }

    /// <summary>Where it is, how to get in, and where it keeps things.</summary>
    public void ShowAddresses(Screen screen, string program)
    {
        string address = Address.ToString().TrimEnd('/');
        screen.Say();
        screen.SayMarked($"[bold]CxFunnel runs on {Markup.Escape(address)}[/]");
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2)).AddColumn(new GridColumn().PadRight(0));
        grid.AddRow("dashboard", Of($"api/dashboard?program={program}"));
        grid.AddRow("numbers", Of($"api/metrics?program={program}&grain=week"));
        grid.AddRow("send feedback", $"POST {Of($"api/feedback?program={program}")}");
        grid.AddRow("send a webhook", $"POST {Of($"api/surveys/typeform?program={program}")}");
        grid.AddRow("send an export", Markup.Escape($"./cx import FILE --program {program} --url {address}"));
        grid.AddRow("health", Of("api/health"));
        grid.AddRow("keys", Key is null
            ? "off: only this machine can reach it (127.0.0.1)"
            : "on: send one of the FunctionKeys settings as x-functions-key or ?code=");
        if (_data is not null)
        {
            grid.AddRow("data and log", Markup.Escape(_data.Path));
        }

        screen.Console.Write(grid);
        screen.Say();
    }

    /// <summary>Stays until asked to stop.</summary>
    /// <exception cref="CxException">The app or the storage ended by itself.</exception>
    public async Task StayUpAsync(CancellationToken cancellation)
    {
        await Task.WhenAny(_ended, Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellation));
        if (!cancellation.IsCancellationRequested)
        {
            throw EndedByItself();
        }
    }

    /// <summary>Does work that needs app and storage.</summary>
    /// <exception cref="CxException">The app or the storage ended by itself; the work is cancelled.</exception>
    public async Task<T> WhileUpAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<T> working = work(stop.Token);
        await Task.WhenAny(working, _ended);
        if (working.IsFaulted)
        {
            // When the app dies, its clients often notice before the system tells that it has ended.
            await Task.WhenAny(_ended, Task.Delay(NoticeLimit, _clock, cancellation));
        }

        if (_ended.IsCompleted && !working.IsCompletedSuccessfully && !cancellation.IsCancellationRequested)
        {
            await stop.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw EndedByItself();
        }

        return await working;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }

        _built.Dispose();
        _data?.Dispose();
    }

    private CxException EndedByItself() => _app.HasEnded
        ? new CxException(_app.WithLastLines(
            $"The function app ended by itself ({_app.HowItEnded()}). What it answered 202 is stored: start again on the same data and it is counted. Its last lines:"))
        : new CxException("The storage emulator ended by itself. What was answered 202 is stored: start again on the same data and it is counted.");

    private string Of(string path) => Markup.Escape(new Uri(Address, path).ToString());

    /// <summary>The first run installs and builds; neither needs the other, and the first failure ends both.</summary>
    private static async Task<BuiltApp> PrepareAsync(
        Checkout checkout, Screen screen, TimeProvider clock, StorageChoice choice, CancellationToken cancellation)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task installed = choice.IsEmulator ? InstallStorageAsync(checkout, screen, both.Token) : Task.CompletedTask;
        Task<BuiltApp> built = BuiltApp.EnsureAsync(checkout, screen, clock, both.Token);
        try
        {
            await await Task.WhenAny(installed, built);
            await installed;
            return await built;
        }
        catch
        {
            await both.CancelAsync();
            await installed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)built).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (built.IsCompletedSuccessfully)
            {
                (await built).Dispose();
            }

            throw;
        }
    }

    private static async Task InstallStorageAsync(Checkout checkout, Screen screen, CancellationToken cancellation)
    {
        try
        {
            await AzuriteInstallation.EnsureAsync(checkout.StorageFolder, screen.Say, cancellation);
        }
        catch (LocalStorageException e)
        {
            throw new CxException(e.Message);
        }
    }
}
