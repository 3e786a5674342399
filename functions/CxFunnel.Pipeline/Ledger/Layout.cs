using System.Globalization;

namespace CxFunnel.Pipeline.Ledger;

public enum LayoutState
{
    /// <summary>Nothing is under way.</summary>
    Settled,

    /// <summary>The ledger is being copied into the partitions of the next layout; nothing is written meanwhile.</summary>
    Moving,

    /// <summary>The partitions of the layout before are being emptied.</summary>
    Cleaning,
}

/// <summary>Which partitions hold the ledger of a program: a stored fact, numbered, so that two processes never mean different ones.</summary>
/// <param name="Shards">The number of partitions of every layout so far, the first one's first; while moving, the next one's last.</param>
/// <param name="ETag">Of the row that says so; null when none does yet.</param>
public sealed record Layout(string Program, IReadOnlyList<int> Shards, LayoutState State, string? ETag)
{
    /// <summary>When the change that is under way was begun, by the clock of whoever began it; null when none is, or an older version began it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Counts from 1.</summary>
    public int Number => State == LayoutState.Moving ? Shards.Count - 1 : Shards.Count;

    /// <summary>Of the layout that holds the feedback.</summary>
    public int Count => Shards[Number - 1];

    /// <summary>Whether both put the feedback into the same partitions.</summary>
    public bool IsSameAs(Layout other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Number, Count) == (other.Number, other.Count);
    }

    public IEnumerable<string> Partitions => PartitionsOf(Number);

    /// <summary>The partitions of one of the layouts.</summary>
    /// <param name="number">1 .. the number of <see cref="Shards"/>.</param>
    public IEnumerable<string> PartitionsOf(int number) => Enumerable.Range(0, Shards[number - 1]).Select(shard => Partition(number, shard));

    public string Partition(int shard) => Partition(Number, shard);

    /// <summary>No two layouts share a partition: what is copied into one never meets what was there before.</summary>
    public string Partition(int number, int shard) => number == 1
        ? LedgerKeys.Partition(Program, shard)
        : string.Create(CultureInfo.InvariantCulture, $"{Program}|{number}.{shard:D2}");

    /// <summary>The partition that a feedback lives in.</summary>
    public string PartitionOf(string feedbackId) => Partition(LedgerKeys.Shard(feedbackId, Count));
}
