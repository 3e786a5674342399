using System.Text.Json.Nodes;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>
/// Gives the feedback of a ledger the causes that are known now: same content, other causes, so that the old contribution goes and the
/// new one comes in one transaction, under the versions of all rows it touches. Done twice it changes nothing.
/// </summary>
internal sealed class LedgerRescore(ITableStore tables, Layouts layouts, TimeProvider clock, LedgerOptions options)
{
    /// <summary>Stale rows gathered and sorted by day, so that a transaction touches few days; a few megabytes.</summary>
    private const int RowsGathered = 1_000;

    /// <summary>The more days, the more writers are in each other's way.</summary>
    private const int DaysPerTransaction = 10;

    /// <summary>As many as a page of storage can be expected to hold.</summary>
    private const int DaysPerRead = 32;

    private readonly LedgerRewrite _rewrite = new(tables, options, clock);

    /// <param name="note">Hears of every counted feedback and the causes that it has from here on.</param>
    /// <param name="keepGoing">Asked before every transaction.</param>
    /// <returns>How many feedback changed; null when it was stopped.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; run it again, which goes on where it was.</exception>
    public async Task<long?> RescoreAsync(
        string program, CauseKnowledge knowledge, Action<TableRow, StoredComments, FeedbackCauses> note, Func<ValueTask<bool>> keepGoing, CancellationToken cancellation)
    {
        long changed = 0;
        Layout layout = await layouts.StoredAsync(program, cancellation);
        foreach (string partition in layout.Partitions)
        {
            PartitionSight sight = new(tables, partition, DaysPerRead);
            List<(DateOnly Day, TableRow Row)> stale = [];
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Feedback, columns: null, cancellation))
            {
                if (StoredComments.Of(row) is not { } comments)
                {
                    continue;
                }

                FeedbackCauses causes = comments.CausesBy(knowledge);
                note(row, comments, causes);
                if (IsStale(row, comments, causes))
                {
                    stale.Add((comments.Day, row));
                }

                if (stale.Count == RowsGathered)
                {
                    if (await RewriteAsync(sight, stale, knowledge, keepGoing, cancellation) is not { } done)
                    {
                        return null;
                    }

                    changed += done;
                    stale.Clear();
                }
            }

            if (await RewriteAsync(sight, stale, knowledge, keepGoing, cancellation) is not { } rest)
            {
                return null;
            }

            changed += rest;
        }

        return (await layouts.LatestAsync(program, cancellation)).IsSameAs(layout)
            ? changed
            : throw new StorageUnavailableException("The ledger was laid out anew while its feedback was given its causes.");
    }

    /// <summary>Whether the row says something else than it should. Versions alone are not worth a transaction.</summary>
    private static bool IsStale(TableRow row, StoredComments comments, FeedbackCauses causes) =>
        row.Text(StoredFeedback.Column.Causes) != LedgerRows.CausesText(causes.Ids)
        || !comments.Read.Zip(causes.Comments).All(c => ReferenceEquals(c.First, c.Second) || AreSame(c.First, c.Second));

    private static bool AreSame(CommentCauses one, CommentCauses other) =>
        one.Matches.SequenceEqual(other.Matches)
        && one.Complaints.Select(c => (c.Offset, c.Length, c.RootCauseId)).SequenceEqual(other.Complaints.Select(c => (c.Offset, c.Length, c.RootCauseId)));

    private async Task<long?> RewriteAsync(
        PartitionSight sight, List<(DateOnly Day, TableRow Row)> stale, CauseKnowledge knowledge, Func<ValueTask<bool>> keepGoing, CancellationToken cancellation)
    {
        long changed = 0;
        // Whatever was written since the last block is seen anew.
        sight.Forget();
        (DateOnly Day, TableRow Row)[] sorted = [.. stale.OrderBy(s => s.Day)];
        for (int from = 0; from < sorted.Length;)
        {
            if (!await keepGoing())
            {
                return null;
            }

            HashSet<DateOnly> days = [];
            int to = from;
            while (to < sorted.Length && Fits(days.Count + (days.Contains(sorted[to].Day) ? 0 : 1), to - from + 1))
            {
                days.Add(sorted[to++].Day);
            }

            // One whose insights fill its row already keeps the causes that it has.
            changed += await _rewrite.RewriteAsync(sight, [.. sorted[from..to].Select(s => s.Row)], row => Change(row, knowledge), cancellation);
            from = to;
        }

        return changed;
    }

    /// <summary>A transaction has the head, the sums and the marker of each day, and the feedback.</summary>
    private bool Fits(int days, int feedback) =>
        feedback == 1 || (days <= DaysPerTransaction && 1 + (2 * days) + feedback <= options.MaxChangesPerTransaction);

    /// <summary>From the row as it is now: another version may have come, or the customer may have been erased.</summary>
    private static RewrittenFeedback? Change(TableRow row, CauseKnowledge knowledge)
    {
        if (StoredComments.Of(row) is not { } comments || comments.CausesBy(knowledge) is not { } causes || !IsStale(row, comments, causes))
        {
            return null;
        }

        Aggregates before = Aggregates.FromBytes(row.Bytes(StoredFeedback.Column.Contribution));
        return new RewrittenFeedback(Row(row, causes), CauseCells.Replace(before, causes.Ids, Contribution.AnnualValue(comments.Item.Customer)));
    }

    private static TableRow Row(TableRow old, FeedbackCauses causes)
    {
        TableRow row = new(old.PartitionKey, old.RowKey);
        foreach ((string name, object value) in old.Columns.Where(c => !c.Key.StartsWith(StoredFeedback.Column.Insights, StringComparison.Ordinal)))
        {
            row[name] = value;
        }

        row[StoredFeedback.Column.Causes] = LedgerRows.CausesText(causes.Ids);
        row[StoredFeedback.Column.CauseVersion] = causes.Version;
        if (LongText.Text(old, StoredFeedback.Column.Insights) is { } insights)
        {
            JsonArray all = JsonNode.Parse(insights)!.AsArray();
            for (int i = 0; i < causes.Comments.Count; i++)
            {
                CauseJson.Replace(all[i]!.AsObject(), causes.Comments[i]);
            }

            LongText.Put(row, StoredFeedback.Column.Insights, LedgerRows.Relaxed(all));
        }

        return row;
    }
}
