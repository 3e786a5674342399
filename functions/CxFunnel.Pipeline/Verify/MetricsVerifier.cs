using System.Globalization;
using System.Runtime.CompilerServices;
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
            Dictionary<DateOnly, DaySum> expected = (await sums.ReadAsync(findings.Program, month, LastOf(month), cancellation)).ToDictionary(d => d.Day);
            HashSet<DateOnly> marked = await MarkedAsync(layout, month, cancellation);
            List<(DailyTable Table, DateOnly Day, Findings Found)> looks = [];
            foreach (DailyTable table in daily)
            {
                HashSet<DateOnly> found = [];
                await foreach ((DateOnly day, Dictionary<string, TableRow> rows) in DaysAsync(table, findings.Program, month, cancellation))
                {
                    found.Add(day);
                    looks.Add((table, day, Compare(findings.Program, table, expected.GetValueOrDefault(day) ?? new DaySum(day, new Aggregates(), 0), rows)));
                }

                foreach (DaySum day in expected.Values.Where(d => !found.Contains(d.Day)))
                {
                    looks.Add((table, day.Day, Compare(findings.Program, table, day, [])));
                }
            }

            IReadOnlyDictionary<DateOnly, long> after = await sums.VersionsAsync(findings.Program, month, LastOf(month), cancellation);
            isSwitching |= await causeSwitch.PhaseAsync(findings.Program, cancellation) != SwitchPhase.None;
            HashSet<DateOnly> unsettled = [.. expected.Values.Where(d => after.GetValueOrDefault(d.Day) != d.Version).Select(d => d.Day)];
            unsettled.UnionWith(after.Keys.Except(expected.Keys));
            unsettled.UnionWith(marked.Where(expected.ContainsKey));
            Findings now = new(findings.Program);
            // While causes are switched, their table keeps the old state until all feedback has its new ones.
            foreach ((_, _, Findings found) in looks.Where(l => !unsettled.Contains(l.Day) && !(isSwitching && l.Table is RootCausesDailyTable)))
            {
                now.Add(found);
            }

            // Again until the month is equal; what still differs then was looked at as often as that.
            if (now.Count == 0 || look == MaxLooks)
            {
                findings.Add(now);
                return unsettled.Union(marked).Count();
            }

            await Task.Delay(WaitBetweenLooks, clock, cancellation);
        }
    }

    private static DateOnly LastOf(DateOnly month) => month.AddMonths(1).AddDays(-1);

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

    /// <summary>The rows of a month by day, one day in memory at a time: a table has hundreds of rows a day.</summary>
    private async IAsyncEnumerable<(DateOnly Day, Dictionary<string, TableRow> Rows)> DaysAsync(
        DailyTable table, string program, DateOnly month, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Dictionary<string, TableRow> rows = new(StringComparer.Ordinal);
        DateOnly day = default;
        await foreach (TableRow row in tables.ReadAsync(table.Name, DailyTable.PartitionKey(program, month), RowKeyRange.All, columns: null, cancellation))
        {
            if (DailyTable.DayOf(row.RowKey) is var next && next != day && rows.Count > 0)
            {
                yield return (day, rows);
                rows = new Dictionary<string, TableRow>(StringComparer.Ordinal);
            }

            day = next;
            rows[row.RowKey] = row;
        }

        if (rows.Count > 0)
        {
            yield return (day, rows);
        }
    }

    private static Findings Compare(string program, DailyTable table, DaySum day, Dictionary<string, TableRow> found)
    {
        Findings findings = new(program);
        string where = $"{table.Name} {DailyTable.PartitionKey(program, day.Day)}";
        HashSet<string> expectedKeys = new(StringComparer.Ordinal);
        foreach (TableRow expected in table.Rows(program, day, updatedAt: default))
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

        return findings;
    }

    private static string Shown(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
