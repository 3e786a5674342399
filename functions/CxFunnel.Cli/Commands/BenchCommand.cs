using System.CommandLine;
using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Commands;

/// <summary>Hands over to the benchmark project, built for speed.</summary>
public static class BenchCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string[]> arguments = new("arguments")
        {
            Description = "Benchmark name and options, passed on; --smoke only proves that they work",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "NAME",
        };
        // What this command does not know, the benchmarks do.
        Command command = new("bench", "Run the benchmarks, as a table with ratios") { TreatUnmatchedTokensAsErrors = false };
        command.Arguments.Add(arguments);
        command.SetAction(async (parsed, cancellation) =>
        {
            Checkout checkout = context.Checkout;
            await context.Screen.StepAsync("Building the benchmarks", () => Tool.RunOrThrowAsync(
                Dotnet.Path,
                ["build", checkout.Project("tests", "CxFunnel.Benchmarks"), "-c", "Release", "--nologo", "-v", "quiet", "-clp:NoSummary", "-p:RunAnalyzers=false"],
                checkout.Root,
                "The benchmarks do not build:",
                cancellation));
            string dll = Path.Combine(checkout.Root, "tests", "CxFunnel.Benchmarks", "bin", "Release", "net10.0", "CxFunnel.Benchmarks.dll");
            return await Tool.RunInTerminalAsync(
                Dotnet.Path, [dll, .. parsed.GetValue(arguments) ?? [], .. parsed.UnmatchedTokens], checkout.Root, cancellation);
        });
        return command;
    }
}
