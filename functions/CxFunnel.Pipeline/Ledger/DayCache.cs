using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// The aggregate rows of one partition that its writer has at hand, so that a transaction costs one call and not two. It also
/// knows which days have no row yet: days come in order, so a read brings the days around it along.
/// Not safe for threads: the writer's pump is the only user. A stale entry costs a failed transaction, never a wrong sum.
/// </summary>
internal sealed class DayCache(string partition, ITableStore store, CellBudget budget)
{
    /// <summary>Days read along on either side of one that is asked for: together a quarter, one page of a query.</summary>
    private const int DaysAround = 45;

    private readonly Dictionary<DateOnly, KnownDay> _days = [];
    private int _cells;

    public void Clear()
    {
        _days.Clear();
        budget.Spend(-_cells);
        _cells = 0;
    }

    /// <summary>Call when nothing waits to be written: what is kept for later must leave room for partitions that are at work.</summary>
    public void Rest()
    {
        if (budget.IsHalfSpent)
        {
            Clear();
        }
    }

    /// <summary>The rows of days as they stand in storage, as copies: the caller may change their sums.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, DayRow>> GetAsync(IReadOnlyCollection<DateOnly> days)
    {
        if (budget.IsSpent)
        {
            Clear();
        }

        foreach (DateOnly day in days.Order())
        {
            if (!_days.ContainsKey(day))
            {
                await ReadAroundAsync(day);
            }
        }

        return days.ToDictionary(d => d, d => _days[d].Row(d));
    }

    /// <param name="etags">Of the rows written, the days first and in the same order.</param>
    public void Remember(IReadOnlyList<DayRow> written, IReadOnlyList<string?> etags)
    {
        for (int i = 0; i < written.Count; i++)
        {
            Put(written[i] with { ETag = etags[i] });
        }
    }

    /// <summary>Reads a day and its neighbours, and notes which of them have no row. What is known already stays: it is as new.</summary>
    private async Task ReadAroundAsync(DateOnly day)
    {
        DateOnly from = day.DayNumber > DaysAround ? day.AddDays(-DaysAround) : DateOnly.MinValue;
        DateOnly to = day.DayNumber < DateOnly.MaxValue.DayNumber - DaysAround ? day.AddDays(DaysAround) : DateOnly.MaxValue;
        List<DayRow> found = [];
        await foreach (TableRow row in store.ReadAsync(
            Contracts.TableNames.Ledger, partition, LedgerKeys.AggregatesBetween(from, to), columns: null, CancellationToken.None))
        {
            found.Add(DayRow.Read(row));
        }

        foreach (DayRow row in found.Where(r => !_days.ContainsKey(r.Day)))
        {
            Put(row);
        }

        for (DateOnly each = from; ; each = each.AddDays(1))
        {
            if (!_days.ContainsKey(each))
            {
                Put(DayRow.Missing(each));
            }

            if (each == to)
            {
                break;
            }
        }
    }

    private void Put(DayRow row)
    {
        KnownDay known = new(PackedSums.Of(row.Sums), row.Version, row.ETag);
        int more = known.Cost - (_days.TryGetValue(row.Day, out KnownDay before) ? before.Cost : 0);
        _days[row.Day] = known;
        _cells += more;
        budget.Spend(more);
    }

    private readonly record struct KnownDay(PackedSums Sums, long Version, string? ETag)
    {
        /// <summary>In cells. A day without a row costs its place in the list.</summary>
        public int Cost => 1 + Sums.Cells;

        public DayRow Row(DateOnly day) => new(day, Sums.Unpack(), Version, ETag);
    }
}

/// <summary>Cells of sums that the writers of a process may hold together: what customers write decides how many a day has.</summary>
/// <param name="max">A cell takes about 100 bytes.</param>
internal sealed class CellBudget(int max)
{
    private int _spent;

    public int Spent => Volatile.Read(ref _spent);

    public bool IsSpent => Spent > max;

    public bool IsHalfSpent => Spent > max / 2;

    public void Spend(int cells) => Interlocked.Add(ref _spent, cells);
}
