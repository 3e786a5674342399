using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// Decides between the version that the ledger holds and one that arrives. Pure. Where a source dates all of its versions or none,
/// the same version stands in whatever order they come.
/// </summary>
internal static class VersionDecision
{
    /// <returns>The outcome when nothing is to be written; null when the arriving version takes the place.</returns>
    public static CountOutcome? Settled(StoredFeedback stored, LedgerVersion arriving)
    {
        if (stored.IsErased)
        {
            return CountOutcome.Erased;
        }

        LedgerVersion held = stored.Version;
        if (held.ContentHash == arriving.ContentHash)
        {
            bool isSameDelivery = held.Origin == arriving.Origin && held.ReceivedAt == arriving.ReceivedAt;
            return isSameDelivery ? WhenWritten(held.State, replaced: false) : CountOutcome.Duplicate;
        }

        if (stored.Seen.FirstOrDefault(seen => seen.ContentHash == arriving.ContentHash) is { } before)
        {
            // An import's redelivery says again what it said before the version was replaced, or its counts would not add up.
            return before.Origin is not null && before.Origin == arriving.Origin ? WhenWritten(arriving.State, replaced: false) : CountOutcome.Duplicate;
        }

        return TakesThePlaceOf(arriving, held) ? null : CountOutcome.Stale;
    }

    public static CountOutcome WhenWritten(FeedbackState state, bool replaced) => state switch
    {
        FeedbackState.Partial => CountOutcome.KeptPartial,
        FeedbackState.Deleted => CountOutcome.Deleted,
        _ => replaced ? CountOutcome.Replaced : CountOutcome.Counted,
    };

    private static bool TakesThePlaceOf(LedgerVersion arriving, LedgerVersion held) => (arriving.State, held.State) switch
    {
        (FeedbackState.Deleted, FeedbackState.Deleted) =>
            (DeletedAt(arriving), arriving.ReceivedAt).CompareTo((DeletedAt(held), held.ReceivedAt)) > 0,
        (var one, var other) when one == other => !IsOlder(arriving, held),
        (FeedbackState.Partial, _) => false,
        (_, FeedbackState.Partial) => true,
        (FeedbackState.Deleted, _) => !IsRevisedAfter(held, arriving),
        _ => IsRevisedAfter(arriving, held),
    };

    /// <summary>Only what its source says is newer than the deletion brings a feedback back; a late delivery does not.</summary>
    private static bool IsRevisedAfter(LedgerVersion live, LedgerVersion deletion) => live.RevisedAt > DeletedAt(deletion);

    private static DateTimeOffset DeletedAt(LedgerVersion deletion) => deletion.RevisedAt ?? deletion.ReceivedAt;

    /// <summary>
    /// By the source's own versions where both have one; else, and where those are equal, by when they were taken in; the rows
    /// of one import, which are taken in at once, by their place in the file.
    /// </summary>
    private static bool IsOlder(LedgerVersion one, LedgerVersion other)
    {
        if (one.RevisedAt is { } a && other.RevisedAt is { } b && a != b)
        {
            return a < b;
        }

        return one.ReceivedAt != other.ReceivedAt
            ? one.ReceivedAt < other.ReceivedAt
            : one.Origin is not null && other.Origin is not null && string.CompareOrdinal(one.Origin, other.Origin) < 0;
    }
}
