using System.Collections.Concurrent;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// Writes feedback into the ledger exactly once: marker, item and sums in one transaction. What an erased customer said before the
/// erasure is refused, however long ago its writing began.
/// </summary>
public sealed class LedgerWriter(ITableStore store, WritePermits permits, TimeProvider clock, LedgerOptions options, WorkerInstance instance)
{
    /// <summary>Some 6 MB: a year of days of an ordinary program, in four shards.</summary>
    private const int MaxCellsAtHand = 60_000;

    private readonly CellBudget _budget = new(MaxCellsAtHand);
    private readonly ConcurrentDictionary<string, PartitionWriter> _writers = new(StringComparer.Ordinal);

    /// <summary>Writes entries of one program. Entries may be repeats, other versions, or under way elsewhere at this moment.</summary>
    /// <returns>What became of each, in order; every one of them is durable, or refused for good.</returns>
    /// <exception cref="LedgerMovingException">At least one was not settled, and cannot be before the ledger is laid out anew; send all of them again then.</exception>
    /// <exception cref="StorageUnavailableException">At least one was not settled; send all of them again, which counts none twice.</exception>
    public async Task<IReadOnlyList<CountOutcome>> WriteAsync(string program, IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        CountOutcome[] outcomes = new CountOutcome[entries.Count];
        while (true)
        {
            WritePermit permit = await permits.OfAsync(program, CancellationToken.None);
            try
            {
                await WriteUnderAsync(permit);
                return outcomes;
            }
            catch (PartitionClosedException)
            {
                // What is settled says the same again; the rest is decided anew: where it belongs, and whether it may be written at all.
                permits.Return(program, permit);
            }
        }

        Task WriteUnderAsync(WritePermit permit)
        {
            ILookup<bool, int> isRefused = Enumerable.Range(0, entries.Count).ToLookup(i => permit.Erased.Refuses(entries[i].Feedback));
            foreach (int refused in isRefused[true])
            {
                outcomes[refused] = CountOutcome.Erased;
            }

            return Task.WhenAll(isRefused[false].GroupBy(i => permit.Layout.PartitionOf(entries[i].FeedbackId)).Select(p => WritePartitionAsync(permit.Heads[p.Key], [.. p])));
        }

        async Task WritePartitionAsync(PartitionHead head, int[] indexes)
        {
            CountOutcome[] own = await Writer(head.Partition).WriteAsync(head, [.. indexes.Select(i => entries[i])]);
            for (int i = 0; i < indexes.Length; i++)
            {
                outcomes[indexes[i]] = own[i];
            }
        }
    }

    /// <summary>Tells before the work of a write begins whether it would be in vain. A ledger may begin to move right after.</summary>
    /// <exception cref="LedgerMovingException">It would.</exception>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public Task CheckAsync(string program, CancellationToken cancellation) => permits.CheckAsync(program, cancellation);

    private PartitionWriter Writer(string partition) => _writers.GetOrAdd(
        partition, key => new PartitionWriter(key, store, clock, options, new RetryJitter(instance, key), _budget));
}
