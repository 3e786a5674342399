using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Cli.Showing;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;

namespace CxFunnel.Cli.Commands;

/// <summary>Sends what was set aside through the pipeline again.</summary>
public static class ReplayCommand
{
    private const string Poison = "poison";
    private const string Quarantine = "quarantine";

    public static Command Create(CommandContext context)
    {
        MaintenanceOptions options = new();
        Argument<string> what = new("what") { Description = "quarantine: inputs that could not be used; poison: messages that failed again and again", HelpName = "quarantine|poison" };
        what.AcceptOnlyFromAmong(Quarantine, Poison);
        Option<string> source = new("--source") { Description = "Only what this tool sent (quarantine)", HelpName = "NAME" };
        ImportCommand.CheckName(source);
        Command command = new("replay", "Send what was set aside through the pipeline again");
        command.Arguments.Add(what);
        command.Options.Add(source);
        options.AddTo(command, context, async (installation, parsed, cancellation) =>
        {
            return parsed.GetRequiredValue(what) == Poison
                ? Show(context.Screen, await installation.ReplayPoisonAsync(cancellation), options.IsJson(parsed))
                : Show(context.Screen, await installation.ReplayQuarantineAsync(options.Program(parsed), parsed.GetValue(source), cancellation), options.IsJson(parsed));
        });
        return command;
    }

    private static int Show(Screen screen, PoisonReplayReport report, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, MaintenanceJson.Default.PoisonReplayReport));
        }
        else
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Put back: {report.FeedbackInbox:N0} messages of feedback-inbox, {report.FetchResponses:N0} of fetch-responses, {report.Imports:N0} of imports, {report.Rollup:N0} of rollup; the app works on them as on new ones."));
        }

        return ExitCodes.Done;
    }

    private static int Show(Screen screen, QuarantineReplayReport report, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, MaintenanceJson.Default.QuarantineReplayReport));
            return ExitCodes.Done;
        }

        screen.Say(string.Create(
            CultureInfo.InvariantCulture, $"Accepted {report.Accepted:N0}, rightly ignored {report.Ignored:N0}, still in quarantine {report.Kept:N0}."));
        foreach ((string reason, int count) in report.Reasons.OrderByDescending(r => r.Value))
        {
            screen.Say(string.Create(CultureInfo.InvariantCulture, $"{count,7:N0}  {reason}"));
        }

        return ExitCodes.Done;
    }
}
