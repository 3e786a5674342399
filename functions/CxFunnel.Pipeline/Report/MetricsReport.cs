using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;

namespace CxFunnel.Pipeline.Report;

/// <summary>One row of a report.</summary>
/// <param name="Date">The first day that it covers.</param>
public sealed record MetricsRow(DateOnly Date, string Dimension, string Value, Metrics Metrics)
{
    /// <summary>The last day with feedback that it covers.</summary>
    public DateOnly LastDate { get; init; }
}

/// <summary>
/// Answers metrics queries from the ledger's sums: a longer grain adds the days up before anything is divided, so that weeks,
/// months and totals agree with the days to the last response, and their intervals are those of all their answers.
/// </summary>
public sealed class MetricsReport(DaySums sums, Programs programs)
{
    /// <returns>Ordered by date, then by value.</returns>
    public async Task<IReadOnlyList<MetricsRow>> ReadAsync(MetricsQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        // A day whose feedback was all taken back is still stored, for its version.
        DaySum[] days = [.. (await sums.ReadAsync(query.Program, query.From, query.To, cancellation)).Where(d => !d.Sums.IsEmpty)];
        SortedDictionary<DateOnly, Aggregates> periods = [];
        Dictionary<DateOnly, DateOnly> lastDays = [];
        foreach (DaySum day in days)
        {
            DateOnly period = PeriodOf(day.Day, query.Grain, days[0].Day);
            if (!periods.TryGetValue(period, out Aggregates? total))
            {
                periods[period] = total = new Aggregates();
            }

            total.Add(day.Sums);
            lastDays[period] = day.Day;
        }

        double churn = programs.Of(query.Program).DetractorChurn;
        return [.. from period in periods
                   from cell in period.Value.Cells
                   where cell.Key.Dimension == query.By
                   select new MetricsRow(period.Key, cell.Key.Dimension, cell.Key.Value, Metrics.Of(cell.Value, churn)) { LastDate = lastDays[period.Key] }];
    }

    private static DateOnly PeriodOf(DateOnly day, Grain grain, DateOnly first) => grain switch
    {
        Grain.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        Grain.Month => new DateOnly(day.Year, day.Month, 1),
        Grain.Total => first,
        _ => day,
    };
}
