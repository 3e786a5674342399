using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Cli.Showing;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Cli.Commands;

/// <summary>Makes all aggregates anew from the ledger.</summary>
public static class RebuildCommand
{
    public static Command Create(CommandContext context)
    {
        MaintenanceOptions options = new();
        Command command = new("rebuild", "Make all aggregates anew from the ledger; the result is the same to the byte");
        options.AddTo(command, context, (installation, parsed, cancellation) => RunAsync(context, options, installation, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, MaintenanceOptions options, Installation installation, ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<ProgramRebuild> programs = await installation.RebuildAsync(
            options.Program(parsed), new RowCounter(context.Screen, "feedback added up"), cancellation);
        if (options.IsJson(parsed))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(programs, MaintenanceJson.Default.IReadOnlyListProgramRebuild));
        }
        else
        {
            foreach (ProgramRebuild program in programs)
            {
                context.Screen.Say(Line(program));
            }
        }

        return programs.All(p => p.BusyDays.Count == 0) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string Line(ProgramRebuild program)
    {
        string repaired = (program.RepairedDays, program.RepairedWaitingRows) switch
        {
            (0, 0) => "nothing was wrong",
            (var days, 0) => $"{days} daily sums were wrong and are right now",
            var (days, waiting) => $"{days} daily sums and {waiting} rows of waiting partial responses were wrong and are right now",
        };
        string busy = program.BusyDays.Count == 0
            ? string.Empty
            : $"; {program.BusyDays.Count} days were written to all the time, run it again for them: {string.Join(", ", program.BusyDays.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
        return string.Create(CultureInfo.InvariantCulture, $"{program.Program}: {program.Feedback:N0} feedback on {program.Days:N0} days added up; {repaired}{busy}");
    }
}
