using System.CommandLine;
using System.CommandLine.Help;
using CxFunnel.Cli.Commands;
using CxFunnel.Cli.Showing;

namespace CxFunnel.Cli;

/// <summary>The commands together: from arguments to an exit code.</summary>
public static class CommandLine
{
    /// <summary>Errors and signals are ours: one line, no stack trace, children first.</summary>
    private static readonly InvocationConfiguration Configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    public static async Task<int> RunAsync(CommandContext context, string[] arguments, CancellationToken cancellation)
    {
        RootCommand root = new("Customer feedback in, numbers to stand behind out.");
        root.Subcommands.Add(DemoCommand.Create(context));
        root.Subcommands.Add(UpCommand.Create(context));
        root.Subcommands.Add(TestCommand.Create(context));
        root.Subcommands.Add(ImportCommand.Create(context));
        root.Subcommands.Add(AnalyzeCommand.Create(context));
        root.Subcommands.Add(CausesCommand.Create(context));
        root.Subcommands.Add(VerifyCommand.Create(context));
        root.Subcommands.Add(RebuildCommand.Create(context));
        root.Subcommands.Add(ReshardCommand.Create(context));
        root.Subcommands.Add(ReplayCommand.Create(context));
        root.Subcommands.Add(EraseCommand.Create(context));
        root.Subcommands.Add(TrainCommand.Create(context));
        root.Subcommands.Add(BenchCommand.Create(context));
        root.Subcommands.Add(PublishCommand.Create(context));
        root.Subcommands.Add(HelpCommand.Create(context, root));

        if (arguments is [] or ["--help"] or ["-h"] or ["-?"])
        {
            HelpCommand.ShowOverview(context, root);
            return ExitCodes.Done;
        }

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Action is HelpAction)
        {
            HelpCommand.ShowCommand(context, parsed);
            return ExitCodes.Done;
        }

        if (parsed.Errors.Count > 0)
        {
            return UsageErrors.Show(context.Screen, root, parsed);
        }

        return await RunParsedAsync(context.Screen, parsed, cancellation);
    }

    private static async Task<int> RunParsedAsync(Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            return await parsed.InvokeAsync(Configuration, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Warn("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("CX_DEBUG") != "1")
        {
            screen.Warn(e is CxException or LocalStorage.LocalStorageException
                ? e.Message
                : $"{e.Message} (unexpected; CX_DEBUG=1 shows where it comes from)");
            return ExitCodes.Failed;
        }
    }
}
