using System.Diagnostics.Metrics;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Intake;

/// <summary>
/// Defers messages whose program's ledger is being laid out anew: an equal one goes back into the queue, hidden for a while, and the one at
/// hand is done with. Nothing waits in memory or in a slot of the host, and none of this counts as a failure. Cut off in between, the queue
/// holds both, which the ledger counts once.
/// </summary>
public sealed class MessageDeferral(FeedbackInbox inbox, WorkerInstance instance, TimeProvider clock)
{
    /// <summary>The usual time in hiding, before jitter. What is counted first after a change of shards is counted that much later.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>However long a change of shards takes; keeps what goes round cheap when one is stuck for days.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    /// <summary>Who has waited so long need not be counted sooner than after this part of it once more.</summary>
    private const int PartOfTheWait = 8;

    private static readonly Meter Meter = new("CxFunnel.Intake");

    private static readonly Counter<long> Deferred = Meter.CreateCounter<long>(
        "cxfunnel.intake.deferred", "{message}", "Messages put back because their program's ledger was being laid out anew; each time counts.");

    private readonly Lock _gate = new();
    private readonly RetryJitter _jitter = new(instance, QueueNames.FeedbackInbox);

    /// <summary>Returns when the equal message is durable.</summary>
    /// <param name="message">As received, base64 undone.</param>
    /// <param name="envelope">What it says of itself.</param>
    /// <param name="sentAt">When it was put into the queue.</param>
    /// <param name="since">When the change of shards was begun; null when it is not known.</param>
    /// <exception cref="Storage.StorageUnavailableException">It may be in the queue or not; the message at hand must stay.</exception>
    public async Task DeferAsync(ReadOnlyMemory<byte> message, FeedbackEnvelopeV1 envelope, DateTimeOffset sentAt, DateTimeOffset? since, CancellationToken cancellation)
    {
        await inbox.SendBackAsync(message, envelope, sentAt, HiddenFor(since), cancellation);
        Deferred.Add(1);
    }

    /// <summary>Clocks differ: a change that begins in the future has begun now.</summary>
    private TimeSpan HiddenFor(DateTimeOffset? since)
    {
        TimeSpan part = ((clock.GetUtcNow() - since) ?? TimeSpan.Zero) / PartOfTheWait;
        TimeSpan wait = part < Least ? Least : part > Most ? Most : part;
        lock (_gate)
        {
            return _jitter.Around(wait);
        }
    }
}
