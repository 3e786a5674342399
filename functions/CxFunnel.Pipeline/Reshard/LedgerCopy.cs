using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Reshard;

/// <summary>
/// Copies the feedback of a ledger that does not change into the partitions of the next layout, each into the one that its identity says.
/// Where it is cut off, whoever copies next goes on from what the heads of these partitions say.
/// </summary>
public sealed class LedgerCopy(PatientTables tables, LedgerOptions options)
{
    private const int HeadChanges = 1;
    private const int BytesPerChar = 2;

    /// <summary>Around a row's columns, in a batch.</summary>
    private const int RowOverheadBytes = 1_024;

    /// <returns>Whether all is copied; false when someone else has built a partition to its end, and so all of them.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; call again, which goes on.</exception>
    public async Task<bool> CopyAsync(Layout layout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(layout);
        List<Target> targets = [];
        foreach (string partition in layout.PartitionsOf(layout.Number + 1))
        {
            if (await BuildingHead.FindAsync(tables, partition, cancellation) is not { } head)
            {
                return false;
            }

            targets.Add(new Target(head));
        }

        string[] sources = [.. layout.Partitions];
        for (int source = 0; source < sources.Length; source++)
        {
            if (Left(targets, source) is not { } left)
            {
                continue;
            }

            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, sources[source], left, columns: null, cancellation))
            {
                Target target = targets[LedgerKeys.Shard(LedgerKeys.FeedbackIdOf(row.RowKey), targets.Count)];
                if (!target.Head.Holds(source, row.RowKey) && !await AddAsync(target, Copied(target, source, row), cancellation))
                {
                    return false;
                }
            }
        }

        foreach (Target target in targets)
        {
            if (!await FinishAsync(target, sources.Length, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows of a source that some target lacks; null when none does.</summary>
    private static RowKeyRange? Left(List<Target> targets, int source)
    {
        BuildingHead[] behind = [.. targets.Select(t => t.Head).Where(head => head.Source <= source)];
        return behind.Length == 0 ? null
            : Array.Exists(behind, head => head.Source < source || head.After is null) ? LedgerKeys.Feedback
            : LedgerKeys.Feedback with { From = behind.Select(head => head.After!).Min(StringComparer.Ordinal) + "\0" };
    }

    private static Copy Copied(Target target, int source, TableRow row)
    {
        TableRow copy = new(target.Head.Partition, row.RowKey);
        int bytes = RowOverheadBytes;
        foreach ((string column, object value) in row.Columns)
        {
            copy[column] = value;
            bytes += value switch { string text => text.Length * BytesPerChar, byte[] data => data.Length * 4 / 3, _ => 16 };
        }

        RowChange own = RowChange.Put(copy);
        return new Copy(source, row.RowKey, bytes, copy.Text(StoredFeedback.Column.WaitingSince) is { } since
            ? [own, RowChange.Put(new TableRow(target.Head.Partition, LedgerKeys.WaitingRow(since, LedgerKeys.FeedbackIdOf(row.RowKey))))]
            : [own]);
    }

    private async Task<bool> AddAsync(Target target, Copy copy, CancellationToken cancellation)
    {
        bool isFull = HeadChanges + target.Changes + copy.Changes.Count > options.MaxChangesPerTransaction || target.Bytes + copy.Bytes > options.MaxTransactionBytes;
        if (target.Copies.Count > 0 && isFull && !await CommitAsync(target, target.Copies, cancellation))
        {
            return false;
        }

        // Whoever was met on the way may have copied it.
        if (!target.Head.Holds(copy.Source, copy.RowKey))
        {
            target.Copies.Add(copy);
        }

        return true;
    }

    /// <summary>The last of its feedback, and the word that there is no more.</summary>
    private async Task<bool> FinishAsync(Target target, int sources, CancellationToken cancellation)
    {
        if (target.Copies.Count > 0 && !await CommitAsync(target, target.Copies, cancellation))
        {
            return false;
        }

        while (target.Head.Source < sources)
        {
            BuildingHead next = target.Head with { Source = sources, After = null };
            if (await tables.CommitAsync(TableNames.Ledger, [next.Move], cancellation) is CommitOutcome.Done done)
            {
                target.MoveTo(next with { ETag = done.ETags[0]! });
            }
            else if (!await LookAsync(target, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>False when the target is built.</returns>
    private async Task<bool> CommitAsync(Target target, IReadOnlyList<Copy> copies, CancellationToken cancellation)
    {
        while (copies.Count > 0)
        {
            BuildingHead next = target.Head with { Source = copies[^1].Source, After = copies[^1].RowKey };
            switch (await tables.CommitAsync(TableNames.Ledger, [next.Move, .. copies.SelectMany(c => c.Changes)], cancellation))
            {
                case CommitOutcome.Done done:
                    target.MoveTo(next with { ETag = done.ETags[0]! });
                    return true;
                case CommitOutcome.TooLarge when copies.Count > 1:
                    int half = copies.Count / 2;
                    Copy[] rest = [.. copies.Skip(half)];
                    return await CommitAsync(target, [.. copies.Take(half)], cancellation) && await CommitAsync(target, rest, cancellation);
                case CommitOutcome.Conflict { Index: 0 }:
                    // Someone else copies too, or an earlier try was carried out: they all copy the same, in the same order.
                    if (!await LookAsync(target, cancellation))
                    {
                        return false;
                    }

                    copies = [.. copies.Where(c => !target.Head.Holds(c.Source, c.RowKey))];
                    break;
                case var outcome:
                    throw new InvalidOperationException($"A copy into {target.Head.Partition} met {outcome.GetType().Name}.");
            }
        }

        return true;
    }

    private async Task<bool> LookAsync(Target target, CancellationToken cancellation)
    {
        if (await BuildingHead.FindAsync(tables, target.Head.Partition, cancellation) is not { } head)
        {
            return false;
        }

        target.MoveTo(head);
        return true;
    }

    /// <summary>A feedback on its way.</summary>
    /// <param name="Changes">Its row, and the one that says that it waits.</param>
    private sealed record Copy(int Source, string RowKey, int Bytes, IReadOnlyList<RowChange> Changes);

    /// <summary>A partition of the next layout.</summary>
    private sealed class Target(BuildingHead head)
    {
        public BuildingHead Head { get; private set; } = head;

        /// <summary>All that belongs here between what the head says and what was read; in the order of reading.</summary>
        public List<Copy> Copies { get; } = [];

        public int Changes => Copies.Sum(c => c.Changes.Count);

        public int Bytes => Copies.Sum(c => c.Bytes);

        public void MoveTo(BuildingHead next)
        {
            Head = next;
            Copies.RemoveAll(c => next.Holds(c.Source, c.RowKey));
        }
    }
}
