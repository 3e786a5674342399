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
}
