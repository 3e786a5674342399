using System.Runtime.CompilerServices;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// Tables that are asked again where no answer came, after waits with jitter. Only for whoever can tell by the answer to a repeat, or need
/// not know, that the first try took effect. A stream of rows goes on after the last one that came.
/// </summary>
public sealed class PatientTables(ITableStore tables, LedgerOptions options, WorkerInstance instance, TimeProvider clock) : ITableStore
{
    private readonly LedgerOptions _options = options;
    private readonly WorkerInstance _instance = instance;
    private readonly TimeProvider _clock = clock;

    public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return InsistAsync(changes[0].Row.PartitionKey, () => tables.CommitAsync(table, changes, cancellation), cancellation);
    }

    public Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation) =>
        InsistAsync(partitionKey, () => tables.FindAsync(table, partitionKey, rowKey, cancellation), cancellation);

    public IAsyncEnumerable<TableRow> ReadAsync(
        string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, CancellationToken cancellation) => GoOnAsync<TableRow>(
            partitionKey, row => tables.ReadAsync(table, partitionKey, row is null ? range : range with { From = row.RowKey + "\0" }, columns, cancellation), cancellation);

    public IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, CancellationToken cancellation) =>
        GoOnAsync<string>(from, last => tables.PartitionsAsync(table, last is null ? from : last + "\0", before, cancellation), cancellation);

    /// <param name="begin">Begins the stream after what came last; null for its beginning.</param>
    private async IAsyncEnumerable<T> GoOnAsync<T>(string partition, Func<T?, IAsyncEnumerable<T>> begin, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        T? last = null;
        Patience patience = new(this, partition);
        while (true)
        {
            await using IAsyncEnumerator<T> stream = begin(last).GetAsyncEnumerator(cancellation);
            bool isBroken = false;
            while (!isBroken)
            {
                try
                {
                    if (!await stream.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (StorageUnavailableException) when (patience.IsLeft)
                {
                    isBroken = true;
                    continue;
                }

                last = stream.Current;
                patience = patience.Renewed;
                yield return last;
            }

            await patience.WaitAsync(cancellation);
        }
    }

    private async Task<T> InsistAsync<T>(string partition, Func<Task<T>> ask, CancellationToken cancellation)
    {
        Patience patience = new(this, partition);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (StorageUnavailableException) when (patience.IsLeft)
            {
            }

            await patience.WaitAsync(cancellation);
        }
    }

    /// <summary>Of one call: how often it was tried, and how long it waits before it is tried again.</summary>
    private sealed class Patience(PatientTables owner, string partition)
    {
        private RetryJitter? _jitter;
        private TimeSpan _wait = owner._options.FirstRetryWait;
        private int _attempts = 1;

        public bool IsLeft => _attempts < owner._options.MaxAttempts;

        /// <summary>Something came: what fails after it begins to count anew.</summary>
        public Patience Renewed => _attempts == 1 ? this : new Patience(owner, partition);

        public Task WaitAsync(CancellationToken cancellation)
        {
            _attempts++;
            _jitter ??= new RetryJitter(owner._instance, partition);
            TimeSpan wait = _jitter.Around(_wait);
            _wait = TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, owner._options.LongestRetryWait.Ticks));
            return Task.Delay(wait, owner._clock, cancellation);
        }
    }
}
