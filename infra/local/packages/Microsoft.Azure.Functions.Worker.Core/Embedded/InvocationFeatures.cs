using System.Collections;

namespace Microsoft.Azure.Functions.Worker.Embedded;

internal sealed class InvocationFeatures : IInvocationFeatures
{
    // A run has one or two features: a list is faster than a dictionary and smaller.
    private readonly List<KeyValuePair<Type, object>> _features = [];

    public void Set<T>(T instance)
    {
        _features.RemoveAll(feature => feature.Key == typeof(T));
        if (instance is not null)
        {
            _features.Add(new KeyValuePair<Type, object>(typeof(T), instance));
        }
    }

    public T? Get<T>()
    {
        foreach (KeyValuePair<Type, object> feature in _features)
        {
            if (feature.Key == typeof(T))
            {
                return (T)feature.Value;
            }
        }

        return default;
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
