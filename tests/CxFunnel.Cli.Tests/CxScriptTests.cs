using System.Diagnostics;
using CxFunnel.LocalStorage;

namespace CxFunnel.Cli.Tests;

/// <summary>The script at the root, with a dotnet that only writes down what it was asked.</summary>
public sealed class CxScriptTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly TemporaryFolder _tools = new();

    public CxScriptTests()
    {
        string checkout = LocalStorageFolder.RepositoryRoot();
        File.Copy(Path.Combine(checkout, "cx"), _root.File("cx"));
        File.Copy(Path.Combine(checkout, "global.json"), _root.File("global.json"));
        _root.Write("functions/CxFunnel.Cli/Program.cs", "return 0;");
        _root.Write("functions/CxFunnel.Cli/obj/made-by-the-build.cs", "");
    }

    public void Dispose()
    {
        _root.Dispose();
        _tools.Dispose();
    }

    [UnixFact]
    public async Task Cx_FirstRun_BuildsAndHandsOver()
    {
        FakeDotnet();

        CxResult result = await RunAsync("import", "a file.csv");

        Assert.Equal(7, result.ExitCode);
        Assert.Equal("CxFunnel.Cli.dll import|a file.csv|", result.Output.Trim());
        Assert.Contains("Building the command line", result.Errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Cx_NothingChanged_DoesNotBuildAgain()
    {
        FakeDotnet();
        await RunAsync("help");
        _root.Write("functions/CxFunnel.Cli/obj/another.cs", "");

        CxResult second = await RunAsync("help");

        Assert.Empty(second.Errors);
        Assert.Equal(1, Builds());
    }

    [UnixFact]
    public async Task Cx_SourceChangedAddedOrDeleted_BuildsAgain()
    {
        FakeDotnet();
        await RunAsync("help");
        string added = _root.Write("functions/CxFunnel.Cli/Added.cs", "");
        File.SetLastWriteTimeUtc(added, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)); // as an unpacked archive has it
        await RunAsync("help");
        Assert.Equal(2, Builds());

        File.Delete(added);
        await RunAsync("help");
        Assert.Equal(3, Builds());

        string program = _root.File("functions/CxFunnel.Cli/Program.cs");
        File.SetLastWriteTimeUtc(program, File.GetLastWriteTimeUtc(program).AddSeconds(5));
        await RunAsync("help");
        Assert.Equal(4, Builds());
    }

    [UnixFact]
    public async Task Cx_BuildFails_ShowsWhyAndTriesAgainNextTime()
    {
        FakeDotnet(publish: "echo 'Program.cs(1,1): error CS1002: ; expected'; exit 1");

        CxResult result = await RunAsync("help");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error CS1002", result.Errors, StringComparison.Ordinal);
        Assert.EndsWith("cx: The command line does not build; the messages above say why.", result.Errors.TrimEnd(), StringComparison.Ordinal);

        FakeDotnet();
        Assert.Equal(7, (await RunAsync("help")).ExitCode);
    }

    [UnixFact]
    public async Task Cx_WithoutDotnet_SaysWhatToInstall()
    {
        CxResult result = await RunAsync("help");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("cx: CxFunnel needs the .NET SDK, and 'dotnet' is not on the PATH.", result.Errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Cx_WrongSdk_NamesTheWantedAndTheInstalledOnes()
    {
        FakeDotnet(version: "exit 145");

        CxResult result = await RunAsync("help");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("needs the .NET SDK 10.0.100 or a newer feature band", result.Errors, StringComparison.Ordinal);
        Assert.Contains("8.0.404 [somewhere]", result.Errors, StringComparison.Ordinal);
    }

    private static readonly string[] Needed =
        ["bash", "env", "cat", "sed", "head", "tr", "find", "sort", "cksum", "touch", "rm", "mv", "mkdir", "dirname", "flock"];

    private int Builds() => File.ReadAllLines(_tools.File("calls")).Count(call => call.StartsWith("publish ", StringComparison.Ordinal));

    private void FakeDotnet(string version = "echo 10.0.100", string publish = """mkdir -p "$6"; touch "$6/CxFunnel.Cli.dll" """)
    {
        string path = _tools.Write("dotnet", $$"""
            #!/usr/bin/env bash
            here="${BASH_SOURCE[0]%/*}"
            echo "$*" >>"$here/calls"
            case "$1" in
              --version) {{version}} ;;
              --list-sdks) echo '8.0.404 [somewhere]' ;;
              publish) {{publish}} ;;
              *) printf '%s ' "${1##*/}"; shift; printf '%s|' "$@"; exit 7 ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private Task<CxResult> RunAsync(params string[] arguments)
    {
        // A PATH with the usual tools and no dotnet but the fake one.
        foreach (string tool in Needed)
        {
            string? real = (string[])["/usr/bin", "/bin", "/usr/local/bin"] is var folders
                ? folders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists)
                : null;
            if (real is not null && !File.Exists(_tools.File(tool)))
            {
                File.CreateSymbolicLink(_tools.File(tool), real);
            }
        }

        ProcessStartInfo start = new("bash", [_root.File("cx"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PATH"] = _tools.Path;
        return CxProcess.RunAsync(start);
    }
}
