using System.Runtime.CompilerServices;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>Tables whose calls a test counts and gets its hands on.</summary>
/// <param name="onCommit">Is given the number of the transaction, from 0, its changes, and what commits it; null commits it.</param>
/// <param name="onRead">Is given the number of the read, from 0, before it happens; null lets it happen.</param>
public sealed class InterceptedTables(
    ITableStore tables, Func<int, IReadOnlyList<RowChange>, Func<Task<CommitOutcome>>, Task<CommitOutcome>>? onCommit = null, Func<int, Task>? onRead = null) : ITableStore
{
    /// <summary>Transactions asked for so far.</summary>
    public int Commits { get; private set; }

    /// <summary>Rows and ranges asked for so far.</summary>
    public int Reads { get; private set; }

    /// <summary>Hears of every row of a range that was read.</summary>
    public Action<TableRow>? OnRow { get; init; }

    public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation)
    {
        int number = Commits++;
        return onCommit is null ? Commit() : onCommit(number, changes, Commit);

        Task<CommitOutcome> Commit() => tables.CommitAsync(table, changes, cancellation);
    }

    public async Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation)
    {
        await BeforeReadAsync();
        return await tables.FindAsync(table, partitionKey, rowKey, cancellation);
    }

    public async IAsyncEnumerable<TableRow> ReadAsync(
        string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await BeforeReadAsync();
        await foreach (TableRow row in tables.ReadAsync(table, partitionKey, range, columns, cancellation))
        {
            OnRow?.Invoke(row);
            yield return row;
        }
    }

    public IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, CancellationToken cancellation) =>
        tables.PartitionsAsync(table, from, before, cancellation);

    private Task BeforeReadAsync()
    {
        int number = Reads++;
        return onRead is null ? Task.CompletedTask : onRead(number);
    }
}
