using System.CommandLine;
using System.Globalization;
using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Commands;

/// <summary>The options of the commands that start CxFunnel on this machine.</summary>
public sealed class LocalOptions
{
    private const string Memory = "memory";

    public LocalOptions(string defaultDataFolder, string defaultDataShown)
    {
        Port = new Option<int>("--port")
        {
            Description = "Port on 127.0.0.1; 0 takes any free one",
            HelpName = "N",
            DefaultValueFactory = _ => Running.Port.Default,
        };
        Port.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int port) && port is < 0 or > 65535)
            {
                result.AddError("--port wants a number from 0 to 65535.");
            }
        });
        Storage = new Option<string>("--storage")
        {
            Description = "Where the storage emulator keeps data: disk, or memory (gone at the end)",
            HelpName = "disk|memory",
            DefaultValueFactory = _ => "disk",
        };
        Storage.AcceptOnlyFromAmong("disk", Memory);
        Data = new Option<string>("--data")
        {
            Description = $"Data folder (default: {defaultDataShown} in the checkout)",
            HelpName = "DIR",
        };
        Logs = new Option<bool>("--logs") { Description = "Show what the function app prints, on stderr" };
        DefaultDataFolder = defaultDataFolder;
    }

    public Option<int> Port { get; }

    public Option<string> Storage { get; }

    public Option<string> Data { get; }

    public Option<bool> Logs { get; }

    private string DefaultDataFolder { get; }

    public void AddTo(Command command)
    {
        command.Options.Add(Port);
        command.Options.Add(Storage);
        command.Options.Add(Data);
        command.Options.Add(Logs);
    }

    public LocalRunOptions Read(ParseResult parsed, string command) => new()
    {
        Command = command,
        Port = parsed.GetValue(Port),
        InMemory = parsed.GetValue(Storage) == Memory,
        DataFolder = parsed.GetValue(Data) ?? DefaultDataFolder,
        ShowLogs = parsed.GetValue(Logs),
    };
}
