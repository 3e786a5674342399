using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CxFunnel.Cli.Showing;

namespace CxFunnel.Cli.Running;

/// <summary>
/// The function app, built for running and not for changing: each state of the sources gets a folder of its own, so a build never
/// overwrites an app that runs, and nothing is built when nothing changed.
/// </summary>
public sealed class BuiltApp : IDisposable
{
    private const string Assembly = "CxFunnel.Functions.dll";

    /// <summary>An environment variable with the path of an app's assembly to run instead of building one: for tests and debuggers.</summary>
    private const string OwnSetting = "CX_APP";

    private readonly FileStream? _inUse;

    private BuiltApp(string dll, FileStream? inUse)
    {
        Dll = dll;
        _inUse = inUse;
    }

    public string Dll { get; }

    /// <summary>Builds when needed. Of several processes one builds and the others wait for it.</summary>
    public static async Task<BuiltApp> EnsureAsync(Checkout checkout, Screen screen, TimeProvider clock, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(OwnSetting) is { Length: > 0 } own)
        {
            return new BuiltApp(Path.GetFullPath(own), inUse: null);
        }

        string folder = Path.Combine(checkout.BuildFolder, $"app-{Fingerprint(checkout)}");
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(checkout.BuildFolder);
            using FileStream turn = await TakeTurnAsync(checkout, clock, cancellation);
            if (!Directory.Exists(folder))
            {
                await screen.StepAsync("Building the function app", () => BuildAsync(checkout, folder, cancellation));
                BuildOutputs.DeleteOthers(checkout, "app-*", folder, clock);
            }
        }

        return new BuiltApp(Path.Combine(folder, Assembly), BuildOutputs.Hold(folder));
    }

    public void Dispose() => _inUse?.Dispose();

    private static async Task BuildAsync(Checkout checkout, string folder, CancellationToken cancellation)
    {
        string unfinished = $"{folder}.building";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        // The tests build with the analyzers; here they would only make people wait.
        await Tool.RunOrThrowAsync(
            Dotnet.Path,
            ["publish", checkout.Project("functions", "CxFunnel.Functions"), "-c", "Release", "-o", unfinished, "--nologo", "-v", "quiet", "-clp:NoSummary", "-p:RunAnalyzers=false"],
            checkout.Root,
            "The function app does not build:",
            cancellation);
        Directory.Move(unfinished, folder);
    }

    /// <summary>16 hex digits over path, size and time of every file that the app is made of.</summary>
    private static string Fingerprint(Checkout checkout)
    {
        IEnumerable<FileInfo> files = Directory.EnumerateDirectories(Path.Combine(checkout.Root, "functions"))
            .Where(folder => Path.GetFileName(folder) != "CxFunnel.Cli")
            .Append(Path.Combine(checkout.Root, "infra", "local", "packages"))
            .SelectMany(SourceFiles)
            .Concat(new DirectoryInfo(checkout.Root).EnumerateFiles("Directory.*"))
            .Append(new FileInfo(Path.Combine(checkout.Root, "global.json")))
            .Append(new FileInfo(Path.Combine(checkout.Root, "host.json")))
            .OrderBy(file => file.FullName, StringComparer.Ordinal);
        StringBuilder text = new();
        foreach (FileInfo file in files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static IEnumerable<FileInfo> SourceFiles(string folder)
    {
        DirectoryInfo directory = new(folder);
        return directory.EnumerateFiles().Concat(
            directory.EnumerateDirectories().Where(d => d.Name is not ("bin" or "obj" or "node_modules")).SelectMany(d => SourceFiles(d.FullName)));
    }

    /// <summary>The same lock that <c>cx</c> takes while it builds the command line.</summary>
    private static async Task<FileStream> TakeTurnAsync(Checkout checkout, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(checkout.BuildFolder, "build.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), clock, cancellation);
            }
        }
    }
}
