using CxFunnel.Testing.App;

namespace CxFunnel.Testing.Chaos;

/// <summary>App processes that are killed and started again.</summary>
/// <param name="settings">As environment variables.</param>
internal sealed class ChaosApps(string storage, int count, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly FunctionApp?[] _apps = new FunctionApp?[count];

    public int Count => _apps.Length;

    /// <summary>An app that is up, drawn by the caller's number; null when none is.</summary>
    public FunctionApp? Any(int draw)
    {
        lock (_gate)
        {
            FunctionApp[] up = [.. _apps.OfType<FunctionApp>()];
            return up.Length == 0 ? null : up[draw % up.Length];
        }
    }

    public async Task StartAsync(int index)
    {
        FunctionApp app = await FunctionApp.StartAsync(storage, settings);
        lock (_gate)
        {
            _apps[index] = app;
        }
    }

    /// <summary>Ends one as a power cut would, in the middle of whatever it does.</summary>
    public async Task KillAsync(int index)
    {
        FunctionApp app;
        lock (_gate)
        {
            app = _apps[index] ?? throw new InvalidOperationException($"App {index} is down already.");
        }

        // Clients go on sending to it until it is dead.
        await app.KillAsync();
        lock (_gate)
        {
            _apps[index] = null;
        }

        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FunctionApp app in _apps.OfType<FunctionApp>())
        {
            await app.DisposeAsync();
        }
    }
}
