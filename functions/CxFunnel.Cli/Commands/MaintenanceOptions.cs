using System.CommandLine;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Cli.Commands;

/// <summary>The options of the commands that look after what is stored.</summary>
public sealed class MaintenanceOptions
{
    private readonly Option<string> _program = new("--program") { HelpName = "NAME" };
    private readonly Option<string> _url = new("--url") { Description = "The CxFunnel that does it (default: the account of the settings, else what runs here)", HelpName = "URL" };
    private readonly Option<string> _key = new("--key") { Description = $"Its master key (default: {ImportCommand.KeySetting} in the environment)", HelpName = "KEY" };
    private readonly Option<string> _data = new("--data") { Description = "Data folder of ./cx up (default: .cxfunnel in the checkout)", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the whole result as JSON" };

    /// <param name="isForOneProgram">The command works on one program; else on all of them unless one is named.</param>
    public MaintenanceOptions(bool isForOneProgram = false)
    {
        _program.Description = isForOneProgram ? $"The feedback programme (default: {Names.DefaultProgram})" : "Only this feedback programme (default: all of them)";
        ImportCommand.CheckName(_program);
        _url.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"))
            {
                result.AddError("--url wants an address such as http://127.0.0.1:7071.");
            }
        });
    }

    /// <param name="command">Gets these options after its own.</param>
    /// <param name="context">Of the command.</param>
    /// <param name="run">What it does with the installation that the options name; returns the exit code.</param>
    public void AddTo(Command command, CommandContext context, Func<Installation, ParseResult, CancellationToken, Task<int>> run)
    {
        command.Options.Add(_program);
        command.Options.Add(_url);
        command.Options.Add(_key);
        command.Options.Add(_data);
        command.Options.Add(_json);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using Installation installation = await Installation.OpenAsync(context, Choice(parsed), cancellation);
            return await run(installation, parsed, cancellation);
        });
    }

    /// <summary>Null for all programs.</summary>
    public string? Program(ParseResult parsed) => parsed.GetValue(_program);

    /// <summary>For a command that works on one program.</summary>
    public string OneProgram(ParseResult parsed) => Program(parsed) ?? Names.DefaultProgram;

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    private MaintenanceChoice Choice(ParseResult parsed)
    {
        string? key = parsed.GetValue(_key) ?? Environment.GetEnvironmentVariable(ImportCommand.KeySetting);
        return new MaintenanceChoice(
            parsed.GetValue(_url) is { } url ? new Uri(url) : null,
            string.IsNullOrEmpty(key) ? null : key,
            parsed.GetValue(_data));
    }
}
