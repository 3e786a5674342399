namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned.</summary>
public abstract class InvocationResult
{
    /// <summary>Null when the function returns nothing or has not run yet; setting it replaces the result.</summary>
    public abstract object? Value { get; set; }
}
