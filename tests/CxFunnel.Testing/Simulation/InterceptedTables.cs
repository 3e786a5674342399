using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>Tables whose transactions a test gets its hands on.</summary>
/// <param name="onCommit">Is given the number of the transaction, from 0, its changes, and what commits it.</param>
public sealed class InterceptedTables(ITableStore tables, Func<int, IReadOnlyList<RowChange>, Func<Task<CommitOutcome>>, Task<CommitOutcome>> onCommit) : ITableStore
{
    /// <summary>Transactions asked for so far.</summary>
    public int Commits { get; private set; }

    public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation) =>
        onCommit(Commits++, changes, () => tables.CommitAsync(table, changes, cancellation));

    public Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation) =>
        tables.FindAsync(table, partitionKey, rowKey, cancellation);

    public IAsyncEnumerable<TableRow> ReadAsync(
        string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, CancellationToken cancellation) =>
        tables.ReadAsync(table, partitionKey, range, columns, cancellation);

    public IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, CancellationToken cancellation) =>
        tables.PartitionsAsync(table, from, before, cancellation);
}
