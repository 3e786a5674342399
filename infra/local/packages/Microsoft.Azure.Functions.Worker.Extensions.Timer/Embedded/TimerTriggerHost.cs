using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer;

/// <summary>One listener for each function with a timer trigger.</summary>
internal sealed class TimerTriggerHost(
    HostSettings settings, FunctionInvoker invoker, IOptions<WorkerOptions> options, TimeProvider time, ILoggerFactory loggers) : ITriggerHost, IDisposable
{
    private readonly List<TimerListener> _listeners = [];

    public Type TriggerType => typeof(TimerTriggerAttribute);

    public Task StartAsync(IReadOnlyList<FunctionEntry> functions, CancellationToken cancellation)
    {
        TimerStorage? storage = TimerStorage.Open(settings);
        foreach (FunctionEntry function in functions)
        {
            TimerTriggerAttribute trigger = (TimerTriggerAttribute)function.Trigger;
            TimerSchedule schedule = TimerSchedule.Parse(settings.Resolve(trigger.Schedule), function.Name);
            _listeners.Add(new TimerListener(function, trigger, schedule, storage, invoker, options.Value.Serializer!, time, loggers.CreateLogger<TimerListener>()));
        }

        foreach (TimerListener listener in _listeners)
        {
            listener.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken outOfTime) => Task.WhenAll(_listeners.Select(listener => listener.StopAsync(outOfTime)));

    public void Dispose() => _listeners.ForEach(static listener => listener.Dispose());
}
