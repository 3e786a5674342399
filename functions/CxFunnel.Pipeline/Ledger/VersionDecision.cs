using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>Decides between the version that the ledger holds and one that arrives. Pure, and the same in whatever order deliveries come.</summary>
internal static class VersionDecision
{
    /// <returns>The outcome when nothing is to be written; null when the arriving version takes the place.</returns>
    public static CountOutcome? Settled(StoredFeedback stored, LedgerVersion arriving)
    {
        LedgerVersion held = stored.Version;
        if (held.ContentHash == arriving.ContentHash)
        {
            bool isSameDelivery = held.Origin == arriving.Origin && held.ReceivedAt == arriving.ReceivedAt;
            return isSameDelivery ? WhenWritten(held.State, replaced: false) : CountOutcome.Duplicate;
        }

        bool isNewerAtSource = arriving.RevisedAt > held.RevisedAt || (held.RevisedAt is null && arriving.RevisedAt is not null);
        if (stored.Seen.Contains(arriving.ContentHash) && !isNewerAtSource)
        {
            return CountOutcome.Duplicate;
        }

        if (held.State == FeedbackState.Deleted)
        {
            // Only what its source says is newer than the deletion brings a feedback back.
            return arriving.State == FeedbackState.Deleted || !isNewerAtSource ? CountOutcome.Stale : null;
        }

        if (held.State == FeedbackState.Complete && arriving.State == FeedbackState.Partial)
        {
            return CountOutcome.Stale;
        }

        if (held.State == FeedbackState.Partial && arriving.State == FeedbackState.Complete)
        {
            return null;
        }

        return IsOlder(arriving, held) ? CountOutcome.Stale : null;
    }

    public static CountOutcome WhenWritten(FeedbackState state, bool replaced) => state switch
    {
        FeedbackState.Partial => CountOutcome.KeptPartial,
        FeedbackState.Deleted => CountOutcome.Deleted,
        _ => replaced ? CountOutcome.Replaced : CountOutcome.Counted,
    };

    /// <summary>By the source's own versions where both have one; else, and where those are equal, by when they were taken in.</summary>
    private static bool IsOlder(LedgerVersion one, LedgerVersion other) =>
        one.RevisedAt is { } a && other.RevisedAt is { } b && a != b ? a < b : one.ReceivedAt < other.ReceivedAt;
}
