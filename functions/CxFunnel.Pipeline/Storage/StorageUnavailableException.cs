namespace CxFunnel.Pipeline.Storage;

/// <summary>Storage gave no answer or asked to come back later. Whether the call took effect is not known.</summary>
public class StorageUnavailableException : Exception
{
    public StorageUnavailableException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
