using System.CommandLine;
using System.Text.Json;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Pipeline.Erase;

namespace CxFunnel.Cli.Commands;

/// <summary>Erases a customer and prints the certificate.</summary>
public static class EraseCommand
{
    public static Command Create(CommandContext context)
    {
        MaintenanceOptions options = new();
        Option<string> customer = new("--customer") { Description = "The customer's id or e-mail address, as the source sends it", HelpName = "ID", Required = true };
        Option<bool> keepCounts = new("--keep-counts") { Description = "Leave the anonymous counts in the numbers" };
        customer.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
            {
                result.AddError("--customer wants an id or an e-mail address.");
            }
        });
        Command command = new("erase", "Erase a customer: texts, identity and counts; prints a certificate as JSON");
        command.Options.Add(customer);
        command.Options.Add(keepCounts);
        options.AddTo(command, context, async (installation, parsed, cancellation) =>
        {
            ErasureCertificate certificate = await installation.EraseAsync(
                parsed.GetRequiredValue(customer).Trim(), options.Program(parsed), parsed.GetValue(keepCounts), cancellation);
            Console.Out.WriteLine(JsonSerializer.Serialize(certificate, MaintenanceJson.Default.ErasureCertificate));
            return ExitCodes.Done;
        });
        return command;
    }
}
