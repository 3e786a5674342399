using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Reshard;

/// <summary>
/// Makes the sums of the partitions of a next layout from the feedback that was copied into them, one partition after the other. What is
/// cut off begins anew with the partition that it was at. Memory grows with the days and cells of one partition, not with feedback.
/// </summary>
public sealed class LayoutSums(PatientTables tables, LedgerOptions options)
{
    private const int HeadChanges = 1;
    private const int BytesPerChar = 2;

    /// <summary>Around a row's columns, in a batch.</summary>
    private const int RowOverheadBytes = 1_024;

    /// <summary>Two who sum the same partition get into each other's way only while one of them writes.</summary>
    private const int MaxAttempts = 20;

    /// <summary>Call when all feedback is copied.</summary>
    /// <exception cref="StorageUnavailableException">Not finished; call again.</exception>
    public async Task SumAsync(Layout layout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(layout);
        SortedDictionary<DateOnly, long> versions = await VersionsAsync(layout, cancellation);
        bool isFirst = true;
        foreach (string partition in layout.PartitionsOf(layout.Number + 1))
        {
            await SumAsync(partition, versions, isFirst, cancellation);
            isFirst = false;
        }
    }

    /// <summary>Of each day one that is beyond all that the tables for BI have seen.</summary>
    private async Task<SortedDictionary<DateOnly, long>> VersionsAsync(Layout layout, CancellationToken cancellation)
    {
        SortedDictionary<DateOnly, long> versions = [];
        foreach (string partition in layout.Partitions)
        {
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Aggregates, [DayRow.VersionColumn], cancellation))
            {
                DateOnly day = LedgerKeys.DayOf(row.RowKey);
                versions[day] = versions.GetValueOrDefault(day, 1) + row.Number(DayRow.VersionColumn);
            }
        }

        return versions;
    }

    /// <param name="isFirst">Whether a day that has no feedback has its row here: at least one partition must have one.</param>
    private async Task SumAsync(string partition, SortedDictionary<DateOnly, long> versions, bool isFirst, CancellationToken cancellation)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await BuildingHead.FindAsync(tables, partition, cancellation) is not { IsSummed: false } head)
            {
                return;
            }

            Writing writing = new(tables, options, head, cancellation);
            if (await AddUpAsync(writing) is { } sums
                && await WriteAsync(writing, versions.Where(v => isFirst || sums.ContainsKey(v.Key)).Select(v => new DayRow(v.Key, sums.GetValueOrDefault(v.Key) ?? new Aggregates(), v.Value, ETag: null))))
            {
                return;
            }

            // Someone else is at it.
        }

        throw new StorageUnavailableException($"The sums of {partition} were written by others at every one of {MaxAttempts} attempts.");
    }

    /// <returns>Null when someone else moved the head on.</returns>
    private async Task<IReadOnlyDictionary<DateOnly, Aggregates>?> AddUpAsync(Writing writing)
    {
        DayFold fold = new();
        IReadOnlyList<string>? columns = DayFold.Columns;
        for (RowKeyRange? left = LedgerKeys.Feedback; left is { } range;)
        {
            left = null;
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, writing.Partition, range, columns, writing.Cancellation))
            {
                if (fold.Read(row) is not (var contribution, var sum))
                {
                    continue;
                }

                // Where several shards become one, a dimension may have more values than a row takes.
                Aggregates fitted = contribution.FitInto(sum, options.MaxValuesPerDimension);
                if (!ReferenceEquals(fitted, contribution))
                {
                    if (columns is not null)
                    {
                        // It is rewritten, and others after it will be: from here on rows are read whole.
                        (columns, left) = (null, range with { From = row.RowKey });
                        break;
                    }

                    row[StoredFeedback.Column.Contribution] = fitted.ToBytes();
                    if (!await writing.AddAsync(row))
                    {
                        return null;
                    }
                }

                sum.Add(fitted);
            }
        }

        return fold.Days;
    }

    /// <returns>Whether all is written; false when someone else moved the head on.</returns>
    private static async Task<bool> WriteAsync(Writing writing, IEnumerable<DayRow> days)
    {
        foreach (DayRow day in days)
        {
            if (!await writing.AddAsync(day.Row(writing.Partition)) || !await writing.AddAsync(new TableRow(writing.Partition, LedgerKeys.Marker(day.Day))))
            {
                return false;
            }
        }

        return await writing.EndAsync();
    }

    /// <summary>Rows that go into a partition in as few transactions as they need, each of which relies on the one before.</summary>
    private sealed class Writing(ITableStore tables, LedgerOptions options, BuildingHead head, CancellationToken cancellation)
    {
        private readonly List<RowChange> _changes = [];
        private BuildingHead _head = head;
        private int _bytes;

        public string Partition => _head.Partition;

        public CancellationToken Cancellation => cancellation;

        /// <returns>False when someone else moved the head on.</returns>
        public async Task<bool> AddAsync(TableRow row)
        {
            int bytes = RowOverheadBytes + row.Columns.Values.Sum(v => v switch { byte[] data => data.Length * 4 / 3, string text => text.Length * BytesPerChar, _ => 16 });
            bool isFull = HeadChanges + _changes.Count == options.MaxChangesPerTransaction || _bytes + bytes > options.MaxTransactionBytes;
            if (_changes.Count > 0 && isFull && !await CommitAsync(_changes, isLast: false))
            {
                return false;
            }

            if (isFull)
            {
                _changes.Clear();
                _bytes = 0;
            }

            _changes.Add(RowChange.Put(row));
            _bytes += bytes;
            return true;
        }

        public Task<bool> EndAsync() => CommitAsync(_changes, isLast: true);

        private async Task<bool> CommitAsync(List<RowChange> changes, bool isLast)
        {
            BuildingHead next = _head with { IsSummed = isLast };
            switch (await tables.CommitAsync(TableNames.Ledger, [next.Move, .. changes], cancellation))
            {
                case CommitOutcome.Done done:
                    _head = next with { ETag = done.ETags[0]! };
                    return true;
                case CommitOutcome.TooLarge when changes.Count > 1:
                    int half = changes.Count / 2;
                    return await CommitAsync([.. changes.Take(half)], isLast: false) && await CommitAsync([.. changes.Skip(half)], isLast);
                case CommitOutcome.Conflict { Index: 0 }:
                    return false;
                case var outcome:
                    throw new InvalidOperationException($"The sums of {Partition} met {outcome.GetType().Name}.");
            }
        }
    }
}
