using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>The sums of one day over all shards of a program.</summary>
/// <param name="Version">Sum of the shards' versions: grows with every transaction that touches the day.</param>
public sealed record DaySum(DateOnly Day, Aggregates Sums, long Version);

/// <summary>Reads the sums of the ledger.</summary>
public sealed class DaySums(ITableStore tables, Layouts layouts)
{
    private const int DaysAtOnce = 31;

    /// <summary>The days from <paramref name="from"/> to <paramref name="to"/>, both included, that anything was ever counted on, in order.</summary>
    public async Task<IReadOnlyList<DaySum>> ReadAsync(string program, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        Layout layout = await layouts.LatestAsync(program, cancellation);
        while (true)
        {
            List<TableRow>[] partitions = await Task.WhenAll(
                layout.Partitions.Select(partition => ReadPartitionAsync(partition, LedgerKeys.AggregatesBetween(from, to), cancellation)));
            Layout after = await layouts.LatestAsync(program, cancellation);
            if (after.IsSameAs(layout))
            {
                return Sum(partitions.SelectMany(rows => rows));
            }

            // Laid out anew meanwhile: what was read may have been emptied while it was read.
            layout = after;
        }
    }

    private static List<DaySum> Sum(IEnumerable<TableRow> rows)
    {
        SortedDictionary<DateOnly, DaySum> days = [];
        foreach (TableRow row in rows)
        {
            DayRow shard = DayRow.Read(row);
            if (!days.TryGetValue(shard.Day, out DaySum? sum))
            {
                sum = new DaySum(shard.Day, new Aggregates(), 0);
            }

            sum.Sums.Add(shard.Sums);
            days[shard.Day] = sum with { Version = sum.Version + shard.Version };
        }

        return [.. days.Values];
    }

    /// <summary>The days in the range that anything was ever counted on, in order; only keys are read.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(string program, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        Layout layout = await layouts.LatestAsync(program, cancellation);
        while (true)
        {
            SortedSet<DateOnly> days = [];
            foreach (string partition in layout.Partitions)
            {
                await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.AggregatesBetween(from, to), columns: [], cancellation))
                {
                    days.Add(LedgerKeys.DayOf(row.RowKey));
                }
            }

            Layout after = await layouts.LatestAsync(program, cancellation);
            if (after.IsSameAs(layout))
            {
                return [.. days];
            }

            layout = after;
        }
    }

    /// <summary>The same as <see cref="ReadAsync"/>, a month of days in memory at a time.</summary>
    public async IAsyncEnumerable<DaySum> StreamAsync(
        string program, DateOnly from, DateOnly to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (DateOnly[] chunk in (await DaysAsync(program, from, to, cancellation)).Chunk(DaysAtOnce))
        {
            foreach (DaySum day in await ReadAsync(program, chunk[0], chunk[^1], cancellation))
            {
                yield return day;
            }
        }
    }

    private async Task<List<TableRow>> ReadPartitionAsync(string partition, RowKeyRange range, CancellationToken cancellation)
    {
        List<TableRow> rows = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, range, columns: null, cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }
}
