using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>The table <c>metricsdaily</c>. The row of all feedback guards the day.</summary>
public sealed class MetricsDailyTable(ITableStore tables, Programs programs, TimeProvider clock) : DailyTable(TableNames.MetricsDaily, tables, clock)
{
    protected override string Guard => Cell.All.Key;

    public static string RowKey(DateOnly day, Cell cell) => $"{LedgerKeys.Day(day)}|{cell.Key}";

    internal override IEnumerable<TableRow> Rows(string program, DaySum day, DateTimeOffset updatedAt)
    {
        double churn = programs.Of(program).DetractorChurn;
        // A day whose feedback was all taken back keeps its first row, with zeros: it carries the version.
        yield return Row(program, day, Cell.All, Metrics.Of(day.Sums.Cells.GetValueOrDefault(Cell.All) ?? new Tally(), churn), updatedAt);
        foreach ((Cell cell, Tally tally) in day.Sums.Cells.Where(c => c.Key != Cell.All && Dimensions.IsDaily(c.Key.Dimension)))
        {
            yield return Row(program, day, cell, Metrics.Of(tally, churn), updatedAt);
        }
    }

    private static TableRow Row(string program, DaySum day, Cell cell, Metrics metrics, DateTimeOffset updatedAt)
    {
        TableRow row = NewRow(program, day, RowKey(day.Day, cell), updatedAt);
        row["Dimension"] = cell.Dimension;
        row["Value"] = cell.Value;
        foreach ((string name, object value) in metrics.Columns())
        {
            row[name] = value;
        }

        return row;
    }
}
