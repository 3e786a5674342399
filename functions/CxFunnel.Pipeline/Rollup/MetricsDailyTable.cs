using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>The table <c>metricsdaily</c>: one fixed set of columns, every column filled in every row, <c>Date</c> a real date.</summary>
public sealed class MetricsDailyTable(ITableStore tables, Programs programs, TimeProvider clock)
{
    private const int MaxRowsPerTransaction = 100;
    private const int MaxAttempts = 10;
    private const string VersionColumn = "Version";
    private const string UpdatedAtColumn = "UpdatedAt";

    public static string PartitionKey(string program, DateOnly day) => $"{program}|{LedgerKeys.Day(day)[..6]}";

    public static string RowKey(DateOnly day, Cell cell) => $"{LedgerKeys.Day(day)}|{cell.Key}";

    /// <summary>Brings the rows of one day to these sums, unless they show a later version already. Writes only what differs.</summary>
    /// <exception cref="StorageUnavailableException">Some rows may be written; write the day again.</exception>
    public async Task WriteAsync(string program, DaySum day, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(day);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            Dictionary<string, TableRow> before = await ReadAsync(program, day.Day, cancellation);
            TableRow? guard = before.GetValueOrDefault(RowKey(day.Day, Cell.All));
            if (guard is not null && guard.Number(VersionColumn) > day.Version)
            {
                return;
            }

            if (await TryWriteAsync(Changes(program, day, before), cancellation))
            {
                return;
            }
        }

        throw new StorageUnavailableException($"The metrics of one day were rewritten by others {MaxAttempts} times in a row.");
    }

    private async Task<Dictionary<string, TableRow>> ReadAsync(string program, DateOnly day, CancellationToken cancellation)
    {
        Dictionary<string, TableRow> rows = new(StringComparer.Ordinal);
        RowKeyRange range = RowKeyRange.StartingWith(LedgerKeys.Day(day) + "|");
        await foreach (TableRow row in tables.ReadAsync(TableNames.MetricsDaily, PartitionKey(program, day), range, columns: null, cancellation))
        {
            rows[row.RowKey] = row;
        }

        return rows;
    }

    /// <summary>The guard row comes first: whoever loses it has lost the day.</summary>
    private List<RowChange> Changes(string program, DaySum day, Dictionary<string, TableRow> before)
    {
        DateTimeOffset now = clock.GetUtcNow();
        double churn = programs.Of(program).DetractorChurn;
        List<RowChange> changes = [];
        HashSet<string> kept = new(StringComparer.Ordinal);
        // A day whose feedback was all taken back keeps its row, with zeros: it carries the version.
        Aggregates sums = day.Sums;
        IEnumerable<KeyValuePair<Cell, Tally>> cells = sums.Cells.ContainsKey(Cell.All)
            ? sums.Cells
            : sums.Cells.Prepend(KeyValuePair.Create(Cell.All, new Tally()));
        foreach ((Cell cell, Tally tally) in cells.OrderByDescending(c => c.Key == Cell.All))
        {
            TableRow row = Row(program, day, cell, Metrics.Of(tally, churn), now);
            kept.Add(row.RowKey);
            TableRow? old = before.GetValueOrDefault(row.RowKey);
            bool isGuard = cell == Cell.All;
            if (old is null || (isGuard && old.Number(VersionColumn) != day.Version) || IsDifferent(old, row))
            {
                changes.Add(RowChange.After(old, row));
            }
        }

        changes.AddRange(before.Values.Where(r => !kept.Contains(r.RowKey)).Select(r => RowChange.Delete(r, r.ETag!)));
        return changes;
    }

    private async Task<bool> TryWriteAsync(List<RowChange> changes, CancellationToken cancellation)
    {
        foreach (RowChange[] chunk in changes.Chunk(MaxRowsPerTransaction))
        {
            if (await tables.CommitAsync(TableNames.MetricsDaily, chunk, cancellation) is not CommitOutcome.Done)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDifferent(TableRow old, TableRow row) =>
        row.Columns.Any(c => c.Key is not (UpdatedAtColumn or VersionColumn) && !c.Value.Equals(old[c.Key]));

    private static TableRow Row(string program, DaySum day, Cell cell, Metrics metrics, DateTimeOffset now)
    {
        TableRow row = new(PartitionKey(program, day.Day), RowKey(day.Day, cell))
        {
            ["Program"] = program,
            ["Date"] = new DateTimeOffset(day.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            ["Dimension"] = cell.Dimension,
            ["Value"] = cell.Value,
            [VersionColumn] = day.Version,
            [UpdatedAtColumn] = now,
        };
        foreach ((string name, object value) in metrics.Columns())
        {
            row[name] = value;
        }

        return row;
    }
}
