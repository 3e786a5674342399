namespace CxFunnel.Pipeline.Storage;

/// <summary>The queues that the host moves messages to which failed again and again.</summary>
public interface IPoisonQueues
{
    /// <summary>
    /// Puts the messages of a queue's poison queue back into the queue: those that are there now, each once. A message is in both
    /// for a moment, and delivered twice if this is cut off then; everything here takes that.
    /// </summary>
    /// <returns>How many.</returns>
    /// <exception cref="StorageUnavailableException">Some were put back; the rest are where they were.</exception>
    Task<int> PutBackAsync(string queue, CancellationToken cancellation);

    /// <summary>
    /// Has the messages of a queue's poison queue stay until somebody puts them back: those that the host has moved there would be gone after
    /// seven days, which is the service's default and not the host's to change. While it is at it they are hidden, also from <see cref="PutBackAsync"/>.
    /// </summary>
    /// <returns>How many messages are there.</returns>
    /// <exception cref="StorageUnavailableException">Not all of them will stay; call again.</exception>
    Task<int> KeepAsync(string queue, CancellationToken cancellation);
}
