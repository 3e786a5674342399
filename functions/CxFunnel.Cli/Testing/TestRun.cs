using CxFunnel.Cli.Commands;
using CxFunnel.Cli.Running;
using CxFunnel.Cli.Showing;
using CxFunnel.LocalStorage;

namespace CxFunnel.Cli.Testing;

/// <summary>The whole suite: set-up, build, format, then the tests stage by stage.</summary>
public sealed class TestRun(CommandContext context, string? filter, bool keepGoing)
{
    private const int MaxFormatLines = 20;

    private readonly Checkout _checkout = context.Checkout;
    private readonly Screen _screen = context.Screen;

    public async Task<TestTotals> RunAsync(CancellationToken cancellation)
    {
        TestTotals totals = await BuildAsync(cancellation);
        if (totals.Failed > 0)
        {
            return totals; // nothing to run
        }

        // A filter is for working on something; the format is checked when everything is.
        if (filter is null)
        {
            totals += await CheckFormatAsync(cancellation);
        }

        string results = Path.Combine(_checkout.Root, "TestResults");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        foreach (TestStage stage in TestStage.Find(_checkout))
        {
            if (totals.Failed > 0 && !keepGoing)
            {
                _screen.Say($"Not run because of the failures above (--keep-going runs them): {stage.Name}");
                continue;
            }

            totals += await RunStageAsync(stage, results, cancellation);
        }

        return totals;
    }

    private async Task<TestTotals> BuildAsync(CancellationToken cancellation)
    {
        try
        {
            Task installed = AzuriteInstallation.EnsureAsync(_checkout.StorageFolder, _screen.Say, cancellation);
            Task built = _screen.StepAsync("Building everything", () => Tool.RunOrThrowAsync(
                Dotnet.Path,
                ["build", _checkout.Solution, "-c", "Debug", "--nologo", "-v", "quiet", "-clp:NoSummary"],
                _checkout.Root,
                "The solution does not build:",
                cancellation));
            await Task.WhenAll(installed, built);
            return default;
        }
        catch (Exception e) when (e is CxException or LocalStorageException)
        {
            _screen.Say(e.Message);
            return TestTotals.OneFailure;
        }
    }

    private async Task<TestTotals> CheckFormatAsync(CancellationToken cancellation)
    {
        List<string> printed = [];
        int exitCode = 0;
        await _screen.StepAsync("Checking the format", async () => exitCode = await Tool.RunAsync(
            Dotnet.Path,
            ["format", _checkout.Solution, "--verify-no-changes", "--no-restore"],
            _checkout.Root,
            printed.Add,
            cancellation));
        if (exitCode == 0)
        {
            return default;
        }

        _screen.Say("The format is not clean; 'dotnet format' repairs it:");
        foreach (string line in printed.Take(MaxFormatLines))
        {
            _screen.Say(line);
        }

        if (printed.Count > MaxFormatLines)
        {
            _screen.Say($"... and {printed.Count - MaxFormatLines} more lines");
        }

        return TestTotals.OneFailure;
    }

    private async Task<TestTotals> RunStageAsync(TestStage stage, string results, CancellationToken cancellation)
    {
        _screen.Say($"Running the {stage.Name}");
        using SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount));
        TestTotals[] totals = await Task.WhenAll(stage.Projects.Select(async name =>
        {
            await turns.WaitAsync(cancellation);
            try
            {
                return await new TestProject(_checkout, _screen, context.Clock, name).RunAsync(results, filter, cancellation);
            }
            finally
            {
                turns.Release();
            }
        }));
        return totals.Aggregate(default(TestTotals), (a, b) => a + b);
    }
}
