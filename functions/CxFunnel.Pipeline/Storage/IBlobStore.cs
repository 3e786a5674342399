namespace CxFunnel.Pipeline.Storage;

/// <summary>Whole files by name.</summary>
public interface IBlobStore
{
    /// <summary>Writes a blob, replacing one of that name. It is there whole or not at all.</summary>
    /// <exception cref="StorageUnavailableException">No answer: it may be there or not.</exception>
    Task PutAsync(string container, string name, Stream content, CancellationToken cancellation);

    /// <returns>A stream to read forward once and dispose; null when there is no such blob.</returns>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation);

    /// <summary>Deletes a blob; one that is not there is fine.</summary>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    Task DeleteAsync(string container, string name, CancellationToken cancellation);
}
