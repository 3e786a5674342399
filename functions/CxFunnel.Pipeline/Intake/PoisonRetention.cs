using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Intake;

/// <summary>Sees to it that what failed again and again waits for somebody for as long as it takes. Nothing is dropped in silence.</summary>
public sealed class PoisonRetention(IPoisonQueues queues)
{
    /// <summary>Call more often than every seven days.</summary>
    /// <returns>How many messages wait, by queue; a queue without any is left out.</returns>
    /// <exception cref="StorageUnavailableException">Not all of them will stay; call again.</exception>
    public async Task<IReadOnlyDictionary<string, int>> KeepAsync(CancellationToken cancellation)
    {
        Dictionary<string, int> waiting = new(StringComparer.Ordinal);
        foreach (string queue in new[] { QueueNames.FeedbackInbox, QueueNames.FetchResponses, QueueNames.Imports, QueueNames.Rollup })
        {
            if (await queues.KeepAsync(queue, cancellation) is > 0 and int messages)
            {
                waiting[queue] = messages;
            }
        }

        return waiting;
    }
}
