using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>
/// The clauses that are clustered, where not all can be: one half the newest, so that what begins now is seen, the other half a sample of
/// all before them by their keys, so that what has been complained about for long is not forgotten. The same clauses in any
/// order give the same sample, and a ledger that grows changes little of it.
/// </summary>
/// <remarks>A key begins with the id of its feedback, which is a cryptographic hash: the smallest keys are as good as drawn by lot.</remarks>
/// <param name="most">At least 2.</param>
internal sealed class ClauseSample(int most)
{
    private readonly PriorityQueue<CauseText, (DateOnly Day, string Key)> _newest = new(Comparer<(DateOnly Day, string Key)>.Create(static (a, b) =>
        a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(b.Key, a.Key)));

    /// <summary>The largest key comes out first.</summary>
    private readonly PriorityQueue<CauseText, string> _older = new(Comparer<string>.Create(static (a, b) => string.CompareOrdinal(b, a)));

    /// <summary>All clauses that were added.</summary>
    public long Offered { get; private set; }

    public int Taken => _newest.Count + _older.Count;

    public void Add(CauseText clause)
    {
        ArgumentNullException.ThrowIfNull(clause);
        Offered++;
        if (_newest.Count < most - (most / 2))
        {
            _newest.Enqueue(clause, (clause.Day, clause.Key));
            return;
        }

        CauseText older = _newest.EnqueueDequeue(clause, (clause.Day, clause.Key));
        if (_older.Count < most / 2)
        {
            _older.Enqueue(older, older.Key);
        }
        else
        {
            _older.EnqueueDequeue(older, older.Key);
        }
    }

    /// <summary>In the order of their keys.</summary>
    public IReadOnlyList<CauseText> Take() =>
        [.. _newest.UnorderedItems.Select(c => c.Element).Concat(_older.UnorderedItems.Select(c => c.Element)).OrderBy(c => c.Key, StringComparer.Ordinal)];
}
