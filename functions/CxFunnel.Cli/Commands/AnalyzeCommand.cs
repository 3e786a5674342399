using System.CommandLine;
using System.Globalization;
using CxFunnel.Cli.Analyzing;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Cli.Commands;

/// <summary>Text analytics alone: a JSON line in gives a JSON line out, in order, while the input is still coming.</summary>
public static class AnalyzeCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = JsonLines.Input();
        Command command = new("analyze", "Analyze texts without the pipeline: a JSON line in, a JSON line out");
        command.Arguments.Add(file);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(file), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? file, CancellationToken cancellation)
    {
        await using Stream input = JsonLines.Open(file);
        await using Stream output = Console.OpenStandardOutput();
        long problems = 0;
        void OnProblem(long line, string what)
        {
            problems++;
            context.Screen.Warn(string.Create(CultureInfo.InvariantCulture, $"line {line} {what}"));
        }

        await new TextAnalysis(new EmbeddedTextEngine(), new CauseReader(Taxonomy.Shipped)).RunAsync(input, output, OnProblem, cancellation);
        return problems == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
