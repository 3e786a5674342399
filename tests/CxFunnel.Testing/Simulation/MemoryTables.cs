using System.Runtime.CompilerServices;
using System.Text;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// Table storage in memory: entity group transactions, ETags, ordinal order and the limits of the service. Without faults; the
/// simulation adds those. The Azure tables pass the same contract tests.
/// </summary>
public sealed class MemoryTables : ITableStore
{
    public const int MaxChanges = 100;
    public const int MaxTransactionBytes = 4 * 1024 * 1024;
    public const int MaxRowBytes = 1024 * 1024;
    public const int MaxColumnBytes = 64 * 1024;
    public const int MaxColumns = 252;
    public const int MaxKeyChars = 512;

    /// <summary>Boundary and headers of one operation in a batch request.</summary>
    private const int BytesAroundChange = 600;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, string Partition), SortedDictionary<string, TableRow>> _partitions = [];
    private long _versions;

    /// <summary>Transactions asked for since the beginning, whatever became of them.</summary>
    public int Commits { get; private set; }

    /// <summary>Hears of every transaction that took effect: its table and its changes.</summary>
    public Action<string, IReadOnlyList<RowChange>>? OnApplied { get; set; }

    public CommitOutcome Commit(string table, IReadOnlyList<RowChange> changes)
    {
        lock (_gate)
        {
            return CommitAlone(table, changes);
        }
    }

    public TableRow? Find(string table, string partitionKey, string rowKey)
    {
        lock (_gate)
        {
            return Partition(table, partitionKey).TryGetValue(rowKey, out TableRow? row) ? Copy(row, row.ETag, columns: null) : null;
        }
    }

    /// <summary>Up to <paramref name="maxRows"/> rows of a range, as one page of an answer.</summary>
    public IReadOnlyList<TableRow> Read(string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, int maxRows)
    {
        lock (_gate)
        {
            return [.. Partition(table, partitionKey).Values
                .SkipWhile(r => string.CompareOrdinal(r.RowKey, range.From) < 0)
                .TakeWhile(r => string.CompareOrdinal(r.RowKey, range.Before) < 0)
                .Take(maxRows)
                .Select(r => Copy(r, r.ETag, columns))];
        }
    }

    /// <summary>Every row of a table, by partition and then by row key; to be asked when nobody writes.</summary>
    public IEnumerable<TableRow> All(string table) =>
        _partitions.Where(p => p.Key.Table == table).OrderBy(p => p.Key.Partition, StringComparer.Ordinal).SelectMany(p => p.Value.Values);

    public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation) =>
        Task.FromResult(Commit(table, changes));

    public Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation) =>
        Task.FromResult(Find(table, partitionKey, rowKey));

    public async IAsyncEnumerable<TableRow> ReadAsync(
        string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (TableRow row in Read(table, partitionKey, range, columns, int.MaxValue))
        {
            yield return await Task.FromResult(row);
        }
    }

    /// <summary>The first partition of a range that holds any row; null when there is none.</summary>
    public string? FirstPartition(string table, string from, string before)
    {
        lock (_gate)
        {
            return _partitions
                .Where(p => p.Key.Table == table && p.Value.Count > 0 && string.CompareOrdinal(p.Key.Partition, from) >= 0 && string.CompareOrdinal(p.Key.Partition, before) < 0)
                .Select(p => p.Key.Partition)
                .Min(StringComparer.Ordinal);
        }
    }

    public async IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (FirstPartition(table, from, before) is { } partition)
        {
            yield return await Task.FromResult(partition);
            from = partition + "\0";
        }
    }

    private CommitOutcome CommitAlone(string table, IReadOnlyList<RowChange> changes)
    {
        Commits++;
        CheckCaller(changes);
        SortedDictionary<string, TableRow> rows = Partition(table, changes[0].Row.PartitionKey);
        if (changes.Any(c => IsTooLarge(c.Row)) || changes.Sum(c => BodyBytes(c.Row) + BytesAroundChange) > MaxTransactionBytes)
        {
            return new CommitOutcome.TooLarge();
        }

        for (int i = 0; i < changes.Count; i++)
        {
            if (!CanApply(changes[i], rows.GetValueOrDefault(changes[i].Row.RowKey)))
            {
                return new CommitOutcome.Conflict(i);
            }
        }

        string?[] tags = new string?[changes.Count];
        for (int i = 0; i < tags.Length; i++)
        {
            TableRow row = changes[i].Row;
            if (changes[i].Kind == RowChangeKind.Delete)
            {
                rows.Remove(row.RowKey);
            }
            else
            {
                rows[row.RowKey] = Copy(row, tags[i] = $"W/\"{++_versions}\"", columns: null);
            }
        }

        OnApplied?.Invoke(table, changes);
        return new CommitOutcome.Done(tags);
    }

    private SortedDictionary<string, TableRow> Partition(string table, string partition)
    {
        if (!_partitions.TryGetValue((table, partition), out SortedDictionary<string, TableRow>? rows))
        {
            _partitions[(table, partition)] = rows = new SortedDictionary<string, TableRow>(StringComparer.Ordinal);
        }

        return rows;
    }

    private static bool CanApply(RowChange change, TableRow? row) => change.Kind switch
    {
        RowChangeKind.Insert => row is null,
        RowChangeKind.Put => true,
        _ => row is not null && (change.IfMatch == "*" || change.IfMatch == row.ETag),
    };

    /// <summary>What the service answers 400 to is a mistake of the caller: the pipeline may never do it.</summary>
    private static void CheckCaller(IReadOnlyList<RowChange> changes)
    {
        if (changes.Count is 0 or > MaxChanges)
        {
            throw new ArgumentException($"A transaction has {changes.Count} changes.", nameof(changes));
        }

        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (RowChange change in changes)
        {
            TableRow row = change.Row;
            if (row.PartitionKey != changes[0].Row.PartitionKey)
            {
                throw new ArgumentException("A transaction names two partitions.", nameof(changes));
            }

            if (!keys.Add(row.RowKey))
            {
                throw new ArgumentException("A transaction names a row twice.", nameof(changes));
            }

            if (!IsKey(row.PartitionKey) || !IsKey(row.RowKey))
            {
                throw new ArgumentException("A key is too long, or has a character that a key cannot have.", nameof(changes));
            }

            if (row.Columns.Count > MaxColumns)
            {
                throw new ArgumentException($"A row has {row.Columns.Count} columns.", nameof(changes));
            }
        }
    }

    private static bool IsKey(string key) => key.Length <= MaxKeyChars && !key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c));

    private static bool IsTooLarge(TableRow row) =>
        row.Columns.Values.Any(v => v is string text ? text.Length * 2 > MaxColumnBytes : v is byte[] bytes && bytes.Length > MaxColumnBytes)
        || RowBytes(row) > MaxRowBytes;

    /// <summary>The service's own formula for the size of an entity.</summary>
    private static long RowBytes(TableRow row) =>
        4 + (2L * (row.PartitionKey.Length + row.RowKey.Length)) + row.Columns.Sum(c => 8L + (2 * c.Key.Length) + c.Value switch
        {
            string text => 4 + (2L * text.Length),
            byte[] bytes => 4 + bytes.Length,
            int => 4,
            bool => 1,
            _ => 8,
        });

    private static long BodyBytes(TableRow row) =>
        row.Columns.Sum(c => 20L + c.Key.Length + c.Value switch
        {
            string text => Encoding.UTF8.GetByteCount(text),
            byte[] bytes => bytes.Length * 4L / 3,
            _ => 20,
        });

    private static TableRow Copy(TableRow row, string? tag, IReadOnlyList<string>? columns)
    {
        TableRow copy = new(row.PartitionKey, row.RowKey) { ETag = tag };
        foreach ((string column, object value) in row.Columns)
        {
            if (columns is null || columns.Contains(column))
            {
                copy[column] = value switch
                {
                    byte[] bytes => bytes.ToArray(),
                    DateTimeOffset instant => instant.ToUniversalTime(),
                    _ => value,
                };
            }
        }

        return copy;
    }
}
