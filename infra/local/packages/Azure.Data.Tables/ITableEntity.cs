#nullable disable // The official listing carries no nullable annotations.

namespace Azure.Data.Tables;

/// <summary>What every stored entity has. A class that implements it is stored by its public properties and fields.</summary>
public interface ITableEntity
{
    string PartitionKey { get; set; }

    string RowKey { get; set; }

    /// <summary>When the service last changed the entity; not sent.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The version that was read; not sent unless it is given as a condition.</summary>
    ETag ETag { get; set; }
}
