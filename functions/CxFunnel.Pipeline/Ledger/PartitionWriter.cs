using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// The only writer, within this process, of one ledger partition. Entries that arrive while a transaction is under way
/// wait and go into the next one together (group commit); each caller is answered after its own entry is durable.
/// Writers in other processes are met by the ETags of the aggregate rows.
/// </summary>
internal sealed class PartitionWriter(
    string partition, ITableStore store, TimeProvider clock, LedgerOptions options, RetryJitter jitter, CellBudget budget)
{
    private const int HeadChanges = 1;

    private readonly Lock _gate = new();
    private readonly Queue<Pending> _pending = new();

    /// <summary>The aggregate rows as this process last wrote or read them. Only the running pump touches it.</summary>
    private readonly DayCache _days = new(partition, store, budget);

    private bool _isPumping;

    /// <summary>Writes entries, together with whatever else is waiting that was decided under the same head.</summary>
    /// <returns>What became of each, in order.</returns>
    /// <exception cref="PartitionClosedException">Some are settled, and no more will be here; send all of them again where they belong now.</exception>
    /// <exception cref="StorageUnavailableException">Not all are settled after all attempts; they may or may not be written. Send them again.</exception>
    public Task<CountOutcome[]> WriteAsync(PartitionHead head, IReadOnlyList<LedgerEntry> entries)
    {
        Pending[] pending = [.. entries.Select(e => new Pending(e, head))];
        bool isFirst;
        lock (_gate)
        {
            // All at once: a pump that started at the first would commit it alone.
            Array.ForEach(pending, _pending.Enqueue);
            isFirst = !_isPumping;
            _isPumping = true;
        }

        if (isFirst)
        {
            _ = PumpAsync();
        }

        return Task.WhenAll(pending.Select(AnswerAsync));

        static async Task<CountOutcome> AnswerAsync(Pending pending) => await pending.Outcome.Task;
    }

    private async Task PumpAsync()
    {
        // The caller hands over and waits; it is not made to work for others.
        await Task.Yield();
        while (TakeBatch() is { Count: > 0 } batch)
        {
            await SettleAsync(batch);
        }
    }

    /// <summary>Answers everyone in the batch, with an outcome or with the reason why there is none. Never throws: nothing may end the pump.</summary>
    private async Task SettleAsync(List<Pending> batch)
    {
        try
        {
            await CommitAsync(batch);
        }
        catch (Exception e)
        {
            _days.Clear();
            List<Pending> open = [.. batch.Where(p => !p.Outcome.Task.IsCompleted)];
            if (e is StorageUnavailableException || open.Count == 1)
            {
                open.ForEach(p => p.Outcome.TrySetException(e));
                return;
            }

            // One bad entry must not take its neighbours along.
            foreach (Pending alone in open)
            {
                await SettleAsync([alone]);
            }
        }
    }

    private List<Pending> TakeBatch()
    {
        lock (_gate)
        {
            List<Pending> batch = [];
            HashSet<string> ids = new(StringComparer.Ordinal);
            HashSet<DateOnly> days = [];
            int bytes = 0;
            int rows = 0;
            while (_pending.TryPeek(out Pending? next))
            {
                days.Add(next.Entry.Day);
                bytes += next.EstimatedBytes;
                rows += next.EstimatedRows;
                bool isFull = HeadChanges + rows + (2 * days.Count) > options.MaxChangesPerTransaction || bytes > options.MaxTransactionBytes;
                // Two versions of one feedback are settled one after the other.
                if (batch.Count > 0 && (isFull || ids.Contains(next.Entry.FeedbackId) || next.Head != batch[0].Head))
                {
                    break;
                }

                ids.Add(next.Entry.FeedbackId);
                batch.Add(_pending.Dequeue());
            }

            _isPumping = batch.Count > 0;
            if (!_isPumping)
            {
                // Before the lock is left: after it the next pump may be at work.
                _days.Rest();
            }

            return batch;
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        TimeSpan wait = options.FirstRetryWait;
        for (int attempt = 1; attempt <= options.MaxAttempts; attempt++)
        {
            try
            {
                switch (await TryCommitAsync(batch))
                {
                    case Attempt.Settled:
                        return;
                    case Attempt.TooLarge:
                        await SettleSmallerAsync(batch);
                        return;
                    case Attempt.LookFirst:
                        continue;
                }
            }
            catch (StorageUnavailableException e) when (e is not PartitionClosedException)
            {
                // Written or not: the ledger rows themselves say so at the next attempt.
                batch.ForEach(p => p.Forget());
                _days.Clear();
            }

            await Task.Delay(jitter.Around(wait), clock);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, options.LongestRetryWait.Ticks));
        }

        throw new StorageUnavailableException($"A ledger transaction of {batch.Count} feedback was not settled in {options.MaxAttempts} attempts.");
    }

    private async Task SettleSmallerAsync(List<Pending> batch)
    {
        if (batch.Count > 1)
        {
            await SettleAsync(batch[..(batch.Count / 2)]);
            await SettleAsync(batch[(batch.Count / 2)..]);
            return;
        }

        if (batch[0].IsWithoutInsights)
        {
            batch[0].Outcome.TrySetResult(CountOutcome.TooLarge);
            return;
        }

        batch[0].IsWithoutInsights = true;
        await CommitAsync(batch);
    }

    /// <summary>One transaction of all that is still open in the batch. Answers the callers when it is done.</summary>
    private async Task<Attempt> TryCommitAsync(List<Pending> batch)
    {
        await Task.WhenAll(batch.Where(p => p.IsUncertain).Select(LookUpAsync));
        List<Pending> writes = [];
        HashSet<DateOnly> days = [];
        foreach (Pending pending in batch.Where(p => !p.Outcome.Task.IsCompleted))
        {
            if (pending.Stored is { } stored && VersionDecision.Settled(stored, pending.Entry.Version) is { } settled)
            {
                pending.Outcome.TrySetResult(settled);
                continue;
            }

            writes.Add(pending);
            days.UnionWith(TouchedDays(pending));
        }

        if (writes.Count == 0)
        {
            return Attempt.Settled;
        }

        IReadOnlyDictionary<DateOnly, DayRow> before = await _days.GetAsync(days);
        (List<RowChange> changes, List<DayRow> after) = Changes(writes, before);
        if (writes.Count > 1 && changes.Count > options.MaxChangesPerTransaction)
        {
            // Replaced versions brought days of their own, or had waited.
            return Attempt.TooLarge;
        }

        switch (await store.CommitAsync(Contracts.TableNames.Ledger, changes, CancellationToken.None))
        {
            case CommitOutcome.Done done:
                _days.Remember(after, [.. done.ETags.Skip(HeadChanges)]);
                writes.ForEach(p => p.Outcome.TrySetResult(VersionDecision.WhenWritten(p.Entry.Version.State, p.Stored is not null)));
                return Attempt.Settled;
            case CommitOutcome.Conflict { Index: 0 }:
                throw new PartitionClosedException(partition);
            case CommitOutcome.Conflict conflict when conflict.Index < HeadChanges + after.Count:
                // A writer in another process was first on an aggregate row; the ledger rows were not reached.
                _days.Clear();
                return Attempt.WaitFirst;
            case CommitOutcome.Conflict conflict:
                // A feedback is there already, or changed. Repeats come in crowds (a file uploaded twice): look all of them up.
                writes.ForEach(p => p.NoteFailure(changes[conflict.Index]));
                batch.ForEach(p => p.Forget());
                return Attempt.LookFirst;
            default:
                return Attempt.TooLarge;
        }
    }

    /// <summary>The days whose sums change. A waiting or withdrawn feedback touches none of its own: it would leave a day of zeros.</summary>
    private static IEnumerable<DateOnly> TouchedDays(Pending pending)
    {
        if (!pending.Waits && !pending.Entry.Contribution.IsEmpty)
        {
            yield return pending.Entry.Day;
        }

        if (pending.Stored is { Contribution.IsEmpty: false } stored)
        {
            yield return stored.Day;
        }
    }

    /// <summary>
    /// The head first, then the aggregate rows, so that the index of a failed change tells them from the ledger rows. The waiting rows
    /// come last: one of them fails only where the feedback itself is as it was looked up.
    /// </summary>
    private (List<RowChange> Changes, List<DayRow> After) Changes(List<Pending> writes, IReadOnlyDictionary<DateOnly, DayRow> before)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Dictionary<DateOnly, DayRow> next = before.ToDictionary(d => d.Key, d => d.Value.Advance());
        List<RowChange> feedback = [];
        List<RowChange> waiting = [];
        foreach (Pending pending in writes)
        {
            LedgerEntry entry = pending.IsWithoutInsights
                ? pending.Entry with { Feedback = pending.Entry.Feedback with { Insights = [] } }
                : pending.Entry;
            if (pending.Stored is { Contribution.IsEmpty: false } stored)
            {
                next[stored.Day].Sums.Subtract(stored.Contribution);
            }

            Aggregates? fitted = pending.Waits ? null : entry.Contribution;
            if (fitted is { IsEmpty: false })
            {
                fitted = fitted.FitInto(next[entry.Day].Sums, options.MaxValuesPerDimension);
                next[entry.Day].Sums.Add(fitted);
            }

            feedback.Add(RowChange.After(pending.Stored?.Row, LedgerRows.Write(partition, entry, fitted, pending.Stored, now)));
            waiting.AddRange(pending.WaitingChanges(partition));
        }

        List<DayRow> after = [.. next.Values.OrderBy(d => d.Day)];
        List<RowChange> changes = [writes[0].Head.MustStand, .. after.Select(d => d.Change(partition))];
        changes.AddRange(after.Select(d => RowChange.Put(new TableRow(partition, LedgerKeys.Marker(d.Day)))));
        changes.AddRange(feedback);
        changes.AddRange(waiting);
        return (changes, after);
    }

    private async Task LookUpAsync(Pending pending)
    {
        TableRow? row = await store.FindAsync(
            Contracts.TableNames.Ledger, partition, LedgerKeys.FeedbackRow(pending.Entry.FeedbackId), CancellationToken.None);
        pending.Found(row is null ? null : StoredFeedback.Read(row));
    }

    private enum Attempt
    {
        Settled,
        TooLarge,

        /// <summary>A rival is at work; give it a moment.</summary>
        WaitFirst,

        /// <summary>The next attempt knows more than this one.</summary>
        LookFirst,
    }

    private sealed class Pending(LedgerEntry entry, PartitionHead head)
    {
        /// <summary>Keys, versions, contribution and JSON around the texts; generous, since the limit is the service's.</summary>
        private const int RowOverheadBytes = 2_048;
        private const int BytesPerTextChar = 12;

        public LedgerEntry Entry { get; } = entry;

        /// <summary>Under which it was decided that the entry may be written.</summary>
        public PartitionHead Head { get; } = head;

        public TaskCompletionSource<CountOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Its own row, and of a partial response the one that says that it waits and the one of the version before.</summary>
        public int EstimatedRows => IsPartial ? 3 : 1;

        public int EstimatedBytes { get; } = RowOverheadBytes + ((entry.Feedback.Item.Comments?.Sum(c => c.Text.Length) ?? 0) * BytesPerTextChar);

        /// <summary>The version in the ledger when last looked up. A feedback is taken for new until storage says otherwise.</summary>
        public StoredFeedback? Stored { get; private set; }

        /// <summary>Whether the ledger has to be asked before this entry can be settled.</summary>
        public bool IsUncertain { get; private set; }

        /// <summary>The insight's details did not fit the row; the contribution, which was computed from them, stays.</summary>
        public bool IsWithoutInsights { get; set; }

        /// <summary>Whether it is not counted yet. Once a version of a partial response is counted, the next one takes its place in the sums at once.</summary>
        public bool Waits => IsPartial && Stored is null or { Contribution.IsEmpty: true };

        private bool IsPartial => Entry.Version.State == Contracts.FeedbackState.Partial;

        /// <summary>A waiting row that should be there and is not: nothing that a writer does, but what it finds in a damaged ledger.</summary>
        private string? LostWaitingRow { get; set; }

        /// <summary>The stored version stops to wait, and this one may begin.</summary>
        public IEnumerable<RowChange> WaitingChanges(string partition)
        {
            string? before = Stored?.WaitingRow;
            string? after = Waits ? LedgerKeys.WaitingRow(LedgerKeys.Second(Entry.Version.ReceivedAt), Entry.FeedbackId) : null;
            if (before is not null && before != after && before != LostWaitingRow)
            {
                yield return RowChange.Delete(new TableRow(partition, before), "*");
            }

            if (after is not null)
            {
                yield return RowChange.Put(new TableRow(partition, after));
            }
        }

        public void NoteFailure(RowChange failed)
        {
            if (failed.Kind == RowChangeKind.Delete && failed.Row.RowKey == Stored?.WaitingRow)
            {
                LostWaitingRow = failed.Row.RowKey;
            }
        }

        public void Forget() => IsUncertain = !Outcome.Task.IsCompleted;

        public void Found(StoredFeedback? stored) => (Stored, IsUncertain) = (stored, false);
    }
}
