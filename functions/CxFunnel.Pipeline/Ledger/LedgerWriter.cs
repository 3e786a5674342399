using System.Collections.Concurrent;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>Writes feedback into the ledger exactly once: marker, item and sums in one transaction.</summary>
public sealed class LedgerWriter(ITableStore store, Programs programs, TimeProvider clock, LedgerOptions options)
{
    private readonly ConcurrentDictionary<string, PartitionWriter> _writers = new(StringComparer.Ordinal);

    /// <summary>Writes entries of one program. Entries may be repeats, other versions, or under way elsewhere at this moment.</summary>
    /// <returns>What became of each, in order; every one of them is durable.</returns>
    /// <exception cref="StorageUnavailableException">At least one was not settled; send all of them again, which counts none twice.</exception>
    public async Task<IReadOnlyList<CountOutcome>> WriteAsync(string program, IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        int shards = programs.Of(program).Shards;
        return await Task.WhenAll(entries.Select(e => Writer(LedgerKeys.Partition(program, LedgerKeys.Shard(e.FeedbackId, shards))).WriteAsync(e)));
    }

    private PartitionWriter Writer(string partition) => _writers.GetOrAdd(
        partition,
        // The seed only spreads retries apart; rivals in other processes differ by their timing.
        static (key, self) => new PartitionWriter(key, self.Store, self.Clock, self.Options, new Random(key.Length)),
        (Store: store, Clock: clock, Options: options));
}
