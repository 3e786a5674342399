using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Intake;

/// <summary>Messages put back, by queue.</summary>
public sealed record PoisonReplayReport(int FeedbackInbox, int FetchResponses, int Imports, int Rollup);

/// <summary>Puts messages that failed again and again back into their queues.</summary>
public sealed class PoisonReplay(IPoisonQueues queues)
{
    /// <exception cref="StorageUnavailableException">Some were put back; call again for the rest.</exception>
    public async Task<PoisonReplayReport> ReplayAsync(CancellationToken cancellation) => new(
        await queues.PutBackAsync(QueueNames.FeedbackInbox, cancellation),
        await queues.PutBackAsync(QueueNames.FetchResponses, cancellation),
        await queues.PutBackAsync(QueueNames.Imports, cancellation),
        await queues.PutBackAsync(QueueNames.Rollup, cancellation));
}
