using CxFunnel.Pipeline.RootCauses.Discover;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.RootCauses;

/// <summary>Looks three times a minute whether discovery is due; <c>RootCauses:LeastPause</c> says how often it runs at most.</summary>
public sealed class DiscoverRootCausesFunction(DiscoverRootCauses discovery)
{
    [Function("DiscoverRootCauses")]
    public Task Run([TimerTrigger("*/20 * * * * *")] TimerInfo timer, CancellationToken cancellation) => discovery.RunDueAsync(cancellation);
}
