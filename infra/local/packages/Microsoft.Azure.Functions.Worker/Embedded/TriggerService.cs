using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// Starts the triggers when all of the app's own services run, says so, and drains them while those services still run.
/// </summary>
internal sealed partial class TriggerService(
    FunctionIndex index, IEnumerable<ITriggerHost> hosts, HostSettings settings, TimeProvider time, ILogger<TriggerService> logger) : IHostedLifecycleService
{
    private readonly List<ITriggerHost> _hosts = [.. hosts];
    private readonly List<ITriggerHost> _started = [];

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (IGrouping<Type, FunctionEntry> group in index.Functions.GroupBy(static function => function.Trigger.GetType()))
        {
            ITriggerHost host = _hosts.Find(host => host.TriggerType == group.Key)
                ?? throw new FunctionSetupException(
                    $"Nothing serves {group.Key.Name} of '{group.First().Name}'. HTTP triggers need builder.ConfigureFunctionsWebApplication().");
            await host.StartAsync([.. group], cancellationToken);
            _started.Add(host);
        }

        Log.Started(logger, index.Functions.Count);
        Console.Out.WriteLine(_hosts.OfType<IWebPart>().FirstOrDefault() is { } web ? $"Listening on {web.Address}" : "Running without HTTP.");
        await Console.Out.FlushAsync(cancellationToken);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(settings.DrainLimit, time);
        using CancellationTokenSource outOfTime = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Log.Stopping(logger);
        await Task.WhenAll(_started.Select(host => host.StopAsync(outOfTime.Token)));
        Log.Stopped(logger);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Information, "Running {Count} functions.")]
        public static partial void Started(ILogger logger, int count);

        [LoggerMessage(9002, LogLevel.Information, "Stopping: taking nothing new, waiting for what runs.")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(9003, LogLevel.Information, "Stopped.")]
        public static partial void Stopped(ILogger logger);
    }
}
