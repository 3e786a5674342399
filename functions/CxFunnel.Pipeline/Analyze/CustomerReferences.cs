using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>Section <c>Privacy</c>.</summary>
public sealed class PrivacyOptions
{
    /// <summary>
    /// The secret under which customers are named in the ledger. Default: one that the installation makes for itself and keeps
    /// in its table <c>settings</c>. Changing it makes every known customer a new one.
    /// </summary>
    public string? CustomerKey { get; set; }
}

/// <summary>Knows the key of this installation.</summary>
/// <param name="newKey">Makes a random key of 32 bytes.</param>
public sealed class CustomerReferences(ITableStore tables, PrivacyOptions options, Func<byte[]> newKey)
{
    private const string Partition = "privacy";
    private const string Row = "customer-key";
    private const string KeyColumn = "Key";

    private CustomerReference? _reference;

    public async ValueTask<CustomerReference> GetAsync(CancellationToken cancellation) =>
        _reference ??= new CustomerReference(options.CustomerKey is { Length: > 0 } key ? Encoding.UTF8.GetBytes(key) : await OwnKeyAsync(cancellation));

    /// <summary>The stored key; made by whoever comes first.</summary>
    private async Task<byte[]> OwnKeyAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is { } stored)
        {
            return stored;
        }

        await tables.CommitAsync(TableNames.Settings, [RowChange.Insert(new TableRow(Partition, Row) { [KeyColumn] = newKey() })], cancellation);
        return await FindAsync(cancellation) ?? throw new StorageUnavailableException("The customer key was written and is not there.");
    }

    private async Task<byte[]?> FindAsync(CancellationToken cancellation) =>
        (await tables.FindAsync(TableNames.Settings, Partition, Row, cancellation))?.Bytes(KeyColumn);
}
