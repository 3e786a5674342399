using System.Runtime.CompilerServices;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class PatientTablesTests
{
    private const int Rows = 40;

    private static readonly LedgerOptions Options = new() { MaxAttempts = 3, FirstRetryWait = TimeSpan.FromTicks(1), LongestRetryWait = TimeSpan.FromTicks(1) };

    private readonly MemoryTables _tables = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(Rows)]
    public async Task Read_StreamThatBreaksAgainAndAgain_GoesOnAfterTheLastRow(int rowsAtOnce)
    {
        Put();
        FailingTables failing = new(_tables, rowsAtOnce == 0 ? int.MaxValue : rowsAtOnce);

        List<string> read = await ReadAsync(failing);

        Assert.Equal(Enumerable.Range(0, Rows).Select(Key), read);
        Assert.Equal(rowsAtOnce == 0 ? 1 : 1 + (Rows / rowsAtOnce), failing.Begun);
    }

    [Fact]
    public async Task Read_NothingEverComes_GivesUpAfterThatManyTries()
    {
        Put();
        FailingTables failing = new(_tables, rowsAtOnce: 0);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => ReadAsync(failing));

        Assert.Equal(Options.MaxAttempts, failing.Begun);
    }

    [Fact]
    public async Task Commit_NoAnswerTwice_IsTriedAThirdTime()
    {
        InterceptedTables failing = new(_tables, (number, _, commit) => number < 2 ? throw new StorageUnavailableException("no answer") : commit());

        Assert.IsType<CommitOutcome.Done>(await Patient(failing).CommitAsync(TableNames.Ledger, [RowChange.Put(new TableRow("p", "r"))], CancellationToken.None));

        Assert.Equal(3, failing.Commits);
    }

    [Fact]
    public async Task Find_NeverAnyAnswer_GivesUpAfterThatManyTries()
    {
        InterceptedTables failing = new(_tables, onRead: _ => throw new StorageUnavailableException("no answer"));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Patient(failing).FindAsync(TableNames.Ledger, "p", "r", CancellationToken.None));

        Assert.Equal(Options.MaxAttempts, failing.Reads);
    }

    /// <summary>An answer is an answer, whatever it says.</summary>
    [Fact]
    public async Task Commit_Conflict_IsNotTriedAgain()
    {
        Put();
        InterceptedTables counted = new(_tables);

        Assert.IsType<CommitOutcome.Conflict>(await Patient(counted).CommitAsync(TableNames.Ledger, [RowChange.Insert(new TableRow("p", Key(0)))], CancellationToken.None));

        Assert.Equal(1, counted.Commits);
    }

    private static string Key(int number) => $"r{number:D3}";

    private static PatientTables Patient(ITableStore tables) => new(tables, Options, new WorkerInstance("test"), TimeProvider.System);

    private static async Task<List<string>> ReadAsync(ITableStore tables)
    {
        List<string> read = [];
        await foreach (TableRow row in Patient(tables).ReadAsync(TableNames.Ledger, "p", RowKeyRange.All, columns: null, CancellationToken.None))
        {
            read.Add(row.RowKey);
        }

        return read;
    }

    private void Put() => _tables.Commit(TableNames.Ledger, [.. Enumerable.Range(0, Rows).Select(i => RowChange.Put(new TableRow("p", Key(i))))]);

    /// <summary>Streams break after so many rows.</summary>
    private sealed class FailingTables(MemoryTables tables, int rowsAtOnce) : ITableStore
    {
        public int Begun { get; private set; }

        public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation) => tables.CommitAsync(table, changes, cancellation);

        public Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation) => tables.FindAsync(table, partitionKey, rowKey, cancellation);

        public async IAsyncEnumerable<TableRow> ReadAsync(
            string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellation)
        {
            Begun++;
            int rows = 0;
            await foreach (TableRow row in tables.ReadAsync(table, partitionKey, range, columns, cancellation))
            {
                if (rows++ == rowsAtOnce)
                {
                    throw new StorageUnavailableException("no answer");
                }

                yield return row;
            }

            if (rows == rowsAtOnce)
            {
                throw new StorageUnavailableException("no answer");
            }
        }

        public IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, CancellationToken cancellation) => tables.PartitionsAsync(table, from, before, cancellation);
    }
}
