using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// What the process was started with. Kept apart from the settings for what must not come from the environment by chance:
/// <c>HOST</c> and <c>PORT</c> are variables that shells and platforms set.
/// </summary>
internal sealed class Arguments
{
    private readonly IConfigurationRoot _values;

    private Arguments(string[] all, IConfigurationRoot values)
    {
        All = all;
        _values = values;
    }

    public string[] All { get; }

    /// <summary>Whether the app is what this process runs, and not a guest in a test.</summary>
    public bool OwnsProcess => _values[FunctionIndex.AssemblySetting] is null;

    public string? Port => _values["port"];

    public string? Host => _values["host"];

    public string? this[string name] => _values[name];

    public static Arguments Parse(string[] args) => new(args, new ConfigurationBuilder().AddCommandLine(args).Build());
}
