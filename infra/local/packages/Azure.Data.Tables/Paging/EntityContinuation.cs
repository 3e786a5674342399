namespace Azure.Data.Tables;

/// <summary>Where the next page of entities starts, as a token: the two headers of the service with a space between.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination</remarks>
internal static class EntityContinuation
{
    public static string? Of(Response response)
    {
        // The row key can be missing: the next page then starts with the partition.
        bool hasPartition = response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out string? partition);
        bool hasRow = response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out string? row);
        return hasPartition || hasRow ? $"{partition} {row}" : null;
    }

    public static (string? PartitionKey, string? RowKey) Parse(string? token)
    {
        if (token is null || token.Length <= 1)
        {
            return (null, null);
        }

        string[] parts = token.Split(' ', 2);
        return (parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
    }
}
