#nullable disable // The official listing carries no nullable annotations.

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>An entity as a dictionary of its properties, keys and system properties among them.</summary>
/// <remarks>
/// Values are what the service can store: string, int, long, double, bool, DateTimeOffset (a DateTime must be UTC),
/// Guid, byte[] or BinaryData. Read back, a date is a DateTimeOffset and binary is a byte[].
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The official name.")]
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    private readonly Dictionary<string, object> _properties;

    public TableEntity() => _properties = [];

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    /// <param name="values">Copied; null means none.</param>
    public TableEntity(IDictionary<string, object> values) => _properties = values is null ? [] : new(values);

    /// <param name="properties">Taken over when nobody else holds it, or copied.</param>
    /// <param name="owned">Whether nobody else holds it.</param>
    internal TableEntity(Dictionary<string, object> properties, bool owned) => _properties = owned ? properties : new(properties);

    public string PartitionKey
    {
        get => GetString(EntityProperties.PartitionKey);
        set => _properties[EntityProperties.PartitionKey] = value;
    }

    public string RowKey
    {
        get => GetString(EntityProperties.RowKey);
        set => _properties[EntityProperties.RowKey] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(EntityProperties.Timestamp);
        set => _properties[EntityProperties.Timestamp] = value;
    }

    public ETag ETag
    {
        get => new(GetString(EntityProperties.ETag));
        set => _properties[EntityProperties.ETag] = value.ToString();
    }

    public int Count => _properties.Count;

    public ICollection<string> Keys => _properties.Keys;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    internal Dictionary<string, object> Properties => _properties;

    /// <summary>
    /// The value, or null when there is none. Setting an int where a long or a double was keeps the wider type, and
    /// a date where a string was becomes a string; anything else takes the place of what was there.
    /// </summary>
    public object this[string key]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            return _properties.GetValueOrDefault(key);
        }

        set
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            _properties[key] = value is not null && _properties.TryGetValue(key, out object existing) ? KeepType(existing, value) : value;
        }
    }

    /// <summary>Sets the property, like the indexer; one that exists is no error.</summary>
    public void Add(string key, object value) => this[key] = value;

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => this[item.Key] = item.Value;

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).CopyTo(array, arrayIndex);

    public bool TryGetValue(string key, out object value) => _properties.TryGetValue(key, out value);

    public bool Remove(string key) => _properties.Remove(key);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).Remove(item);

    public void Clear() => _properties.Clear();

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    /// <summary>The property as a string; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">It has another type. The same holds for the other getters.</exception>
    public string GetString(string key) => Get<string>(key);

    public byte[] GetBinary(string key) => Get<byte[]>(key);

    public BinaryData GetBinaryData(string key) => this[key] is byte[] bytes ? new BinaryData(bytes) : Get<BinaryData>(key);

    public bool? GetBoolean(string key) => Get<bool?>(key);

    public DateTime? GetDateTime(string key) => this[key] is DateTimeOffset offset ? offset.UtcDateTime : Get<DateTime?>(key);

    public DateTimeOffset? GetDateTimeOffset(string key) => this[key] is DateTime date ? new DateTimeOffset(date) : Get<DateTimeOffset?>(key);

    public double? GetDouble(string key) => Get<double?>(key);

    public Guid? GetGuid(string key) => Get<Guid?>(key);

    public int? GetInt32(string key) => Get<int?>(key);

    public long? GetInt64(string key) => Get<long?>(key);

    private T Get<T>(string key) => this[key] switch
    {
        null => default,
        T value => value,
        object other => throw new InvalidOperationException($"Cannot return {typeof(T)} type for a {other.GetType()} typed property."),
    };

    private static object KeepType(object existing, object value) => (existing, value) switch
    {
        (double, int number) => (double)number,
        (long, int number) => (long)number,
        (string, DateTime or DateTimeOffset) => value.ToString(),
        _ => value,
    };
}
