using System.Collections.Concurrent;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>Writes feedback into the ledger exactly once: marker, item and sums in one transaction.</summary>
public sealed class LedgerWriter(ITableStore store, Layouts layouts, TimeProvider clock, LedgerOptions options, WorkerInstance instance)
{
    /// <summary>Some 25 MB: a year of days of an ordinary program, in four shards.</summary>
    private const int MaxCellsAtHand = 60_000;

    private readonly CellBudget _budget = new(MaxCellsAtHand);
    private readonly ConcurrentDictionary<string, PartitionWriter> _writers = new(StringComparer.Ordinal);

    /// <summary>Writes entries of one program. Entries may be repeats, other versions, or under way elsewhere at this moment.</summary>
    /// <returns>What became of each, in order; every one of them is durable.</returns>
    /// <exception cref="StorageUnavailableException">At least one was not settled; send all of them again, which counts none twice.</exception>
    public async Task<IReadOnlyList<CountOutcome>> WriteAsync(string program, IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        CountOutcome[] outcomes = new CountOutcome[entries.Count];
        long began = clock.GetTimestamp();
        while (true)
        {
            Layout layout = await layouts.ForWritingAsync(program, CancellationToken.None);
            try
            {
                await Task.WhenAll(Enumerable.Range(0, entries.Count).GroupBy(i => layout.PartitionOf(entries[i].FeedbackId)).Select(WritePartitionAsync));
                return outcomes;
            }
            catch (PartitionClosedException)
            {
                // What is settled says the same again; the rest waits until it is known where it belongs.
                layouts.Forget(program);
                if ((await layouts.ForWritingAsync(program, CancellationToken.None)).IsSameAs(layout))
                {
                    if (clock.GetElapsedTime(began) > options.LongestMoveWait)
                    {
                        throw;
                    }

                    layouts.Forget(program);
                    await Task.Delay(options.LongestRetryWait, clock);
                }
            }
        }

        async Task WritePartitionAsync(IGrouping<string, int> partition)
        {
            int[] indexes = [.. partition];
            CountOutcome[] own = await Writer(partition.Key).WriteAsync([.. indexes.Select(i => entries[i])]);
            for (int i = 0; i < indexes.Length; i++)
            {
                outcomes[indexes[i]] = own[i];
            }
        }
    }

    private PartitionWriter Writer(string partition) => _writers.GetOrAdd(
        partition, key => new PartitionWriter(key, store, clock, options, new RetryJitter(instance, key), _budget));
}
