namespace Microsoft.Azure.Functions.Worker;

public abstract class BindingContext
{
    /// <summary>What the trigger tells about itself, by name: route values, a message's id and dequeue count.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
