using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Verify;

/// <summary>
/// Compares the daily tables for BI with the aggregates of the ledger, month by month, while others write. A day with a
/// marker is not rolled up yet and so no difference; a day that changes during the look is looked at again.
/// </summary>
public sealed class MetricsVerifier(ITableStore tables, DaySums sums, IReadOnlyList<DailyTable> daily, LedgerFold ledger, CauseSwitch causeSwitch, TimeProvider clock)
{
    private const int MaxLooks = 5;

    private static readonly TimeSpan WaitBetweenLooks = TimeSpan.FromSeconds(2);

    /// <returns>Days that wait for their rollup.</returns>
    public async Task<int> VerifyAsync(Findings findings, Layout layout, CancellationToken cancellation)
    {
        HashSet<DateOnly> days = [];
        foreach (string partition in layout.Partitions)
        {
            days.UnionWith((await ledger.TagsAsync(partition, cancellation)).Keys);
        }

        HashSet<DateOnly> months = [.. days.Select(d => new DateOnly(d.Year, d.Month, 1))];
        foreach (DailyTable table in daily)
        {
            // Months that readers see although the ledger has no day of them.
            months.UnionWith(await table.MonthsAsync(findings.Program, cancellation));
        }

        int pending = 0;
        foreach (DateOnly month in months.Order())
        {
            try
            {
                pending += await VerifyMonthAsync(findings, layout, month, cancellation);
            }
            catch (FormatException)
            {
                findings.Add($"{TableNames.Ledger} {findings.Program}", month, "(days of this month)", "aggregates", "readable", "unreadable");
            }
        }

        return pending;
    }

    private async Task<int> VerifyMonthAsync(Findings findings, Layout layout, DateOnly month, CancellationToken cancellation)
    {
        for (int look = 1; ; look++)
        {
            bool isSwitching = await causeSwitch.PhaseAsync(findings.Program, cancellation) != SwitchPhase.None;
            // The order matters: a marker set after the sums were read shows as a changed version.
            IReadOnlyList<DaySum> expected = await SumsAsync(findings.Program, month, cancellation);
            HashSet<DateOnly> marked = await MarkedAsync(layout, month, cancellation);
            List<Dictionary<DateOnly, Dictionary<string, TableRow>>> found = [];
            foreach (DailyTable table in daily)
            {
                found.Add(await FoundAsync(table, findings.Program, month, cancellation));
            }

            Dictionary<DateOnly, long> after = (await SumsAsync(findings.Program, month, cancellation)).ToDictionary(d => d.Day, d => d.Version);

            HashSet<DateOnly> changing = [.. expected.Where(d => after.GetValueOrDefault(d.Day) != d.Version).Select(d => d.Day)];
            changing.UnionWith(after.Keys.Except(expected.Select(d => d.Day)));
            isSwitching |= await causeSwitch.PhaseAsync(findings.Program, cancellation) != SwitchPhase.None;
            Findings now = new(findings.Program);
            DaySum[] still = [.. expected.Where(d => !marked.Contains(d.Day) && !changing.Contains(d.Day))];
            foreach ((DailyTable table, Dictionary<DateOnly, Dictionary<string, TableRow>> rows) in daily.Zip(found))
            {
                if (isSwitching && table is RootCausesDailyTable)
                {
                    // It keeps the old state until all feedback has its new causes.
                    continue;
                }

                foreach (DaySum day in still)
                {
                    Compare(now, table, day, rows.GetValueOrDefault(day.Day) ?? []);
                }

                foreach (DateOnly day in rows.Keys.Except(after.Keys).Order())
                {
                    Compare(now, table, new DaySum(day, new Aggregates(), 0), rows[day]);
                }
            }

            // Again until the month is equal; what still differs then was looked at as often as that.
            if (now.Count == 0 || look == MaxLooks)
            {
                findings.Add(now);
                return marked.Union(changing).Count();
            }

            await Task.Delay(WaitBetweenLooks, clock, cancellation);
        }
    }

    private Task<IReadOnlyList<DaySum>> SumsAsync(string program, DateOnly month, CancellationToken cancellation) =>
        sums.ReadAsync(program, month, month.AddMonths(1).AddDays(-1), cancellation);

    private async Task<HashSet<DateOnly>> MarkedAsync(Layout layout, DateOnly month, CancellationToken cancellation)
    {
        HashSet<DateOnly> marked = [];
        RowKeyRange range = new(LedgerKeys.Marker(month), LedgerKeys.Marker(month.AddMonths(1)));
        foreach (string partition in layout.Partitions)
        {
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, range, columns: [], cancellation))
            {
                marked.Add(LedgerKeys.DayOf(row.RowKey));
            }
        }

        return marked;
    }

    private async Task<Dictionary<DateOnly, Dictionary<string, TableRow>>> FoundAsync(DailyTable table, string program, DateOnly month, CancellationToken cancellation)
    {
        Dictionary<DateOnly, Dictionary<string, TableRow>> found = [];
        await foreach (TableRow row in tables.ReadAsync(
            table.Name, DailyTable.PartitionKey(program, month), RowKeyRange.All, columns: null, cancellation))
        {
            DateOnly day = DailyTable.DayOf(row.RowKey);
            if (!found.TryGetValue(day, out Dictionary<string, TableRow>? rows))
            {
                found[day] = rows = new Dictionary<string, TableRow>(StringComparer.Ordinal);
            }

            rows[row.RowKey] = row;
        }

        return found;
    }

    private static void Compare(Findings findings, DailyTable table, DaySum day, Dictionary<string, TableRow> found)
    {
        string where = $"{table.Name} {DailyTable.PartitionKey(findings.Program, day.Day)}";
        HashSet<string> expectedKeys = new(StringComparer.Ordinal);
        foreach (TableRow expected in table.Rows(findings.Program, day, updatedAt: default))
        {
            expectedKeys.Add(expected.RowKey);
            string cell = expected.RowKey[(LedgerKeys.Day(day.Day).Length + 1)..];
            if (!found.TryGetValue(expected.RowKey, out TableRow? stored))
            {
                findings.Add(where, day.Day, cell, "row", "a row", string.Empty);
                continue;
            }

            foreach ((string column, object value) in expected.Columns)
            {
                bool isCompared = column == DailyTable.VersionColumn
                    ? expected.RowKey == table.GuardKey(day.Day) && day.Version > 0
                    : column != DailyTable.UpdatedAtColumn;
                if (isCompared && !value.Equals(stored[column]))
                {
                    findings.Add(where, day.Day, cell, column, Shown(value), Shown(stored[column]));
                }
            }
        }

        foreach (string extra in found.Keys.Where(k => !expectedKeys.Contains(k)).Order(StringComparer.Ordinal))
        {
            findings.Add(where, day.Day, extra[(LedgerKeys.Day(day.Day).Length + 1)..], "row", string.Empty, "a row");
        }
    }

    private static string Shown(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
