using Microsoft.Azure.Functions.Worker.Tests.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Timers;

internal sealed class TimerFunctions(Probe probe)
{
    [Function(nameof(EverySecond))]
    public Task EverySecond([TimerTrigger("*/1 * * * * *")] TimerInfo timer, CancellationToken cancellation) => probe.RunAsync(timer, cancellation);

    [Function(nameof(EveryTenMinutes))]
    public Task EveryTenMinutes([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellation) => probe.RunAsync(timer, cancellation);

    [Function(nameof(AtStart))]
    public Task AtStart([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);

    [Function(nameof(FromSettings))]
    public Task FromSettings([TimerTrigger("%TestSchedule%")] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
}
