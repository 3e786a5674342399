using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Emerging;

namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>The sums of a range of days, and of every day no more than how often each cause was named: years of days fit in memory.</summary>
public sealed class CauseDays
{
    private readonly List<(DateOnly Day, long Feedback, (string Id, long Mentions)[] Causes)> _days = [];

    /// <summary>Of the days from the first that counts; earlier days only are history.</summary>
    public Aggregates Total { get; } = new();

    /// <summary>First and last day with feedback that counts; null for none.</summary>
    public DateOnly? First { get; private set; }

    public DateOnly? Last { get; private set; }

    /// <summary>First and last day of each cause, among the days that count.</summary>
    public Dictionary<string, (DateOnly First, DateOnly Last)> Seen { get; } = new(StringComparer.Ordinal);

    /// <param name="days">In order.</param>
    /// <param name="from">The first day that counts.</param>
    public static async Task<CauseDays> ReadAsync(IAsyncEnumerable<DaySum> days, DateOnly from, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(days);
        CauseDays read = new();
        await foreach (DaySum day in days.WithCancellation(cancellation))
        {
            read.Add(day, from);
        }

        return read;
    }

    /// <summary>One number a day for every cause, without gaps, up to the last day.</summary>
    /// <param name="mostDays">Of a longer history the last ones are taken.</param>
    public (DateOnly First, IReadOnlyList<long> Feedback, IReadOnlyList<CauseSeries> Series) History(int mostDays)
    {
        if (Last is not { } last)
        {
            return (default, [], []);
        }

        DateOnly first = _days[0].Day.DayNumber > last.DayNumber - mostDays ? _days[0].Day : last.AddDays(1 - mostDays);
        int count = last.DayNumber - first.DayNumber + 1;
        long[] feedback = new long[count];
        SortedDictionary<string, long[]> causes = new(StringComparer.Ordinal);
        foreach ((DateOnly day, long all, (string Id, long Mentions)[] named) in _days.Where(d => d.Day >= first))
        {
            int index = day.DayNumber - first.DayNumber;
            feedback[index] = all;
            foreach ((string id, long mentions) in named)
            {
                if (!causes.TryGetValue(id, out long[]? own))
                {
                    causes[id] = own = new long[count];
                }

                own[index] = mentions;
            }
        }

        return (first, feedback, [.. causes.Select(c => new CauseSeries(c.Key, c.Value))]);
    }

    private void Add(DaySum day, DateOnly from)
    {
        if (day.Sums.IsEmpty)
        {
            return;
        }

        (string Id, long Mentions)[] causes = [.. day.Sums.Cells
            .Where(c => c.Key.Dimension == Dimensions.RootCause && c.Key.Value != Cell.Other)
            .Select(c => (c.Key.Value, c.Value[Measure.Feedback]))];
        _days.Add((day.Day, day.Sums.Cells[Cell.All][Measure.Feedback], causes));
        if (day.Day < from)
        {
            return;
        }

        Total.Add(day.Sums);
        First ??= day.Day;
        Last = day.Day;
        foreach ((string id, _) in causes)
        {
            Seen[id] = (Seen.TryGetValue(id, out var span) ? span.First : day.Day, day.Day);
        }
    }
}
