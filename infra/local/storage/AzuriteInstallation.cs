using System.ComponentModel;
using System.Diagnostics;

namespace CxFunnel.LocalStorage;

/// <summary>Installs the pinned storage emulator from npm, once per version of its lock file.</summary>
public static class AzuriteInstallation
{
    /// <summary>The oldest Node.js that the pinned Azurite and its launcher were tried with.</summary>
    public const int OldestNodeMajor = 18;

    private const string Stamp = ".cxfunnel-lock";

    /// <summary>Whether the installed emulator is the one that the lock file names.</summary>
    public static bool IsCurrent(string storageFolder)
    {
        string stamp = Path.Combine(storageFolder, "node_modules", Stamp);
        return File.Exists(stamp) && string.Equals(File.ReadAllText(stamp), ReadLock(storageFolder), StringComparison.Ordinal);
    }

    /// <summary>Installs when needed. Several processes may call it at once: one installs, the others wait for it.</summary>
    /// <param name="storageFolder">The folder of package.json and package-lock.json.</param>
    /// <param name="say">Gets a line before anything that takes long.</param>
    /// <param name="cancellation">Ends the wait and the installation.</param>
    /// <exception cref="LocalStorageException">Node.js or npm is missing or too old, or npm failed; the message says what to do.</exception>
    public static async Task EnsureAsync(string storageFolder, Action<string> say, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(say);
        await CheckNodeAsync(cancellation).ConfigureAwait(false);
        if (IsCurrent(storageFolder))
        {
            return;
        }

        using FileStream turn = await TakeTurnAsync(storageFolder, cancellation).ConfigureAwait(false);
        if (IsCurrent(storageFolder))
        {
            return;
        }

        say("Installing the storage emulator (Azurite, from npm; once, about half a minute) ...");
        // Install scripts are not needed and not run: less to trust.
        (int exitCode, string output) = await RunAsync(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"],
            storageFolder,
            cancellation).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw new LocalStorageException($"npm could not install Azurite (exit code {exitCode}):{Environment.NewLine}{output.Trim()}");
        }

        await File.WriteAllTextAsync(Path.Combine(storageFolder, "node_modules", Stamp), ReadLock(storageFolder), cancellation).ConfigureAwait(false);
    }

    private static async Task CheckNodeAsync(CancellationToken cancellation)
    {
        (int exitCode, string output) = await RunAsync("node", ["--version"], Environment.CurrentDirectory, cancellation).ConfigureAwait(false);
        string version = output.Trim();
        if (exitCode != 0 || !Version.TryParse(version.TrimStart('v'), out Version? parsed) || parsed.Major < OldestNodeMajor)
        {
            throw new LocalStorageException(
                $"The storage emulator needs Node.js {OldestNodeMajor} or newer; 'node --version' says '{version}'. Install a current Node.js and try again.");
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string storageFolder, CancellationToken cancellation)
    {
        string path = Path.Combine(Path.GetTempPath(), $"cxfunnel-install-{Fingerprint(storageFolder)}.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static string Fingerprint(string text) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];

    private static string ReadLock(string storageFolder) => File.ReadAllText(Path.Combine(storageFolder, "package-lock.json"));

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string tool, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(tool, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
                Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
                return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception)
        {
            throw new LocalStorageException(
                $"The storage emulator needs Node.js {OldestNodeMajor} or newer with npm, and '{tool}' is not on the PATH. Install Node.js and try again.");
        }
    }
}
