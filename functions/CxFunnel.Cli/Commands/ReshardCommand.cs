using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Pipeline.Reshard;

namespace CxFunnel.Cli.Commands;

/// <summary>Gives a program another number of shards.</summary>
public static class ReshardCommand
{
    public static Command Create(CommandContext context)
    {
        MaintenanceOptions options = new(isForOneProgram: true);
        Option<int> shards = new("--shards") { Description = "How many partitions the program's ledger gets, 1 to 64", HelpName = "N", Required = true };
        shards.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= ReshardProgram.MaxShards))
            {
                result.AddError($"--shards wants a number from 1 to {ReshardProgram.MaxShards}.");
            }
        });
        Command command = new("reshard", "Give a program another number of shards, while it runs");
        command.Options.Add(shards);
        options.AddTo(command, context, async (installation, parsed, cancellation) =>
        {
            ReshardReport report = await installation.ReshardAsync(options.OneProgram(parsed), parsed.GetRequiredValue(shards), cancellation);
            if (options.IsJson(parsed))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(report, MaintenanceJson.Default.ReshardReport));
            }
            else
            {
                context.Screen.Say($"{report.Program}: {report.Shards} shards{(report.Changed ? string.Empty : ", as before")}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
