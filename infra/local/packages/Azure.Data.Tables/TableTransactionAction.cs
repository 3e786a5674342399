#nullable disable // The official listing carries no nullable annotations.

namespace Azure.Data.Tables;

/// <summary>One action of a transaction. All actions of a transaction are on one partition, at most one on a row.</summary>
public class TableTransactionAction
{
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    /// <param name="actionType">What to do.</param>
    /// <param name="entity">With both keys set by the time it is submitted.</param>
    /// <param name="etag">
    /// The condition of an update or a delete. Default: a delete is unconditional, and an update is sent without a
    /// condition, which the service takes as an upsert.
    /// </param>
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    public TableTransactionActionType ActionType { get; }

    public ITableEntity Entity { get; }

    public ETag ETag { get; }
}
