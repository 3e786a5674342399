using System.CommandLine;
using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Commands;

/// <summary>Starts storage and the function app on this machine and stays up until stopped.</summary>
public static class UpCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("up", "Start storage and the function app on this machine, and stay up until Ctrl-C");
        LocalOptions options = new(context.Checkout.DefaultDataFolder, ".cxfunnel");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(context, options.Read(parsed, "up"), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, LocalRunOptions options, CancellationToken cancellation)
    {
        await using LocalRun run = await LocalRun.StartAsync(context.Checkout, context.Screen, context.Clock, options, cancellation);
        run.ShowAddresses(context.Screen, "default");
        context.Screen.Say("Ctrl-C stops it.");
        await run.StayUpAsync(cancellation);
        context.Screen.Say("Stopping: what is in work is finished first ...");
        return ExitCodes.Done;
    }
}
