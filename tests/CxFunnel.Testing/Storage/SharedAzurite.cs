using CxFunnel.LocalStorage;

namespace CxFunnel.Testing.Storage;

/// <summary>
/// The one emulator that all tests of a process share, in memory, started at first use. It ends with the process.
/// Tests keep apart by naming their own tables, queues and containers: <see cref="UniqueName"/>.
/// </summary>
public static class SharedAzurite
{
    private static readonly Lazy<Task<Azurite>> Started = new(StartAsync);
    private static int _names;

    public static Task<Azurite> GetAsync() => Started.Value;

    /// <summary>A name that is valid for tables, queues and containers and not used before in this process.</summary>
    /// <param name="prefix">Lower-case letters; at most 20.</param>
    public static string UniqueName(string prefix) => $"{prefix}{Interlocked.Increment(ref _names):D6}";

    private static async Task<Azurite> StartAsync()
    {
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        return await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None);
    }
}
