using System.CommandLine;
using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Commands;

/// <summary>Builds the package for Azure, with the official Azure packages.</summary>
public static class PublishCommand
{
    public static Command Create(CommandContext context)
    {
        Option<string> output = new("--output")
        {
            Description = "Folder for the package (default: artifacts/publish in the checkout)",
            HelpName = "DIR",
        };
        Command command = new("publish", "Build the package for Azure, with the official Azure packages");
        command.Options.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            Checkout checkout = context.Checkout;
            string folder = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(checkout.Root, "artifacts", "publish"));
            List<string> printed = [];
            int exitCode = ExitCodes.Done;
            await context.Screen.StepAsync("Building the package for Azure", async () => exitCode = await Tool.RunAsync(
                Dotnet.Path,
                [
                    "publish", checkout.Project("functions", "CxFunnel.Functions"),
                    "-c", "Release", "-o", folder, "-p:AzurePackages=official",
                    // Restore and output of its own: the local build keeps its project.assets.json.
                    $"-p:BaseIntermediateOutputPath=obj/official/", "--nologo", "-v", "quiet", "-clp:NoSummary",
                ],
                checkout.Root,
                printed.Add,
                cancellation));
            if (exitCode == 0)
            {
                context.Screen.Say($"The package is in {folder}.");
                return ExitCodes.Done;
            }

            string details = string.Join(Environment.NewLine, printed.Distinct());
            throw new CxException(Explain(details) + Environment.NewLine + details);
        });
        return command;
    }

    // NU1101: no source has the package. NU1102, NU1103: a source has it, but not in the wanted version.
    private static string Explain(string details) =>
        details.Contains("NU1101", StringComparison.Ordinal) || details.Contains("NU1102", StringComparison.Ordinal) || details.Contains("NU1103", StringComparison.Ordinal)
            ? "The package source of this machine does not carry the official Azure packages. "
              + "Publish where a package source that carries them can be reached; the local commands do not need them."
            : "The package for Azure does not build:";
}
