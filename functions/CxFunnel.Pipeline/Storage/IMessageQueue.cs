namespace CxFunnel.Pipeline.Storage;

/// <summary>The sending side of the queues; the receiving side is the trigger.</summary>
public interface IMessageQueue
{
    /// <summary>The largest message, before base64, that fits a storage queue's 64 KiB: 48 KiB.</summary>
    const int MaxMessageBytes = 48 * 1024;

    /// <param name="body">At most <see cref="MaxMessageBytes"/>.</param>
    /// <param name="visibleAfter">How long nobody receives it; zero for at once.</param>
    /// <exception cref="StorageUnavailableException">No answer: it may have been sent or not.</exception>
    Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation);
}
