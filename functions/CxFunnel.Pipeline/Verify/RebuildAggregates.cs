using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Verify;

/// <summary>What a rebuild of one program did.</summary>
/// <param name="Feedback">Ledger rows read.</param>
/// <param name="Days">Days that the program has.</param>
/// <param name="RepairedDays">Aggregate rows that were wrong and were written anew; 0 when nothing was wrong.</param>
/// <param name="BusyDays">Days that were written to during every attempt; they are as they were.</param>
public sealed record ProgramRebuild(string Program, long Feedback, int Days, int RepairedDays, IReadOnlyList<DateOnly> BusyDays)
{
    /// <summary>Rows that say which partial responses wait: put back, or taken away.</summary>
    public int RepairedWaitingRows { get; init; }
}

/// <summary>The ledger holds a row that cannot be added up: a rebuild would lose it, and does not begin.</summary>
public sealed class LedgerDamagedException(string message) : Exception(message);

/// <summary>
/// Makes all aggregates anew from the ledger, while others write: a row is replaced only if it is still the one that stood
/// there before the fold. Rows that are right stay as they are, to the byte.
/// </summary>
public sealed class RebuildAggregates(
    ITableStore tables, Layouts layouts, ProgramRegistry registry, LedgerFold ledger, WaitingRows waiting, DaySums sums, IReadOnlyList<DailyTable> daily, RollupProgram rollup, TimeProvider clock)
{
    private const int MaxScans = 6;

    /// <summary>An aggregate row is below 1 MiB, a transaction below 4.</summary>
    private const int DaysPerTransaction = 3;

    private static readonly TimeSpan WaitBetweenScans = TimeSpan.FromSeconds(2);

    /// <param name="program">Null for every program.</param>
    /// <param name="progress">Gets ledger rows as they are read; null for nobody.</param>
    /// <exception cref="LedgerDamagedException">A ledger row cannot be read; verify names all of them.</exception>
    /// <exception cref="StorageUnavailableException">Not finished; run it again.</exception>
    public async Task<IReadOnlyList<ProgramRebuild>> RebuildAsync(string? program, IProgress<long>? progress, CancellationToken cancellation)
    {
        List<ProgramRebuild> rebuilt = [];
        foreach (string name in program is null ? await registry.ListAsync(cancellation) : [program])
        {
            rebuilt.Add(await RebuildProgramAsync(name, progress, cancellation));
        }

        return rebuilt;
    }

    private async Task<ProgramRebuild> RebuildProgramAsync(string program, IProgress<long>? progress, CancellationToken cancellation)
    {
        Layout layout = await layouts.StoredAsync(program, cancellation);
        long feedback = 0;
        HashSet<DateOnly> days = [];
        HashSet<DateOnly> busyDays = [];
        int repaired = 0;
        int repairedWaiting = 0;
        foreach (string partition in layout.Partitions)
        {
            Shard done = await RebuildShardAsync(layout, partition, progress, cancellation);
            feedback += done.Feedback;
            repaired += done.Repaired;
            repairedWaiting += done.RepairedWaiting;
            days.UnionWith(done.Days);
            busyDays.UnionWith(done.Busy);
        }

        await rollup.RollUpAsync(program, cancellation);
        foreach (DailyTable table in daily)
        {
            await RewriteAsync(table, program, days, cancellation);
        }

        return new ProgramRebuild(program, feedback, days.Count, repaired, [.. busyDays.Order()]) { RepairedWaitingRows = repairedWaiting };
    }

    private async Task<Shard> RebuildShardAsync(Layout layout, string partition, IProgress<long>? progress, CancellationToken cancellation)
    {
        int repaired = 0;
        int repairedWaiting = 0;
        for (int scan = 1; ; scan++)
        {
            Dictionary<DateOnly, StoredDay> before = await ledger.StoredAsync(partition, cancellation);
            PartitionFold fold = await ledger.ReadAsync(layout, partition, scan == 1 ? progress : null, cancellation);
            if (fold.FlawCount > 0)
            {
                throw new LedgerDamagedException($"{partition} holds {fold.FlawCount} unusable ledger rows, the first is feedback {fold.Flaws[0].FeedbackId}, which {fold.Flaws[0].What}.");
            }

            if (scan == 1)
            {
                repairedWaiting = await waiting.RepairAsync(partition, fold, cancellation);
            }

            List<DayRow> wrong = [];
            foreach (DateOnly day in before.Keys.Union(fold.Days.Keys).Order())
            {
                StoredDay row = before.GetValueOrDefault(day) ?? StoredDay.Missing;
                Aggregates right = fold.Days.GetValueOrDefault(day) ?? new Aggregates();
                if (row.ETag is null || !row.Holds(right))
                {
                    wrong.Add(new DayRow(day, right, row.Version, row.ETag));
                }
            }

            List<DateOnly> busy = [];
            foreach (DayRow[] chunk in wrong.Chunk(DaysPerTransaction))
            {
                busy.AddRange(await WriteAsync(layout.Program, partition, chunk, cancellation));
            }

            repaired += wrong.Count - busy.Count;
            if (busy.Count == 0 || scan == MaxScans)
            {
                return new Shard(fold.Feedback, before.Keys.Union(fold.Days.Keys), repaired, repairedWaiting, busy);
            }

            await Task.Delay(WaitBetweenScans, clock, cancellation);
        }
    }

    /// <returns>The days that someone else wrote to since the scan began.</returns>
    private async Task<IReadOnlyList<DateOnly>> WriteAsync(string program, string partition, DayRow[] days, CancellationToken cancellation)
    {
        List<DateOnly> busy = [];
        List<RowChange> changes = [];
        foreach (DayRow day in days)
        {
            // A version only grows; where the row was lost, the tables for BI still know how far it had come.
            long shown = 0;
            foreach (DailyTable table in daily)
            {
                shown = Math.Max(shown, (await table.VersionsAsync(program, day.Day, cancellation)).GetValueOrDefault(day.Day));
            }

            changes.AddRange(Changes(partition, day with { Version = Math.Max(day.Version, shown) + 1 }));
        }

        while (changes.Count > 0)
        {
            PartitionHead head = await PartitionHead.OfAsync(tables, partition, cancellation);
            CommitOutcome outcome = await tables.CommitAsync(TableNames.Ledger, [head.MustStand, .. changes], cancellation);
            if (outcome is CommitOutcome.Done)
            {
                break;
            }

            if (outcome is CommitOutcome.Conflict { Index: 0 })
            {
                // Closed, or renewed by an erasure: the next look at the head tells.
                continue;
            }

            int first = outcome is CommitOutcome.Conflict conflict
                ? (conflict.Index - 1) / 2 * 2
                : throw new InvalidOperationException($"{days.Length} aggregate rows are too large for a transaction, although the values of a dimension are limited.");
            busy.Add(LedgerKeys.DayOf(changes[first].Row.RowKey));
            changes.RemoveRange(first, 2);
        }

        return busy;
    }

    private static RowChange[] Changes(string partition, DayRow day) =>
        [day.Change(partition), RowChange.Put(new TableRow(partition, LedgerKeys.Marker(day.Day)))];

    /// <summary>Every day, marked or not: the table itself may have been damaged.</summary>
    private async Task RewriteAsync(DailyTable table, string program, IEnumerable<DateOnly> days, CancellationToken cancellation)
    {
        foreach (DateOnly month in days.Select(d => new DateOnly(d.Year, d.Month, 1)).Union(await table.MonthsAsync(program, cancellation)).Order())
        {
            // Read before the sums: a version shown that is later than theirs then means that theirs was lost.
            Dictionary<DateOnly, long> shown = await table.VersionsAsync(program, month, cancellation);
            foreach (DaySum day in await ReadMonthAsync(program, month, cancellation))
            {
                if (shown.Remove(day.Day, out long version) && version > day.Version)
                {
                    await LiftAsync(program, day.Day, version - day.Version + 1, cancellation);
                }
            }

            // What is left in the list are days that the table shows and the ledger never had.
            List<DaySum> right = [.. shown.Select(d => new DaySum(d.Key, new Aggregates(), d.Value))];
            right.AddRange((await ReadMonthAsync(program, month, cancellation)).Where(d => !shown.ContainsKey(d.Day)));
            if (right.Count > 0)
            {
                await table.WriteMonthAsync(program, right, cancellation);
            }
        }
    }

    private Task<IReadOnlyList<DaySum>> ReadMonthAsync(string program, DateOnly month, CancellationToken cancellation) =>
        sums.ReadAsync(program, month, month.AddMonths(1).AddDays(-1), cancellation);

    /// <summary>Moves a day's version on, past one that the table for BI shows: it takes nothing older.</summary>
    private async Task LiftAsync(string program, DateOnly day, long by, CancellationToken cancellation)
    {
        Layout layout = await layouts.LatestAsync(program, cancellation);
        for (int shard = 0; shard < layout.Count; shard++)
        {
            string partition = layout.Partition(shard);
            if (await tables.FindAsync(TableNames.Ledger, partition, LedgerKeys.Aggregate(day), cancellation) is { } row)
            {
                DayRow stored = DayRow.Read(row);
                PartitionHead head = await PartitionHead.OfAsync(tables, partition, cancellation);
                RowChange[] changes = [head.MustStand, .. Changes(partition, stored with { Version = stored.Version + by })];
                if (await tables.CommitAsync(TableNames.Ledger, changes, cancellation) is CommitOutcome.Done)
                {
                    return;
                }

                // Written to at this moment: take another look at the same shard.
                shard--;
            }
        }
    }

    private sealed record Shard(long Feedback, IEnumerable<DateOnly> Days, int Repaired, int RepairedWaiting, IReadOnlyList<DateOnly> Busy);
}
