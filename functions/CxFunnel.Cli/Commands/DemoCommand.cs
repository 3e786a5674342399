using System.CommandLine;
using CxFunnel.Cli.Demo;
using CxFunnel.Cli.Running;
using CxFunnel.Cli.Sending;
using CxFunnel.Samples;

namespace CxFunnel.Cli.Commands;

/// <summary>Starts everything, sends ninety days of sample feedback and shows what they say.</summary>
public static class DemoCommand
{
    public static Command Create(CommandContext context)
    {
        Option<bool> once = new("--once") { Description = "Exit after the summary: 0 only if every sample item is accounted for" };
        LocalOptions options = new(Path.Combine(context.Checkout.DefaultDataFolder, "demo"), ".cxfunnel/demo");
        Command command = new("demo", "Set everything up, send sample feedback through it, show what it says, and stay up");
        command.Options.Add(once);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(context, options.Read(parsed, "demo"), parsed.GetValue(once), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, LocalRunOptions options, bool once, CancellationToken cancellation)
    {
        WebhookSecret? secret = null;
        options = options with
        {
            Settings = folder =>
            {
                secret = folder is null ? WebhookSecret.OfRun() : WebhookSecret.Of(folder);
                return new Dictionary<string, string> { [WebhookSecret.SettingName] = secret.Value };
            },
        };
        await using LocalRun run = await LocalRun.StartAsync(context.Checkout, context.Screen, context.Clock, options, cancellation);
        using FunnelClient client = new(run.Address, run.Key, context.Clock);
        DemoRun demo = new(context.Screen, client, secret!, context.Clock);
        bool isComplete = await run.WhileUpAsync(demo.RunAsync, cancellation);
        if (once)
        {
            context.Screen.Say();
            context.Screen.Say($"The dashboard was at {new Uri(run.Address, $"api/dashboard?program={SampleCompany.Program}")}; ./cx demo stays up.");
            return isComplete ? ExitCodes.Done : ExitCodes.Failed;
        }

        run.ShowAddresses(context.Screen, SampleCompany.Program);
        context.Screen.Say("Ctrl-C stops it.");
        await run.StayUpAsync(cancellation);
        context.Screen.Say("Stopping: what is in work is finished first ...");
        return isComplete ? ExitCodes.Done : ExitCodes.Failed;
    }
}
