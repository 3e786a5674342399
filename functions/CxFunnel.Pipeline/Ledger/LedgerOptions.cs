using System.ComponentModel.DataAnnotations;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>Section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    /// <summary>
    /// Changes in one transaction, 10..100; 100 is the limit of table storage and the default.
    /// </summary>
    [Range(10, 100)]
    public int MaxChangesPerTransaction { get; set; } = 100;

    /// <summary>Estimated bytes in one transaction; 3 MiB by default, below the service's 4 MiB with room for its envelope.</summary>
    [Range(64 * 1024, 4 * 1024 * 1024)]
    public int MaxTransactionBytes { get; set; } = 3 * 1024 * 1024;

    /// <summary>Values of one dimension on one day in one shard; later ones count as <c>(other)</c>. 400 keeps an aggregate row below 1 MiB.</summary>
    [Range(1, 1000)]
    public int MaxValuesPerDimension { get; set; } = 400;

    /// <summary>How often a transaction is tried before its messages go back to the queue, 1..20.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The wait after the first failed attempt; doubled with each, with jitter, up to <see cref="LongestRetryWait"/>.</summary>
    public TimeSpan FirstRetryWait { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestRetryWait { get; set; } = TimeSpan.FromSeconds(2);
}
