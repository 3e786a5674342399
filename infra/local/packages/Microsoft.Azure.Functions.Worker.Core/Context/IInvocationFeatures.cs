namespace Microsoft.Azure.Functions.Worker;

/// <summary>Objects that one run carries, one for a type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T instance);

    /// <summary>The object set for <typeparamref name="T"/>, or null.</summary>
    T? Get<T>();
}
