using System.Globalization;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>
/// A table for BI with the rows of a month in one partition: one fixed set of columns, every column filled in every row,
/// <c>Date</c> a real date. The first row of a day is its guard, which carries the version of the sums.
/// </summary>
/// <param name="name">Of the table.</param>
public abstract class DailyTable(string name, ITableStore tables, TimeProvider clock)
{
    private const int MaxRowsPerTransaction = 100;
    private const int MaxAttempts = 10;
    private const string MonthForm = "yyyyMM";

    /// <summary>How far the day's sums had come; counts in the guard.</summary>
    internal const string VersionColumn = "Version";
    internal const string UpdatedAtColumn = "UpdatedAt";

    public string Name => name;

    /// <summary>What follows the day and the bar in the row key of a day's guard.</summary>
    protected abstract string Guard { get; }

    public static string PartitionKey(string program, DateOnly day) => $"{program}|{LedgerKeys.Day(day)[..6]}";

    /// <summary>The row key of a day's guard.</summary>
    public string GuardKey(DateOnly day) => $"{LedgerKeys.Day(day)}|{Guard}";

    /// <summary>The day of a row key.</summary>
    public static DateOnly DayOf(string rowKey) => LedgerKeys.ParseDay(rowKey.AsSpan(0, rowKey.IndexOf('|', StringComparison.Ordinal)));

    /// <summary>
    /// Brings the rows of some days of one month to these sums, unless they show a later version already. Writes only what
    /// differs, in as few transactions as the rows need: they all are in the month's partition.
    /// </summary>
    /// <param name="days">Not empty; all of one month.</param>
    /// <exception cref="StorageUnavailableException">Some rows may be written; write the days again.</exception>
    public async Task WriteMonthAsync(string program, IReadOnlyList<DaySum> days, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(days);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            Dictionary<string, TableRow> before = await ReadAsync(program, days, cancellation);
            DateTimeOffset now = clock.GetUtcNow();
            List<DayWrite> writes = [.. days.Select(day => Write(program, day, before, now)).OfType<DayWrite>()];
            if (await TryWriteAsync(writes, cancellation))
            {
                return;
            }
        }

        throw new StorageUnavailableException($"A month of {name} was rewritten by others {MaxAttempts} times in a row.");
    }

    /// <summary>The rows that a day must have. The first is its guard.</summary>
    internal abstract IEnumerable<TableRow> Rows(string program, DaySum day, DateTimeOffset updatedAt);

    /// <summary>The first days of the months that hold any row of a program, in order.</summary>
    internal async Task<IReadOnlyList<DateOnly>> MonthsAsync(string program, CancellationToken cancellation)
    {
        List<DateOnly> months = [];
        RowKeyRange partitions = RowKeyRange.StartingWith($"{program}|");
        await foreach (string partition in tables.PartitionsAsync(name, partitions.From, partitions.Before, cancellation))
        {
            if (DateOnly.TryParseExact(partition.AsSpan(program.Length + 1), MonthForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly month))
            {
                months.Add(month);
            }
        }

        return months;
    }

    /// <summary>The versions that the days of a month show; 0 for a day that has rows and no guard.</summary>
    /// <param name="month">Any day of it.</param>
    internal async Task<Dictionary<DateOnly, long>> VersionsAsync(string program, DateOnly month, CancellationToken cancellation)
    {
        Dictionary<DateOnly, long> versions = [];
        await foreach (TableRow row in tables.ReadAsync(
            name, PartitionKey(program, month), RowKeyRange.All, [VersionColumn], cancellation))
        {
            DateOnly day = DayOf(row.RowKey);
            if (row.RowKey == GuardKey(day))
            {
                versions[day] = row.Number(VersionColumn);
            }
            else
            {
                versions.TryAdd(day, 0);
            }
        }

        return versions;
    }

    private async Task<Dictionary<string, TableRow>> ReadAsync(string program, IReadOnlyList<DaySum> days, CancellationToken cancellation)
    {
        Dictionary<string, TableRow> rows = new(StringComparer.Ordinal);
        RowKeyRange range = new(
            LedgerKeys.Day(days.Min(d => d.Day)) + "|", RowKeyRange.StartingWith(LedgerKeys.Day(days.Max(d => d.Day)) + "|").Before);
        await foreach (TableRow row in tables.ReadAsync(name, PartitionKey(program, days[0].Day), range, columns: null, cancellation))
        {
            rows[row.RowKey] = row;
        }

        return rows;
    }

    /// <returns>What differs; null when nothing does, or when the rows show a later version.</returns>
    private DayWrite? Write(string program, DaySum day, Dictionary<string, TableRow> before, DateTimeOffset now)
    {
        string prefix = LedgerKeys.Day(day.Day) + "|";
        TableRow[] rows = [.. Rows(program, day, now)];
        TableRow guard = rows[0];
        TableRow? oldGuard = before.GetValueOrDefault(guard.RowKey);
        if (oldGuard is not null && oldGuard.Number(VersionColumn) > day.Version)
        {
            return null;
        }

        List<RowChange> changes = [];
        HashSet<string> kept = new(StringComparer.Ordinal) { guard.RowKey };
        foreach (TableRow row in rows.Skip(1))
        {
            kept.Add(row.RowKey);
            TableRow? old = before.GetValueOrDefault(row.RowKey);
            if (old is null || IsDifferent(old, row))
            {
                changes.Add(RowChange.After(old, row));
            }
        }

        changes.AddRange(before.Values
            .Where(r => r.RowKey.StartsWith(prefix, StringComparison.Ordinal) && !kept.Contains(r.RowKey))
            .Select(r => RowChange.Delete(r, r.ETag!)));
        bool isSame = changes.Count == 0 && oldGuard is not null && oldGuard.Number(VersionColumn) == day.Version && !IsDifferent(oldGuard, guard);
        return isSame ? null : new DayWrite(guard, oldGuard?.ETag, changes);
    }

    /// <summary>
    /// Every transaction that holds a row of a day also replaces that day's guard under its ETag. So a worker that fell behind
    /// can add nothing, not even a row that the later version no longer has.
    /// </summary>
    private async Task<bool> TryWriteAsync(List<DayWrite> writes, CancellationToken cancellation)
    {
        Dictionary<TableRow, string?> guards = writes.ToDictionary(w => w.Guard, w => w.GuardETag);
        Queue<DayWrite> open = new(writes);
        while (open.Count > 0)
        {
            List<RowChange> transaction = [];
            List<TableRow> guarded = [];
            while (open.TryPeek(out DayWrite? write) && transaction.Count + 2 <= MaxRowsPerTransaction)
            {
                guarded.Add(write.Guard);
                transaction.Add(guards[write.Guard] is { } tag ? RowChange.Replace(write.Guard, tag) : RowChange.Insert(write.Guard));
                int room = MaxRowsPerTransaction - transaction.Count;
                transaction.AddRange(write.Changes.Take(room));
                write.Changes.RemoveRange(0, Math.Min(room, write.Changes.Count));
                if (write.Changes.Count > 0)
                {
                    break;
                }

                open.Dequeue();
            }

            if (await tables.CommitAsync(name, transaction, cancellation) is not CommitOutcome.Done done)
            {
                return false;
            }

            foreach (TableRow guard in guarded)
            {
                guards[guard] = done.ETags[transaction.FindIndex(c => c.Row == guard)];
            }
        }

        return true;
    }

    private static bool IsDifferent(TableRow old, TableRow row) =>
        row.Columns.Any(c => c.Key is not (UpdatedAtColumn or VersionColumn) && !c.Value.Equals(old[c.Key]));

    /// <summary>A row with the columns that every daily table has.</summary>
    protected static TableRow NewRow(string program, DaySum day, string key, DateTimeOffset updatedAt) => new(PartitionKey(program, day.Day), key)
    {
        ["Program"] = program,
        ["Date"] = new DateTimeOffset(day.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        [VersionColumn] = day.Version,
        [UpdatedAtColumn] = updatedAt,
    };

    /// <summary>The rows of a day to change, and the row that carries its version.</summary>
    private sealed record DayWrite(TableRow Guard, string? GuardETag, List<RowChange> Changes);
}
