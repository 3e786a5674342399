using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>What host.json and the app settings say, under the names that Azure's host uses.</summary>
internal sealed partial class HostSettings(IConfiguration configuration)
{
    /// <summary>The section that holds host.json; settings such as <c>AzureFunctionsJobHost__extensions__queues__batchSize</c> override it.</summary>
    public const string HostJsonSection = "AzureFunctionsJobHost";

    /// <summary>The section of the settings that only this host has.</summary>
    public const string OwnSection = "EmbeddedHost";

    private static readonly string[] Yes = ["true", "1"];

    public IConfiguration Configuration => configuration;

    public IConfigurationSection HostJson => configuration.GetSection(HostJsonSection);

    public IConfigurationSection Own => configuration.GetSection(OwnSection);

    /// <summary>How long running functions may go on after the host was told to stop. Default 15 s.</summary>
    public TimeSpan DrainLimit => Span(Own, "drainLimit", TimeSpan.FromSeconds(15), TimeSpan.Zero, TimeSpan.FromHours(1));

    /// <summary>Replaces each <c>%Name%</c> by the setting of that name.</summary>
    /// <exception cref="FunctionSetupException">A setting is missing.</exception>
    public string Resolve(string text) => Placeholder().Replace(text, match =>
        configuration[match.Groups["name"].Value]
        ?? throw new FunctionSetupException($"'{match.Value}' in '{text}' names no setting."));

    /// <summary>Whether <c>AzureWebJobs.NAME.Disabled</c> says so; with <c>__</c> for the dots where an environment forbids them.</summary>
    public bool IsDisabled(string function) =>
        Yes.Contains(configuration[$"AzureWebJobs.{function}.Disabled"] ?? configuration[$"AzureWebJobs:{function}:Disabled"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The functions that host.json lists; empty means all.</summary>
    public IReadOnlySet<string> Chosen => HostJson.GetSection("functions").GetChildren().Select(c => c.Value ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FunctionSetupException">Not a whole number, or out of range.</exception>
    public static int Number(IConfigurationSection section, string key, int fallback, int least, int most)
    {
        string? text = section[key];
        if (text is null)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new FunctionSetupException($"'{section.Path}:{key}' is '{text}'; it must be a whole number from {least} to {most}.");
    }

    /// <exception cref="FunctionSetupException">Not a time span, or out of range.</exception>
    public static TimeSpan Span(IConfigurationSection section, string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        string? text = section[key];
        if (text is null)
        {
            return fallback;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) && value >= least && value <= most
            ? value
            : throw new FunctionSetupException($"'{section.Path}:{key}' is '{text}'; it must be a time span from {least:c} to {most:c}, for example 00:00:10.");
    }

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
