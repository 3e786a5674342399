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

    /// <summary>The same sums, to change in place, one version on.</summary>
    public DayRow Advance() => this with { Version = Version + 1 };

    public RowChange Change(string partition) => ETag is null ? RowChange.Insert(Row(partition)) : RowChange.Replace(Row(partition), ETag);

    public TableRow Row(string partition)
    {
        TableRow row = new(partition, LedgerKeys.Aggregate(Day)) { [VersionColumn] = Version };
        LongText.Put(row, SumsColumn, Sums.ToBytes());
        return row;
    }
}
