namespace Azure.Data.Tables;

/// <summary>The address of an entity: keys in quotes, a quote doubled, everything else that a URL reserves escaped.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/addressing-table-service-resources</remarks>
internal static class EntityPath
{
    public static string Of(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{Escape(partitionKey)}',RowKey='{Escape(rowKey)}')";

    public static string Escape(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));
}
