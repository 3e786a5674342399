namespace Azure.Data.Tables;

/// <summary>The check that both keys are there. An empty string is a key.</summary>
internal static class EntityKeys
{
    public static void ThrowIfNull(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (entity.PartitionKey is null || entity.RowKey is null)
        {
            throw new ArgumentNullException(nameof(entity), "An entity needs a PartitionKey and a RowKey; either may be empty.");
        }
    }
}
