using System.CommandLine;
using CxFunnel.Cli.Testing;

namespace CxFunnel.Cli.Commands;

/// <summary>Runs the whole test suite, set-up included.</summary>
public static class TestCommand
{
    public static Command Create(CommandContext context)
    {
        Option<string> filter = new("--filter")
        {
            Description = "Only tests whose full name contains this, or any filter of 'dotnet test'",
            HelpName = "EXPRESSION",
        };
        Option<bool> keepGoing = new("--keep-going") { Description = "Run the later stages although an earlier one failed" };
        Command command = new("test", "Run the whole test suite, set-up included");
        command.Options.Add(filter);
        command.Options.Add(keepGoing);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? wanted = parsed.GetValue(filter);
            TestTotals totals = await new TestRun(context, wanted, parsed.GetValue(keepGoing)).RunAsync(cancellation);
            if (totals.Count == 0)
            {
                context.Screen.Warn(wanted is null ? "There are no tests." : $"No test matches '{wanted}'.");
            }

            context.Screen.Say(totals.ToString());
            return totals is { Failed: 0, Count: > 0 } ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
