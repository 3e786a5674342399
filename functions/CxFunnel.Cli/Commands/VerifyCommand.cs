using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Cli.Showing;
using CxFunnel.Pipeline.Verify;
using Spectre.Console;

namespace CxFunnel.Cli.Commands;

/// <summary>Recounts the ledger against every aggregate and names what differs.</summary>
public static class VerifyCommand
{
    private const int MaxDifferencesShown = 100;

    public static Command Create(CommandContext context)
    {
        MaintenanceOptions options = new();
        Command command = new("verify", "Recount the ledger against every aggregate; exit 1 and the differences if any");
        options.AddTo(command, context, (installation, parsed, cancellation) => RunAsync(context, options, installation, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, MaintenanceOptions options, Installation installation, ParseResult parsed, CancellationToken cancellation)
    {
        VerificationReport report = await installation.VerifyAsync(
            options.Program(parsed), new RowCounter(context.Screen, "feedback recounted"), cancellation);
        if (options.IsJson(parsed))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, MaintenanceJson.Default.VerificationReport));
        }
        else
        {
            Show(context.Screen, report, installation.Where);
        }

        return report.Differences == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Show(Screen screen, VerificationReport report, string where)
    {
        Grid grid = new Grid().AddColumn();
        string[] heads = ["feedback", "days", "not rolled up yet", "busy", "differences"];
        foreach (string _ in heads)
        {
            grid.AddColumn(new GridColumn().RightAligned().PadLeft(2).NoWrap());
        }

        grid.AddRow([.. heads.Prepend("program").Select(h => $"[grey]{h}[/]")]);
        foreach (ProgramVerification program in report.Programs)
        {
            grid.AddRow(Markup.Escape(program.Program), N(program.Feedback), N(program.Days), N(program.PendingDays), N(program.BusyDays.Count), N(program.DifferenceCount));
        }

        screen.Console.Write(grid);
        Difference[] differences = [.. report.Programs.SelectMany(p => p.Differences).Take(MaxDifferencesShown)];
        foreach (Difference difference in differences)
        {
            screen.Say(Line(difference));
        }

        if (report.Differences > differences.Length)
        {
            screen.Say($"and {N(report.Differences - differences.Length)} more");
        }

        if (report.BusyDays > 0)
        {
            screen.Say("Busy days were written to all the time and could not be compared; run it again for them.");
        }

        string took = (report.FinishedAt - report.StartedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        screen.SayMarked(report.Differences == 0
            ? $"[green]✓[/] Every aggregate is the sum of the ledger: {N(report.Feedback)} feedback recounted in {took} s ({Markup.Escape(where)})"
            : $"[red]✗[/] {N(report.Differences)} numbers are not the sum of the ledger; ./cx rebuild makes them anew ({Markup.Escape(where)})");
    }

    private static string Line(Difference difference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{difference.Program} {difference.Day:yyyy-MM-dd} {difference.Where} {difference.Cell} {difference.Measure}: expected {Shown(difference.Expected)}, found {Shown(difference.Found)}");

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
