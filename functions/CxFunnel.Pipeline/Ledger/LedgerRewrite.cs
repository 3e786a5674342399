using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>What becomes of a feedback that the ledger holds.</summary>
/// <param name="Row">The whole row; its contribution is filled in.</param>
/// <param name="Contribution">What it contributes from here on.</param>
/// <param name="Others">Changes of other rows of the partition that belong to it.</param>
internal sealed record RewrittenFeedback(TableRow Row, Aggregates Contribution, params IReadOnlyList<RowChange> Others);

/// <summary>
/// Rewrites feedback that is in the ledger already, beside everyone else who writes: the old contribution goes and the new one comes in
/// one transaction, under the versions of all rows that it touches. Done twice it changes nothing, if the change itself does not.
/// </summary>
internal sealed class LedgerRewrite(ITableStore tables, LedgerOptions options, TimeProvider clock)
{
    /// <summary>Writers of the same day are met again and again; each attempt takes some milliseconds.</summary>
    private const int MaxAttempts = 60;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(25);

    /// <param name="keys">Row keys of feedback; few enough for a transaction, or it takes several.</param>
    /// <param name="change">Is given a row as it is at this moment, perhaps again and again; null leaves it.</param>
    /// <returns>How many rows changed. One that becomes larger than a row of storage stays as it is.</returns>
    /// <exception cref="PartitionClosedException">Some may be changed; the program's ledger is being laid out anew.</exception>
    /// <exception cref="StorageUnavailableException">Some may be changed; rewrite them again.</exception>
    public async Task<int> RewriteAsync(string partition, IReadOnlyList<string> keys, Func<TableRow, RewrittenFeedback?> change, CancellationToken cancellation) =>
        await RewriteAsync(new PartitionSight(tables, partition, daysAtOnce: 1), await ReadAsync(partition, keys, cancellation), change, cancellation);

    /// <summary>The same for rows that were read already: they are asked for again only when somebody else was first.</summary>
    public async Task<int> RewriteAsync(PartitionSight sight, IReadOnlyList<TableRow> rows, Func<TableRow, RewrittenFeedback?> change, CancellationToken cancellation)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            (List<DayRow> days, List<RowChange> feedback, List<RowChange> others) = await ChangesAsync(sight, rows, change, cancellation);
            if (feedback.Count == 0)
            {
                return 0;
            }

            PartitionHead head = await sight.HeadAsync(cancellation);
            RowChange[] changes =
            [
                head.MustStand, .. days.Select(d => d.Change(sight.Partition)), .. days.Select(d => RowChange.Put(new TableRow(sight.Partition, LedgerKeys.Marker(d.Day)))), .. feedback, .. others,
            ];
            CommitOutcome outcome = changes.Length <= options.MaxChangesPerTransaction || rows.Count == 1
                ? await tables.CommitAsync(TableNames.Ledger, changes, cancellation)
                : new CommitOutcome.TooLarge();
            switch (outcome)
            {
                case CommitOutcome.Done done:
                    sight.Note(days.Select((day, i) => day with { ETag = done.ETags[i + 1] }));
                    return feedback.Count;
                case CommitOutcome.TooLarge when rows.Count > 1:
                    int half = rows.Count / 2;
                    return await RewriteAsync(sight, [.. rows.Take(half)], change, cancellation) + await RewriteAsync(sight, [.. rows.Skip(half)], change, cancellation);
                case CommitOutcome.TooLarge:
                    return 0;
                default:
                    // A writer was first. The wait grows through a few lengths, so that two do not keep step.
                    await Task.Delay(Wait * (1 + (attempt % 7)), clock, cancellation);
                    sight.Forget();
                    rows = await ReadAsync(sight.Partition, [.. rows.Select(row => row.RowKey)], cancellation);
                    break;
            }
        }

        throw new StorageUnavailableException($"{rows.Count} ledger rows were written to by others at every one of {MaxAttempts} attempts to rewrite them.");
    }

    private async Task<IReadOnlyList<TableRow>> ReadAsync(string partition, IReadOnlyList<string> keys, CancellationToken cancellation) =>
        [.. (await Task.WhenAll(keys.Select(key => tables.FindAsync(TableNames.Ledger, partition, key, cancellation)))).OfType<TableRow>()];

    private async Task<(List<DayRow> Days, List<RowChange> Feedback, List<RowChange> Others)> ChangesAsync(
        PartitionSight sight, IReadOnlyList<TableRow> rows, Func<TableRow, RewrittenFeedback?> change, CancellationToken cancellation)
    {
        SortedDictionary<DateOnly, DayRow> days = [];
        List<RowChange> feedback = [];
        List<RowChange> others = [];
        foreach (TableRow row in rows)
        {
            if (change(row) is not { } rewritten)
            {
                continue;
            }

            DateOnly date = LedgerKeys.ParseDay(row.Text(StoredFeedback.Column.Day));
            if (!days.TryGetValue(date, out DayRow? day))
            {
                days[date] = day = (await sight.DayAsync(date, cancellation)).Next();
            }

            day.Sums.Subtract(Aggregates.FromBytes(row.Bytes(StoredFeedback.Column.Contribution)));
            Aggregates fitted = rewritten.Contribution.FitInto(day.Sums, options.MaxValuesPerDimension);
            day.Sums.Add(fitted);
            rewritten.Row[StoredFeedback.Column.Contribution] = fitted.ToBytes();
            feedback.Add(RowChange.Replace(rewritten.Row, row.ETag!));
            others.AddRange(rewritten.Others);
        }

        return ([.. days.Values], feedback, others);
    }
}
