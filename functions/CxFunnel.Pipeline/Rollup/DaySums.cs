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
    public Task<IReadOnlyList<DaySum>> ReadAsync(string program, DateOnly from, DateOnly to, CancellationToken cancellation) =>
        InOneLayoutAsync<IReadOnlyList<DaySum>>(program, async layout => Sum(await RowsAsync(layout, from, to, columns: null, cancellation)), cancellation);

    /// <summary>The versions of the days in the range that anything was ever counted on, as <see cref="DaySum.Version"/>; no sums are read.</summary>
    public Task<IReadOnlyDictionary<DateOnly, long>> VersionsAsync(string program, DateOnly from, DateOnly to, CancellationToken cancellation) =>
        InOneLayoutAsync<IReadOnlyDictionary<DateOnly, long>>(program, async layout => Versions(await RowsAsync(layout, from, to, [DayRow.VersionColumn], cancellation)), cancellation);

    /// <summary>The days in the range that anything was ever counted on, in order; only keys are read.</summary>
    public Task<IReadOnlyList<DateOnly>> DaysAsync(string program, DateOnly from, DateOnly to, CancellationToken cancellation) =>
        InOneLayoutAsync<IReadOnlyList<DateOnly>>(program, async layout => Days(await RowsAsync(layout, from, to, columns: [], cancellation)), cancellation);

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

    private async Task<T> InOneLayoutAsync<T>(string program, Func<Layout, Task<T>> readAsync, CancellationToken cancellation)
    {
        Layout layout = await layouts.LatestAsync(program, cancellation);
        while (true)
        {
            T read = await readAsync(layout);
            Layout after = await layouts.LatestAsync(program, cancellation);
            if (after.IsSameAs(layout))
            {
                return read;
            }

            // Laid out anew meanwhile: what was read may have been emptied while it was read.
            layout = after;
        }
    }

    private async Task<IEnumerable<TableRow>> RowsAsync(Layout layout, DateOnly from, DateOnly to, IReadOnlyList<string>? columns, CancellationToken cancellation)
    {
        List<TableRow>[] partitions = await Task.WhenAll(
            layout.Partitions.Select(partition => RowsAsync(partition, LedgerKeys.AggregatesBetween(from, to), columns, cancellation)));
        return partitions.SelectMany(rows => rows);
    }

    private async Task<List<TableRow>> RowsAsync(string partition, RowKeyRange range, IReadOnlyList<string>? columns, CancellationToken cancellation)
    {
        List<TableRow> rows = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, range, columns, cancellation))
        {
            rows.Add(row);
        }

        return rows;
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

    private static Dictionary<DateOnly, long> Versions(IEnumerable<TableRow> rows) =>
        rows.GroupBy(row => LedgerKeys.DayOf(row.RowKey)).ToDictionary(day => day.Key, day => day.Sum(row => row.Number(DayRow.VersionColumn)));

    private static List<DateOnly> Days(IEnumerable<TableRow> rows) => [.. rows.Select(row => LedgerKeys.DayOf(row.RowKey)).Distinct().Order()];
}
