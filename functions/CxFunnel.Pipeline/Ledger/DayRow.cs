using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>The sums of one day in one partition, as a row.</summary>
/// <param name="Version">Grows by one with every transaction that touches the day; 0 for a row that is not there yet.</param>
/// <param name="ETag">Null for a row that is not there yet.</param>
internal sealed record DayRow(DateOnly Day, Aggregates Sums, long Version, string? ETag)
{
    public const string VersionColumn = "Version";
    public const string SumsColumn = "Sums";

    public static DayRow Missing(DateOnly day) => new(day, new Aggregates(), 0, ETag: null);

    public static DayRow Read(TableRow row) => new(
        LedgerKeys.DayOf(row.RowKey), Aggregates.FromBytes(LongText.Bytes(row, SumsColumn)), row.Number(VersionColumn), row.ETag);

    /// <summary>A copy to change, one version on, that remembers which row it replaces.</summary>
    public DayRow Next()
    {
        Aggregates copy = new();
        copy.Add(Sums);
        return this with { Sums = copy, Version = Version + 1 };
    }

    public RowChange Change(string partition)
    {
        TableRow row = new(partition, LedgerKeys.Aggregate(Day)) { [VersionColumn] = Version };
        LongText.Put(row, SumsColumn, Sums.ToBytes());
        return ETag is null ? RowChange.Insert(row) : RowChange.Replace(row, ETag);
    }
}

/// <summary>
/// The aggregate rows of one partition that its writer has at hand, so that a transaction costs one call and not two.
/// Not safe for threads: the writer's pump is the only user. A stale entry costs a failed transaction, never a wrong sum.
/// </summary>
internal sealed class DayCache(string partition, ITableStore store)
{
    /// <summary>Two years of days, some tens of megabytes at the very most; then it starts afresh.</summary>
    private const int MaxDays = 750;

    /// <summary>From here on one range read is cheaper than a read for each day.</summary>
    private const int RangeReadFromDays = 3;

    private readonly Dictionary<DateOnly, DayRow> _days = [];

    public void Clear() => _days.Clear();

    public async Task<IReadOnlyDictionary<DateOnly, DayRow>> GetAsync(IReadOnlyCollection<DateOnly> days)
    {
        DateOnly[] missing = [.. days.Where(d => !_days.ContainsKey(d)).Order()];
        if (_days.Count + missing.Length > MaxDays)
        {
            _days.Clear();
            missing = [.. days.Order()];
        }

        if (missing.Length >= RangeReadFromDays)
        {
            await foreach (TableRow row in store.ReadAsync(
                Contracts.TableNames.Ledger, partition, LedgerKeys.AggregatesBetween(missing[0], missing[^1]), columns: null, CancellationToken.None))
            {
                if (missing.Contains(LedgerKeys.DayOf(row.RowKey)))
                {
                    _days[LedgerKeys.DayOf(row.RowKey)] = DayRow.Read(row);
                }
            }
        }
        else
        {
            foreach (DateOnly day in missing)
            {
                if (await store.FindAsync(Contracts.TableNames.Ledger, partition, LedgerKeys.Aggregate(day), CancellationToken.None) is { } row)
                {
                    _days[day] = DayRow.Read(row);
                }
            }
        }

        return days.ToDictionary(d => d, d => _days.GetValueOrDefault(d) ?? DayRow.Missing(d));
    }

    /// <param name="etags">Of the rows written, the days first and in the same order.</param>
    public void Remember(IReadOnlyList<DayRow> written, IReadOnlyList<string?> etags)
    {
        for (int i = 0; i < written.Count; i++)
        {
            _days[written[i].Day] = written[i] with { ETag = etags[i] };
        }
    }
}
