using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Reshard;

/// <summary>
/// Copies a ledger that does not change into the partitions of the next layout: each feedback into the one that its identity says,
/// the sums of each anew. The same bytes every time. Memory grows with days and cells, not with feedback.
/// </summary>
public sealed class LedgerCopy(ITableStore tables, LedgerOptions options, TimeProvider clock)
{
    /// <summary>An aggregate row is below 1 MiB, a transaction below 4.</summary>
    private const int DaysPerTransaction = 3;
    private const int RowsPerTransaction = 99;

    /// <summary>Its own, and the one that says that it waits.</summary>
    private const int RowsPerFeedback = 2;
    private const int BytesPerChar = 2;

    /// <summary>Around a row's columns, in a batch.</summary>
    private const int RowOverheadBytes = 1_024;

    /// <returns>Whether this was it; false when someone else had copied all before. In both cases all is copied.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; begin again.</exception>
    public async Task<bool> CopyAsync(Layout layout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Target[] targets = [.. layout.PartitionsOf(layout.Number + 1).Select(partition => new Target(partition))];
        SortedDictionary<DateOnly, long> versions = [];
        foreach (string partition in layout.Partitions)
        {
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Aggregates, [DayRow.VersionColumn], cancellation))
            {
                DateOnly day = LedgerKeys.DayOf(row.RowKey);
                versions[day] = versions.GetValueOrDefault(day) + row.Number(DayRow.VersionColumn);
            }

            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Feedback, columns: null, cancellation))
            {
                Target target = targets[LedgerKeys.Shard(LedgerKeys.FeedbackIdOf(row.RowKey), targets.Length)];
                if (!await AddAsync(target, row, cancellation))
                {
                    return false;
                }
            }
        }

        foreach (Target target in targets)
        {
            // Of each day at least one partition has a row, whose version is beyond all that the tables for BI have seen.
            IEnumerable<RowChange[]> days = versions
                .Where(d => target == targets[0] || target.Sums.ContainsKey(d.Key))
                .Select(d => new DayRow(d.Key, target.Sums.GetValueOrDefault(d.Key) ?? new Aggregates(), d.Value + 1, ETag: null))
                .Select(day => new[] { RowChange.Put(day.Row(target.Partition)), RowChange.Put(new TableRow(target.Partition, LedgerKeys.Marker(day.Day))) });
            if (!await FlushAsync(target, cancellation))
            {
                return false;
            }

            foreach (RowChange[][] chunk in days.Chunk(DaysPerTransaction))
            {
                if (!await CommitAsync(target, [.. chunk.SelectMany(c => c)], cancellation))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task<bool> AddAsync(Target target, TableRow row, CancellationToken cancellation)
    {
        TableRow copy = new(target.Partition, row.RowKey);
        int bytes = RowOverheadBytes;
        foreach ((string column, object value) in row.Columns)
        {
            copy[column] = value;
            bytes += value switch { string text => text.Length * BytesPerChar, byte[] data => data.Length * 4 / 3, _ => 16 };
        }

        Aggregates contribution = Aggregates.FromBytes(row.Bytes(StoredFeedback.Column.Contribution));
        if (!contribution.IsEmpty)
        {
            DateOnly day = LedgerKeys.ParseDay(row.Text(StoredFeedback.Column.Day));
            if (!target.Sums.TryGetValue(day, out Aggregates? sums))
            {
                target.Sums[day] = sums = new Aggregates();
            }

            // Where several shards become one, a dimension may have more values than a row takes.
            Aggregates fitted = contribution.FitInto(sums, options.MaxValuesPerDimension);
            sums.Add(fitted);
            if (!ReferenceEquals(fitted, contribution))
            {
                copy[StoredFeedback.Column.Contribution] = fitted.ToBytes();
            }
        }

        if (target.Rows.Count > 0 && (target.Rows.Count > RowsPerTransaction - RowsPerFeedback || target.Bytes + bytes > options.MaxTransactionBytes)
            && !await FlushAsync(target, cancellation))
        {
            return false;
        }

        target.Rows.Add(RowChange.Put(copy));
        if (copy.Text(StoredFeedback.Column.WaitingSince) is { } since)
        {
            target.Rows.Add(RowChange.Put(new TableRow(target.Partition, LedgerKeys.WaitingRow(since, LedgerKeys.FeedbackIdOf(row.RowKey)))));
        }

        target.Bytes += bytes;
        return true;
    }

    private async Task<bool> FlushAsync(Target target, CancellationToken cancellation)
    {
        bool isOpen = target.Rows.Count == 0 || await CommitAsync(target, target.Rows, cancellation);
        target.Rows.Clear();
        target.Bytes = 0;
        return isOpen;
    }

    private async Task<bool> CommitAsync(Target target, List<RowChange> changes, CancellationToken cancellation)
    {
        TimeSpan wait = options.FirstRetryWait;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                switch (await tables.CommitAsync(TableNames.Ledger, [PartitionHead.MustBeBuilding(target.Partition), .. changes], cancellation))
                {
                    case CommitOutcome.Done:
                        return true;
                    case CommitOutcome.TooLarge when changes.Count > 1:
                        int half = changes.Count / 2;
                        return await CommitAsync(target, [.. changes.Take(half)], cancellation) && await CommitAsync(target, [.. changes.Skip(half)], cancellation);
                    case CommitOutcome.Conflict { Index: 0 }:
                        return false;
                    case var outcome:
                        throw new InvalidOperationException($"A copy into {target.Partition} met {outcome.GetType().Name}.");
                }
            }
            catch (StorageUnavailableException) when (attempt < options.MaxAttempts)
            {
                // The same again does no harm.
                await Task.Delay(wait, clock, cancellation);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, options.LongestRetryWait.Ticks));
            }
        }
    }

    /// <summary>A partition of the next layout.</summary>
    private sealed class Target(string partition)
    {
        public string Partition => partition;

        public Dictionary<DateOnly, Aggregates> Sums { get; } = [];

        public List<RowChange> Rows { get; } = [];

        public int Bytes { get; set; }
    }
}
