using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Logs to standard error, at the levels that host.json sets; standard output is left to the ready line.</summary>
internal static class HostLogging
{
    // These write addresses with their query, and so the key in ?code=; nobody can turn them on.
    private static readonly string[] TellAddresses = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    public static void AddTo(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // The storage client tells of every request, at Information.
        logging.AddFilter("Azure", LogLevel.Warning);
        foreach (IConfigurationSection level in configuration.GetSection($"{HostSettings.HostJsonSection}:logging:logLevel").GetChildren())
        {
            if (!Enum.TryParse(level.Value, ignoreCase: true, out LogLevel parsed))
            {
                throw new FunctionSetupException($"'{level.Path}' is '{level.Value}', which is not a log level.");
            }

            logging.AddFilter(level.Key.Equals("default", StringComparison.OrdinalIgnoreCase) ? null : level.Key, parsed);
        }

        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddSimpleConsole(static options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.Services.PostConfigure<LoggerFilterOptions>(static options =>
        {
            foreach (LoggerFilterRule rule in options.Rules.Where(static rule => TellAddresses.Any(name => rule.CategoryName?.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true)).ToList())
            {
                options.Rules.Remove(rule);
            }

            // A rule for a provider wins over one for all, so each provider that has rules gets its own.
            foreach (string? provider in options.Rules.Select(static rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
            {
                foreach (string category in TellAddresses)
                {
                    options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, filter: null));
                }
            }
        });
    }
}
