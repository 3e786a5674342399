namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often a retry policy has run the function for the same event.</summary>
public abstract class RetryContext
{
    /// <summary>0 in the first run.</summary>
    public abstract int RetryCount { get; }

    /// <summary>0 without a retry policy.</summary>
    public abstract int MaxRetryCount { get; }
}
