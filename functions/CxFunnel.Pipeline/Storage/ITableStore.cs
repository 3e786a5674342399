namespace CxFunnel.Pipeline.Storage;

/// <summary>Tables with entity group transactions: what the ledger needs of a storage, and no more.</summary>
public interface ITableStore
{
    /// <summary>Applies all changes or none. All rows must be of one partition; at most 100 of them, each row once, 4 MiB in all.</summary>
    /// <returns>What became of it; see <see cref="CommitOutcome"/>.</returns>
    /// <exception cref="StorageUnavailableException">No answer: the changes may have been applied or not.</exception>
    Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation);

    /// <returns>Null when there is no such row.</returns>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation);

    /// <summary>Streams the rows of one partition in the ordinal order of their row keys.</summary>
    /// <param name="range">Which row keys.</param>
    /// <param name="columns">The columns wanted; null for all. Keys and ETag always come.</param>
    /// <exception cref="StorageUnavailableException">No answer; what came before it was right.</exception>
    IAsyncEnumerable<TableRow> ReadAsync(string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, CancellationToken cancellation);

    /// <summary>
    /// The partitions that hold any row, in the ordinal order of their keys, from <paramref name="from"/> (included) up to
    /// <paramref name="before"/> (not included). Costs a call for each partition, however many rows it has.
    /// </summary>
    /// <exception cref="StorageUnavailableException">No answer; what came before it was right.</exception>
    IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, CancellationToken cancellation);
}

/// <summary>The row keys from <paramref name="From"/> (included) up to <paramref name="Before"/> (not included), ordinally.</summary>
public readonly record struct RowKeyRange(string From, string Before)
{
    /// <summary>Every key: what a key can begin with is below U+FFFF.</summary>
    public static RowKeyRange All => new(string.Empty, "\uFFFF");

    /// <param name="prefix">Not empty; its last character is not U+FFFF.</param>
    public static RowKeyRange StartingWith(string prefix) => new(prefix, prefix[..^1] + (char)(prefix[^1] + 1));
}

/// <summary>One row. Values are string, long, int, double, bool, DateTimeOffset or byte[]; a column without a value is absent.</summary>
public sealed class TableRow(string partitionKey, string rowKey)
{
    private readonly Dictionary<string, object> _columns = new(StringComparer.Ordinal);

    public string PartitionKey { get; } = partitionKey;

    public string RowKey { get; } = rowKey;

    /// <summary>The version that storage gave it; null for a row that was not read.</summary>
    public string? ETag { get; init; }

    public IReadOnlyDictionary<string, object> Columns => _columns;

    /// <summary>Sets a column; null leaves it out.</summary>
    public object? this[string column]
    {
        get => _columns.GetValueOrDefault(column);
        set
        {
            if (value is null)
            {
                _columns.Remove(column);
            }
            else
            {
                _columns[column] = value;
            }
        }
    }

    public string? Text(string column) => this[column] as string;

    public long Number(string column) => this[column] switch { long n => n, int n => n, _ => 0 };

    public DateTimeOffset? Instant(string column) => this[column] as DateTimeOffset?;

    public byte[]? Bytes(string column) => this[column] as byte[];
}

public enum RowChangeKind
{
    /// <summary>Fails when the row exists.</summary>
    Insert,

    /// <summary>Writes the row whatever was there.</summary>
    Put,

    /// <summary>Fails when the row is not the version that <see cref="RowChange.IfMatch"/> names.</summary>
    Replace,

    /// <summary>Fails when the row is not the version that <see cref="RowChange.IfMatch"/> names.</summary>
    Delete,
}

/// <summary>One change of a transaction.</summary>
/// <param name="IfMatch">The ETag that the row must have; <c>*</c> for any; unused by insert and put.</param>
public sealed record RowChange(RowChangeKind Kind, TableRow Row, string? IfMatch = null)
{
    public static RowChange Insert(TableRow row) => new(RowChangeKind.Insert, row);

    public static RowChange Put(TableRow row) => new(RowChangeKind.Put, row);

    public static RowChange Replace(TableRow row, string ifMatch) => new(RowChangeKind.Replace, row, ifMatch);

    public static RowChange Delete(TableRow row, string ifMatch) => new(RowChangeKind.Delete, row, ifMatch);

    /// <summary>Insert for a row that was not there when looked at, replace for one that was.</summary>
    public static RowChange After(TableRow? seen, TableRow next) => seen?.ETag is { } tag ? Replace(next, tag) : Insert(next);
}

/// <summary>The answer of storage to a transaction.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>All applied.</summary>
    /// <param name="ETags">The new version of each row, in the order of the changes; null for a deleted one.</param>
    public sealed record Done(IReadOnlyList<string?> ETags) : CommitOutcome;

    /// <summary>None applied: the row of an insert exists, or the row of a replace or delete is another version or gone.</summary>
    /// <param name="Index">Which change; the first that failed.</param>
    public sealed record Conflict(int Index) : CommitOutcome;

    /// <summary>None applied: a row or the whole is over the limits of storage.</summary>
    public sealed record TooLarge : CommitOutcome;
}
