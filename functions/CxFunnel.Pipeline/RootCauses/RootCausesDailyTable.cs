using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>
/// The table <c>rootcausesdaily</c>. No cause is there on every day, so that a row of zeros guards the day: it adds nothing
/// to any sum, and without it a worker that fell behind could put back a cause that was taken back.
/// </summary>
public sealed class RootCausesDailyTable(ITableStore tables, Programs programs, TimeProvider clock)
    : DailyTable(TableNames.RootCausesDaily, tables, clock)
{
    /// <summary>Stands for the cause in the guard's row; no id holds a parenthesis.</summary>
    public const string GuardValue = "(day)";

    protected override string Guard => GuardValue;

    public static string RowKey(DateOnly day, string rootCauseId) => $"{LedgerKeys.Day(day)}|{rootCauseId}";

    internal override IEnumerable<TableRow> Rows(string program, DaySum day, DateTimeOffset updatedAt)
    {
        double churn = programs.Of(program).DetractorChurn;
        yield return Row(program, day, GuardValue, CauseMetrics.Of(new Tally(), churn), updatedAt);
        foreach ((Cell cell, Tally tally) in day.Sums.Cells.Where(c => c.Key.Dimension == Dimensions.RootCause))
        {
            yield return Row(program, day, cell.Value, CauseMetrics.Of(tally, churn), updatedAt);
        }
    }

    private static TableRow Row(string program, DaySum day, string rootCauseId, CauseMetrics metrics, DateTimeOffset updatedAt)
    {
        TableRow row = NewRow(program, day, RowKey(day.Day, rootCauseId), updatedAt);
        row["RootCauseId"] = rootCauseId;
        foreach ((string name, object value) in metrics.Columns())
        {
            row[name] = value;
        }

        return row;
    }
}
