namespace CxFunnel.Cli.Running;

/// <summary>
/// Folders of built programs side by side: each state of the sources has its own, so that a build never overwrites what runs.
/// Whoever runs from one holds it; those that nobody holds are deleted when a newer one is there.
/// </summary>
public static class BuildOutputs
{
    private const string LockName = "in-use.lock";

    /// <summary>Another process may still be building into a folder that nobody holds yet.</summary>
    private static readonly TimeSpan YoungestDeleted = TimeSpan.FromMinutes(10);

    /// <summary>Keeps a folder from being deleted until the result is disposed or this process ends.</summary>
    public static FileStream Hold(string folder) =>
        new(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    /// <summary>Holds the folder that this process runs from and deletes its forerunners; null when it was not built by <c>cx</c>.</summary>
    public static FileStream? HoldOwn(Checkout checkout, TimeProvider clock)
    {
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        if (Path.GetDirectoryName(own) != checkout.BuildFolder)
        {
            return null;
        }

        FileStream held = Hold(own);
        DeleteOthers(checkout, "cli-*", own, clock);
        return held;
    }

    public static void DeleteOthers(Checkout checkout, string pattern, string current, TimeProvider clock)
    {
        foreach (string other in Directory.EnumerateDirectories(checkout.BuildFolder, pattern).Where(folder => folder != current))
        {
            try
            {
                if (clock.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(other) < YoungestDeleted)
                {
                    continue;
                }

                using (new FileStream(Path.Combine(other, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
                {
                    // Nobody runs it.
                }

                Directory.Delete(other, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or another process deletes it too; a later run tries again.
            }
        }
    }
}
