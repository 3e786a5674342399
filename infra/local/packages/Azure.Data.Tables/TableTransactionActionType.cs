namespace Azure.Data.Tables;

/// <summary>What one action of a transaction does to its entity.</summary>
public enum TableTransactionActionType
{
    /// <summary>Inserts; fails with 409 when the entity exists.</summary>
    Add = 0,

    /// <summary>Merges; fails with 404 when it does not exist and 412 when its ETag differs.</summary>
    UpdateMerge = 1,

    /// <summary>Replaces; fails like <see cref="UpdateMerge"/>.</summary>
    UpdateReplace = 2,

    /// <summary>Deletes; fails like <see cref="UpdateMerge"/>.</summary>
    Delete = 3,

    /// <summary>Merges or inserts.</summary>
    UpsertMerge = 4,

    /// <summary>Replaces or inserts.</summary>
    UpsertReplace = 5,
}
