namespace CxFunnel.LocalStorage;

/// <summary>Where the emulator and its lock file live in a checkout.</summary>
public static class LocalStorageFolder
{
    private const string Marker = "CxFunnel.sln";

    /// <summary>The root of the checkout that holds <paramref name="start"/>.</summary>
    /// <exception cref="DirectoryNotFoundException">No folder above holds the solution file.</exception>
    public static string RepositoryRoot(string? start = null)
    {
        for (DirectoryInfo? folder = new(start ?? AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder at or above '{start ?? AppContext.BaseDirectory}' holds {Marker}; run this from a checkout of CxFunnel.");
    }

    /// <summary>The folder of package.json, below the root.</summary>
    public static string Of(string repositoryRoot) => Path.Combine(repositoryRoot, "infra", "local", "storage");
}
