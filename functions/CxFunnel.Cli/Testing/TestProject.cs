using CxFunnel.Cli.Running;
using CxFunnel.Cli.Showing;
using Spectre.Console;

namespace CxFunnel.Cli.Testing;

/// <summary>Runs one test project that is already built.</summary>
public sealed class TestProject(Checkout checkout, Screen screen, TimeProvider clock, string name)
{
    /// <summary>No test takes minutes; a host that is silent this long hangs, and its name is worth more than waiting.</summary>
    private const string HangLimit = "4m";

    public async Task<TestTotals> RunAsync(string resultsFolder, string? filter, CancellationToken cancellation)
    {
        string dll = Path.Combine(checkout.Root, "tests", name, "bin", "Debug", "net10.0", $"{name}.dll");
        string trx = Path.Combine(resultsFolder, $"{name}.trx");
        List<string> arguments =
        [
            "test", dll, "--nologo", "--results-directory", resultsFolder,
            "--logger", $"trx;LogFileName={name}.trx", "--logger", "console;verbosity=minimal",
            "--blame-hang-timeout", HangLimit, "--blame-hang-dump-type", "none",
        ];
        if (filter is not null)
        {
            arguments.AddRange(["--filter", filter]);
        }

        List<string> printed = [];
        FailureBlocks failures = new(block => screen.Say($"{name}:{Environment.NewLine}{block}"));
        long start = clock.GetTimestamp();
        int exitCode = await Tool.RunAsync(
            Dotnet.Path,
            arguments,
            checkout.Root,
            line =>
            {
                printed.Add(line);
                failures.Add(line);
            },
            cancellation);
        failures.Flush();

        (TestTotals totals, bool hasCrashed) = TrxFile.Read(trx, exitCode);
        if (hasCrashed)
        {
            screen.Say($"{name}: the test host did not end as it should (exit code {exitCode}). All that it printed:");
            printed.ForEach(screen.Say);
        }

        string mark = totals.Failed > 0 ? "[red]✗[/]" : "[green]✓[/]";
        string took = clock.GetElapsedTime(start).TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        screen.SayMarked($"{mark} {Markup.Escape(name)}: {(totals.Count == 0 ? "no tests" : totals.ToString())} [grey]({took} s)[/]");
        return totals;
    }
}
