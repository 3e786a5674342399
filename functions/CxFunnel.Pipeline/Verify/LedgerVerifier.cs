using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Verify;

/// <summary>
/// Compares the aggregate rows of a partition with the fold of its ledger rows, while others write. Every transaction that
/// touches a feedback also rewrites the aggregate row of its day: a day whose row kept its ETag from before the fold until
/// after it stood still, and its fold is exact. The other days are looked at again.
/// </summary>
public sealed class LedgerVerifier(LedgerFold ledger, WaitingRows waiting, StrayRows strays, TimeProvider clock)
{
    /// <summary>A day that is written to during each of so many scans is called busy and left for another time.</summary>
    private const int MaxScans = 5;

    private static readonly TimeSpan WaitBetweenScans = TimeSpan.FromSeconds(2);

    /// <summary>Partitions read at once: their scans wait for storage most of the time.</summary>
    private const int PartitionsAtOnce = 4;

    /// <returns>Ledger rows, days with an aggregate row, and the days that did not stand still.</returns>
    public async Task<(long Feedback, int Days, IReadOnlyList<DateOnly> BusyDays)> VerifyAsync(
        Findings findings, Layout layout, IProgress<long>? progress, CancellationToken cancellation)
    {
        PartitionResult[] results = new PartitionResult[layout.Count];
        await Parallel.ForAsync(
            0,
            layout.Count,
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellation },
            async (shard, token) => results[shard] = await VerifyAsync(layout, layout.Partition(shard), progress, token));
        await strays.FindAsync(findings, layout, cancellation);
        foreach (PartitionResult result in results)
        {
            result.Report(findings);
        }

        return (
            results.Sum(r => r.Feedback),
            results.SelectMany(r => r.Days).Distinct().Count(),
            [.. results.SelectMany(r => r.BusyDays).Distinct().Order()]);
    }

    private async Task<PartitionResult> VerifyAsync(Layout layout, string partition, IProgress<long>? progress, CancellationToken cancellation)
    {
        PartitionResult result = new(partition);
        HashSet<DateOnly>? open = null; // before the first scan: every day
        for (int scan = 1; scan <= MaxScans; scan++)
        {
            Dictionary<DateOnly, StoredDay> stored = await ledger.StoredAsync(partition, cancellation);
            PartitionFold fold = await ledger.ReadAsync(layout, partition, scan == 1 ? progress : null, cancellation);
            Dictionary<DateOnly, string> after = await ledger.TagsAsync(partition, cancellation);

            if (scan == 1)
            {
                result.Saw(await waiting.CompareAsync(partition, fold, cancellation));
            }

            open ??= [.. stored.Keys, .. fold.Days.Keys, .. after.Keys];
            List<(DateOnly Day, Aggregates Expected, Aggregates Found)> unequal = [];
            foreach (DateOnly day in open.ToArray())
            {
                StoredDay row = stored.GetValueOrDefault(day) ?? StoredDay.Missing;
                if (row.ETag != after.GetValueOrDefault(day))
                {
                    continue;
                }

                Aggregates expected = fold.Days.GetValueOrDefault(day) ?? new Aggregates();
                if (row.Holds(expected))
                {
                    open.Remove(day);
                }
                else if (await ledger.SumsAsync(partition, day, row.ETag, cancellation) is { } found)
                {
                    unequal.Add((day, expected, found));
                }
            }

            result.Saw(fold, after.Keys, open.Where(d => !unequal.Exists(u => u.Day == d)), unequal);
            // What differs is looked at twice, so that no accident of paging becomes an accusation.
            if (open.Count == 0 || (scan > 1 && open.Count == unequal.Count))
            {
                break;
            }

            if (scan < MaxScans)
            {
                await Task.Delay(WaitBetweenScans, clock, cancellation);
            }
        }

        return result;
    }

    /// <summary>What the latest scan of a partition showed.</summary>
    private sealed class PartitionResult(string partition)
    {
        // Of the fold only this: its sums would stay in memory until every partition is read.
        private IReadOnlyList<(string FeedbackId, string What)> _flaws = [];
        private long _flawCount;

        private IReadOnlyList<(DateOnly Day, Aggregates Expected, Aggregates Found)> _unequal = [];

        private (IReadOnlyList<string> Missing, IReadOnlyList<string> Stray) _waiting = ([], []);

        public long Feedback { get; private set; }

        public IReadOnlyCollection<DateOnly> Days { get; private set; } = [];

        public IReadOnlyList<DateOnly> BusyDays { get; private set; } = [];

        public void Saw(
            PartitionFold fold,
            IReadOnlyCollection<DateOnly> days,
            IEnumerable<DateOnly> busyDays,
            IReadOnlyList<(DateOnly Day, Aggregates Expected, Aggregates Found)> unequal) =>
            (Feedback, _flaws, _flawCount, Days, BusyDays, _unequal) = (fold.Feedback, fold.Flaws, fold.FlawCount, days, [.. busyDays], unequal);

        public void Saw((IReadOnlyList<string> Missing, IReadOnlyList<string> Stray) waiting) => _waiting = waiting;

        public void Report(Findings findings)
        {
            string where = $"{TableNames.Ledger} {partition}";
            foreach ((string id, string what) in _flaws)
            {
                findings.Add(where, day: null, $"feedback|{id}", what, expected: string.Empty, found: string.Empty);
            }

            for (long unlisted = _flawCount - _flaws.Count; unlisted > 0; unlisted--)
            {
                findings.Add(where, day: null, "feedback|(more)", "unusable", expected: string.Empty, found: string.Empty);
            }

            foreach (string key in _waiting.Missing)
            {
                findings.Add(where, day: null, key, "row of a partial response that waits", expected: "a row", found: string.Empty);
            }

            foreach (string key in _waiting.Stray)
            {
                findings.Add(where, day: null, key, "row of a partial response that waits", expected: string.Empty, found: "a row");
            }

            foreach ((DateOnly day, Aggregates expected, Aggregates found) in _unequal)
            {
                Report(findings, where, day, expected, found);
            }
        }

        private static void Report(Findings findings, string where, DateOnly day, Aggregates expected, Aggregates found)
        {
            Tally nothing = new();
            foreach (Cell cell in expected.Cells.Keys.Union(found.Cells.Keys).Order())
            {
                Tally wanted = expected.Cells.GetValueOrDefault(cell) ?? nothing;
                Tally stored = found.Cells.GetValueOrDefault(cell) ?? nothing;
                foreach (Measure measure in Enum.GetValues<Measure>())
                {
                    if (wanted[measure] != stored[measure])
                    {
                        findings.Add(
                            where,
                            day,
                            cell.Key,
                            measure.ToString(),
                            wanted[measure].ToString(CultureInfo.InvariantCulture),
                            stored[measure].ToString(CultureInfo.InvariantCulture));
                    }
                }
            }
        }
    }
}
