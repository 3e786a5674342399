using System.Collections.Concurrent;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// All that a writer must know before it counts feedback of a program: where it lives, and who was erased. It is worth as much as its
/// heads: they were read before the erased customers, so while they stand, nobody was erased since whom the writer does not know.
/// </summary>
internal sealed record WritePermit(Layout Layout, IReadOnlyDictionary<string, PartitionHead> Heads, ErasedCustomers Erased);

/// <summary>The permits that this process holds. They cost their reads once, and again after a change of layout or an erasure.</summary>
public sealed class WritePermits(ITableStore tables, Layouts layouts, Erasures erasures)
{
    private readonly ConcurrentDictionary<string, Task<WritePermit>> _held = new(StringComparer.Ordinal);

    /// <returns>The permit at hand, which may be void by now: the heads tell at the commit.</returns>
    /// <exception cref="LedgerMovingException">The ledger is being laid out anew.</exception>
    /// <exception cref="PartitionClosedException">A head is gone, and nobody is laying the ledger out anew: the ledger is damaged.</exception>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    internal async Task<WritePermit> OfAsync(string program, CancellationToken cancellation)
    {
        // Messages that begin together share the reads, which are nobody's to cancel.
        Task<WritePermit> permit = _held.GetOrAdd(program, key => ReadAsync(key, CancellationToken.None));
        try
        {
            return await permit.WaitAsync(cancellation);
        }
        finally
        {
            if (permit.IsFaulted)
            {
                Drop(program, permit);
            }
        }
    }

    /// <summary>
    /// Returns unless the program's ledger is known to be laid out anew at this moment. Costs nothing while a permit is at hand, else a read;
    /// makes nothing where the program is not known yet.
    /// </summary>
    /// <exception cref="LedgerMovingException">It is.</exception>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    internal async Task CheckAsync(string program, CancellationToken cancellation)
    {
        if (!_held.TryGetValue(program, out Task<WritePermit>? held) || !held.IsCompletedSuccessfully)
        {
            LedgerMovingException.ThrowIf(await layouts.LatestAsync(program, cancellation));
        }
    }

    /// <summary>Call when a head of the permit turned out to be gone.</summary>
    internal void Return(string program, WritePermit permit)
    {
        if (_held.TryGetValue(program, out Task<WritePermit>? held) && held.IsCompletedSuccessfully && ReferenceEquals(held.Result, permit))
        {
            Drop(program, held);
        }
    }

    private void Drop(string program, Task<WritePermit> permit) => _held.TryRemove(KeyValuePair.Create(program, permit));

    /// <summary>The order is what a permit is worth: layout, heads, and the erased customers last.</summary>
    private async Task<WritePermit> ReadAsync(string program, CancellationToken cancellation)
    {
        while (true)
        {
            Layout layout = await layouts.StoredAsync(program, cancellation);
            LedgerMovingException.ThrowIf(layout);
            try
            {
                PartitionHead[] heads = await Task.WhenAll(layout.Partitions.Select(partition => PartitionHead.OfAsync(tables, partition, cancellation)));
                return new WritePermit(layout, heads.ToDictionary(h => h.Partition, StringComparer.Ordinal), await erasures.OfAsync(program, cancellation));
            }
            catch (PartitionClosedException)
            {
                // The row of the layout changes before heads go: read again, it says why.
                if ((await layouts.StoredAsync(program, cancellation)).ETag == layout.ETag)
                {
                    throw;
                }
            }
        }
    }
}
