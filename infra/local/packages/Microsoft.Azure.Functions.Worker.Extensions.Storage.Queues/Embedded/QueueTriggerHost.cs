using System.Security.Cryptography;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>One listener for each function with a queue trigger.</summary>
internal sealed class QueueTriggerHost(
    HostSettings host, FunctionInvoker invoker, IOptions<WorkerOptions> options, TimeProvider time, ILoggerFactory loggers) : ITriggerHost, IDisposable
{
    private readonly List<QueueListener> _listeners = [];

    public Type TriggerType => typeof(QueueTriggerAttribute);

    public Task StartAsync(IReadOnlyList<FunctionEntry> functions, CancellationToken cancellation)
    {
        QueueSettings settings = new(host);
        QueueConnections connections = new(host);
        ILogger logger = loggers.CreateLogger<QueueListener>();
        foreach (FunctionEntry function in functions)
        {
            QueueTriggerAttribute trigger = (QueueTriggerAttribute)function.Trigger;
            QueueServiceClient service = connections.Of(trigger.Connection);
            string name = host.Resolve(trigger.QueueName);
            _listeners.Add(new QueueListener(
                function,
                new TriggerQueue(service, name),
                settings,
                new PollingInterval(QueueSettings.MinPollingInterval, settings.MaxPollingInterval, new Random(RandomNumberGenerator.GetInt32(int.MaxValue))),
                invoker,
                options.Value.Serializer!,
                time,
                logger));
        }

        return Task.WhenAll(_listeners.Select(listener => listener.StartAsync(cancellation)));
    }

    public Task StopAsync(CancellationToken outOfTime) => Task.WhenAll(_listeners.Select(listener => listener.StopAsync(outOfTime)));

    public void Dispose() => _listeners.ForEach(static listener => listener.Dispose());
}
