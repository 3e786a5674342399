#nullable disable // The official listing carries no nullable annotations.

namespace Azure.Data.Tables;

/// <summary>Whom a token is asked for: one of the clouds, or a URL.</summary>
public readonly struct TableAudience : IEquatable<TableAudience>
{
    private readonly string _value;

    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public TableAudience(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    public static TableAudience AzureChina { get; } = new("AzureChina");

    public static TableAudience AzureGovernment { get; } = new("AzureGov");

    public static TableAudience AzurePublicCloud { get; } = new("AzurePublic");

    public static bool operator ==(TableAudience left, TableAudience right) => left.Equals(right);

    public static bool operator !=(TableAudience left, TableAudience right) => !left.Equals(right);

    public static implicit operator TableAudience(string value) => new(value);

    public bool Equals(TableAudience other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object obj) => obj is TableAudience other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_value ?? string.Empty);

    public override string ToString() => _value;

    /// <summary>The scope of the token for a storage account.</summary>
    internal string Scope()
    {
        string resource = _value switch
        {
            "AzureChina" => "https://storage.azure.cn",
            "AzureGov" => "https://storage.azure.us",
            "AzurePublic" => "https://storage.azure.com",
            _ => _value,
        };
        const string AllPermissions = "/.default";
        return resource.EndsWith(AllPermissions, StringComparison.OrdinalIgnoreCase) ? resource : resource.TrimEnd('/') + AllPermissions;
    }
}
