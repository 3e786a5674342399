using System.Runtime.CompilerServices;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>What can become of a call to storage.</summary>
public enum Fault
{
    None,

    /// <summary>Done and answered, but so late that others have moved on.</summary>
    Slow,

    /// <summary>503: not done, and said so.</summary>
    Busy,

    /// <summary>Never arrived; the caller learns nothing.</summary>
    RequestLost,

    /// <summary>Done; the caller learns nothing.</summary>
    ReplyLost,

    /// <summary>Done, but only after the caller has given up waiting.</summary>
    DoneLate,
}

/// <summary>The way from a process to storage: each call takes a while, and some go wrong.</summary>
/// <param name="faultShare">The share of calls that go wrong, 0..1; asked at every call.</param>
public sealed class UnreliableNetwork(SimulationScheduler scheduler, Random random, Func<double> faultShare)
{
    private static readonly Fault[] Faults = [Fault.Slow, Fault.Slow, Fault.Busy, Fault.RequestLost, Fault.ReplyLost, Fault.ReplyLost, Fault.DoneLate];

    /// <summary>Calls that went wrong, by how.</summary>
    public int[] Count { get; } = new int[Enum.GetValues<Fault>().Length];

    /// <summary>Has <paramref name="effect"/> happen at storage, once, later or never.</summary>
    /// <exception cref="StorageUnavailableException">No answer, or a refusal for now.</exception>
    public async Task<T> CallAsync<T>(Func<T> effect)
    {
        Fault fault = random.NextDouble() < faultShare() ? Faults[random.Next(Faults.Length)] : Fault.None;
        Count[(int)fault]++;
        TaskCompletionSource<T> reply = new();
        TimeSpan there = Milliseconds(1, 15);
        TimeSpan back = Milliseconds(1, 15);
        TimeSpan patience = Milliseconds(100, 4_000);
        switch (fault)
        {
            case Fault.None or Fault.Slow:
                scheduler.After(fault == Fault.Slow ? patience : there, process: null, () =>
                {
                    try
                    {
                        T result = effect();
                        scheduler.After(back, process: null, () => reply.SetResult(result));
                    }
                    catch (Exception e)
                    {
                        scheduler.After(back, process: null, () => reply.SetException(e));
                    }
                });
                break;
            case Fault.Busy:
                FailAfter(there + back);
                break;
            case Fault.RequestLost:
                FailAfter(patience);
                break;
            case Fault.ReplyLost:
                scheduler.After(there, process: null, () => effect());
                FailAfter(patience);
                break;
            default:
                FailAfter(patience);
                scheduler.After(patience + Milliseconds(0, 2_000), process: null, () => effect());
                break;
        }

        return await reply.Task;

        void FailAfter(TimeSpan time) => scheduler.After(
            time, process: null, () => reply.SetException(new StorageUnavailableException($"Simulated: {fault}.")));
    }

    private TimeSpan Milliseconds(int least, int most) => TimeSpan.FromTicks(random.NextInt64(least * TimeSpan.TicksPerMillisecond, most * TimeSpan.TicksPerMillisecond));
}

/// <summary>Tables at the other end of the network.</summary>
public sealed class UnreliableTables(MemoryTables tables, UnreliableNetwork network, Random random) : ITableStore
{
    private const int LongestPage = 1_000;
    private const int ShortPage = 8;

    /// <summary>A request is what it was when it was sent, however late it is carried out.</summary>
    public Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation)
    {
        RowChange[] sent = [.. changes];
        return network.CallAsync(() => tables.Commit(table, sent));
    }

    public Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation) =>
        network.CallAsync(() => tables.Find(table, partitionKey, rowKey));

    /// <summary>In pages, between which others write; a page is as short as the service likes.</summary>
    public async IAsyncEnumerable<TableRow> ReadAsync(
        string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int length;
        IReadOnlyList<TableRow> page;
        do
        {
            length = random.Next(8) == 0 ? random.Next(1, ShortPage) : LongestPage;
            page = await network.CallAsync(() => tables.Read(table, partitionKey, range, columns, length));
            foreach (TableRow row in page)
            {
                yield return row;
                range = range with { From = row.RowKey + "\0" };
            }
        }
        while (page.Count == length);
    }

    public async IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await network.CallAsync(() => tables.FirstPartition(table, from, before)) is { } partition)
        {
            yield return partition;
            from = partition + "\0";
        }
    }
}

/// <summary>Blobs at the other end of the network.</summary>
public sealed class UnreliableBlobs(MemoryBlobs blobs, UnreliableNetwork network) : IBlobStore
{
    public async Task PutAsync(string container, string name, Stream content, CancellationToken cancellation)
    {
        using MemoryStream copy = new();
        await content.CopyToAsync(copy, cancellation);
        byte[] bytes = copy.ToArray();
        await network.CallAsync(() =>
        {
            blobs.Put(container, name, bytes);
            return true;
        });
    }

    public Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation) =>
        network.CallAsync(() => blobs.Find(container, name) is { } content ? (Stream?)new MemoryBlobs.Download(content) : null);

    public Task DeleteAsync(string container, string name, CancellationToken cancellation) => network.CallAsync(() =>
    {
        blobs.Delete(container, name);
        return true;
    });
}

/// <summary>Queues at the other end of the network. Now and then a message is there twice.</summary>
public sealed class UnreliableQueues(MemoryQueues queues, UnreliableNetwork network, Random random, Func<double> duplicateShare) : IMessageQueue
{
    /// <summary>Hears that a message is durable, whoever else hears of it or not.</summary>
    public Action? OnDurable { get; init; }

    public Task SendAsync(string queue, ReadOnlyMemory<byte> body, TimeSpan visibleAfter, CancellationToken cancellation)
    {
        byte[] bytes = body.ToArray();
        return network.CallAsync(() =>
        {
            queues.Send(queue, bytes, visibleAfter);
            OnDurable?.Invoke();
            if (random.NextDouble() < duplicateShare())
            {
                queues.Send(queue, bytes, visibleAfter + TimeSpan.FromMilliseconds(random.Next(0, 20_000)));
            }

            return true;
        });
    }
}
