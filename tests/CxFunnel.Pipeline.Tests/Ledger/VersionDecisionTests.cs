using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class VersionDecisionTests
{
    private const FeedbackState Complete = FeedbackState.Complete;
    private const FeedbackState Partial = FeedbackState.Partial;
    private const FeedbackState Deleted = FeedbackState.Deleted;

    [Theory]
    // held state, taken in, revised; arriving state, taken in, revised; what becomes of it (null: it takes the place)
    [InlineData(Complete, 1, null, Complete, 2, null, null)] // taken in later
    [InlineData(Complete, 2, null, Complete, 1, null, CountOutcome.Stale)]
    [InlineData(Complete, 2, 5, Complete, 1, 6, null)] // the source's own versions come first
    [InlineData(Complete, 1, 6, Complete, 2, 5, CountOutcome.Stale)]
    [InlineData(Complete, 1, 5, Complete, 2, 5, null)]
    [InlineData(Complete, 1, null, Complete, 2, 0, null)] // one version only: when they were taken in
    [InlineData(Complete, 2, 0, Complete, 1, null, CountOutcome.Stale)]
    [InlineData(Complete, 1, null, Complete, 1, null, null)] // the same instant: as they come
    [InlineData(Partial, 9, 9, Complete, 1, 1, null)] // completed never waits for partial
    [InlineData(Complete, 1, 1, Partial, 9, 9, CountOutcome.Stale)]
    [InlineData(Partial, 1, null, Partial, 2, null, null)]
    [InlineData(Partial, 2, null, Partial, 1, null, CountOutcome.Stale)]
    [InlineData(Complete, 1, null, Deleted, 2, null, null)]
    [InlineData(Complete, 2, null, Deleted, 1, null, null)] // a late delivery is not newer than the deletion
    [InlineData(Deleted, 1, null, Complete, 2, null, CountOutcome.Stale)]
    [InlineData(Complete, 2, 8, Deleted, 9, null, null)] // no version of its own: as of when it was taken in
    [InlineData(Deleted, 9, null, Complete, 10, 8, CountOutcome.Stale)]
    [InlineData(Deleted, 9, null, Complete, 10, 10, null)]
    [InlineData(Complete, 10, 10, Deleted, 9, null, CountOutcome.Stale)]
    [InlineData(Complete, 1, 5, Deleted, 2, 4, CountOutcome.Stale)]
    [InlineData(Deleted, 2, 4, Complete, 1, 5, null)]
    [InlineData(Complete, 1, 5, Deleted, 2, 5, null)]
    [InlineData(Deleted, 2, 5, Complete, 1, 5, CountOutcome.Stale)]
    [InlineData(Partial, 9, 9, Deleted, 1, 1, null)]
    [InlineData(Deleted, 1, 1, Partial, 9, 9, CountOutcome.Stale)]
    [InlineData(Deleted, 1, 4, Deleted, 2, 6, null)] // else the version between them would live or not by their order
    [InlineData(Deleted, 1, 6, Deleted, 2, 4, CountOutcome.Stale)]
    public void Settled_TwoContents_DecidesByStateThenBySourceThenByReceipt(
        FeedbackState heldState, int heldAt, int? heldRevised, FeedbackState state, int at, int? revised, CountOutcome? expected) =>
        Assert.Equal(expected, VersionDecision.Settled(Stored(Version("h", heldState, heldAt, heldRevised)), Version("a", state, at, revised)));

    [Theory]
    [InlineData(Complete, null, 1, CountOutcome.Counted)] // the very same delivery
    [InlineData(Partial, null, 1, CountOutcome.KeptPartial)]
    [InlineData(Deleted, null, 1, CountOutcome.Deleted)]
    [InlineData(Complete, null, 2, CountOutcome.Duplicate)]
    [InlineData(Complete, "i:000000:00001", 1, CountOutcome.Duplicate)]
    public void Settled_SameContent_WritesNothing(FeedbackState state, string? origin, int at, CountOutcome expected) =>
        Assert.Equal(expected, VersionDecision.Settled(Stored(Version("h", state, 1)), Version("h", state, at, origin: origin)));

    [Fact]
    public void Settled_ReplacedContentAgain_StaysReplaced()
    {
        StoredFeedback stored = Stored(Version("c", Complete, 3), new SeenVersion("b", null), new SeenVersion("a", "i:000000:00001"));

        Assert.Equal(CountOutcome.Duplicate, VersionDecision.Settled(stored, Version("b", Complete, 9)));
        Assert.Equal(CountOutcome.Duplicate, VersionDecision.Settled(stored, Version("a", Complete, 9)));
        Assert.Equal(CountOutcome.Duplicate, VersionDecision.Settled(stored, Version("a", Complete, 1, origin: "i:000001:00001")));
    }

    [Fact]
    public void Settled_RedeliveryOfReplacedImportRow_SaysAgainThatItCounted()
    {
        StoredFeedback stored = Stored(Version("b", Complete, 3), new SeenVersion("a", "i:000000:00001"));

        Assert.Equal(CountOutcome.Counted, VersionDecision.Settled(stored, Version("a", Complete, 1, origin: "i:000000:00001")));
    }

    [Fact]
    public void Settled_RowsOfOneImport_LaterRowStands()
    {
        LedgerVersion first = Version("a", Complete, 1, origin: LedgerVersion.OriginOf(new ImportPart("i", 9), 999));
        LedgerVersion second = Version("b", Complete, 1, origin: LedgerVersion.OriginOf(new ImportPart("i", 10), 0));

        Assert.Null(VersionDecision.Settled(Stored(first), second));
        Assert.Equal(CountOutcome.Stale, VersionDecision.Settled(Stored(second), first));
    }

    /// <summary>All versions over a small grid, of sources that date every version or none, in every order of three.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Settled_AnyOrderOfArrival_SameVersionStands(bool isDated)
    {
        List<LedgerVersion> grid = [];
        foreach (FeedbackState state in Enum.GetValues<FeedbackState>())
        {
            // Distinct instants: of what is equal in everything but content, the last to come stands.
            for (int at = 0; at < 3; at++)
            {
                if (!isDated || state == Deleted)
                {
                    grid.Add(Version($"{state}{at}", state, (at * 10) + (int)state, revised: null));
                }

                for (int revised = 0; isDated && revised < 3; revised++)
                {
                    grid.Add(Version($"{state}{at}r{revised}", state, (at * 10) + (int)state, (revised * 10) + (int)state + 4));
                }
            }
        }

        foreach (LedgerVersion a in grid)
        {
            foreach (LedgerVersion b in grid)
            {
                foreach (LedgerVersion c in grid.Where(_ => a != b))
                {
                    string expected = Last(a, b, c);
                    Assert.True(
                        Last(a, c, b) == expected && Last(b, a, c) == expected && Last(b, c, a) == expected && Last(c, a, b) == expected && Last(c, b, a) == expected,
                        $"{a} {b} {c}");
                }
            }
        }
    }

    [Fact]
    public void Seen_WrittenAndReadBack_KeepsTheLatestEight()
    {
        StoredFeedback stored = Stored(Version("v0", Complete, 0));
        for (int i = 1; i <= 10; i++)
        {
            stored = Stored(Version($"v{i}", Complete, i, origin: i % 2 == 0 ? $"i:{i}" : null), [.. stored.SeenByNext().Select(s => SeenVersion.Parse(s.ToString()))]);
        }

        Assert.Equal(["v9", "v8", "v7", "v6", "v5", "v4", "v3", "v2"], stored.Seen.Select(s => s.ContentHash));
        Assert.Equal([null, "i:8", null, "i:6", null, "i:4", null, "i:2"], stored.Seen.Select(s => s.Origin));
    }

    private static string Last(params LedgerVersion[] arriving)
    {
        StoredFeedback stored = Stored(arriving[0]);
        foreach (LedgerVersion version in arriving.Skip(1))
        {
            stored = VersionDecision.Settled(stored, version) is null ? Stored(version, [.. stored.SeenByNext()]) : stored;
        }

        return stored.Version.ContentHash;
    }

    private static LedgerVersion Version(string hash, FeedbackState state, int at, int? revised = null, string? origin = null) =>
        new(state, hash, DateTimeOffset.UnixEpoch.AddDays(at), revised is { } days ? DateTimeOffset.UnixEpoch.AddDays(days) : null, origin);

    private static StoredFeedback Stored(LedgerVersion version, params SeenVersion[] seen) =>
        new(new TableRow("p", "r"), default, version, new Aggregates(), seen);
}
