using System.Globalization;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// The keys of the table <c>ledger</c>. A partition is a shard of a program, chosen by the feedback's identity alone: all
/// versions of a feedback, and every day that they belonged to, meet in one partition and change in one transaction.
/// </summary>
public static class LedgerKeys
{
    private const string AggregatePrefix = "a|";
    private const string WaitingPrefix = "c|";
    private const string MarkerPrefix = "d|";
    private const string FeedbackPrefix = "f|";
    private const string DayForm = "yyyyMMdd";
    private const string SecondForm = "yyyyMMddHHmmss";

    public static RowKeyRange Aggregates => RowKeyRange.StartingWith(AggregatePrefix);

    public static RowKeyRange Markers => RowKeyRange.StartingWith(MarkerPrefix);

    public static RowKeyRange Feedback => RowKeyRange.StartingWith(FeedbackPrefix);

    /// <summary>The partial responses that are not counted, those that wait longest first.</summary>
    public static RowKeyRange Waiting => RowKeyRange.StartingWith(WaitingPrefix);

    /// <summary>All rows that counting makes; the heads of partitions are not among them.</summary>
    public static RowKeyRange Counted => new(AggregatePrefix, "g");

    /// <summary>A partition of a program's first layout; <see cref="Layout"/> names all.</summary>
    /// <param name="shard">0 .. the layout's number of shards - 1.</param>
    public static string Partition(string program, int shard) => string.Create(CultureInfo.InvariantCulture, $"{program}|{shard:D2}");

    /// <summary>Which shard a feedback lives in.</summary>
    /// <param name="feedbackId">32 hex digits of a cryptographic hash, so that any of them are spread evenly.</param>
    public static int Shard(string feedbackId, int shards) =>
        (int)(uint.Parse(feedbackId.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) % (uint)shards);

    /// <summary>The sums of one day in this partition.</summary>
    public static string Aggregate(DateOnly day) => AggregatePrefix + Day(day);

    public static RowKeyRange AggregatesBetween(DateOnly from, DateOnly to) => new(Aggregate(from), Aggregate(to) + "\0");

    /// <summary>Says that the sums of this day have changed since they were last rolled up.</summary>
    public static string Marker(DateOnly day) => MarkerPrefix + Day(day);

    /// <summary>Says that a partial response is not counted yet.</summary>
    /// <param name="second">When its version was taken in: <see cref="Second"/>.</param>
    public static string WaitingRow(string second, string feedbackId) => $"{WaitingPrefix}{second}|{feedbackId}";

    /// <summary>The partial responses that were taken in before a second.</summary>
    public static RowKeyRange WaitingFromBefore(string second) => new(WaitingPrefix, WaitingPrefix + second);

    /// <summary>An instant down to the second, in digits that sort as instants do.</summary>
    public static string Second(DateTimeOffset at) => at.UtcDateTime.ToString(SecondForm, CultureInfo.InvariantCulture);

    /// <summary>The feedback id of a waiting row's key.</summary>
    public static string FeedbackIdOfWaiting(string rowKey)
    {
        ArgumentNullException.ThrowIfNull(rowKey);
        return rowKey[(rowKey.LastIndexOf('|') + 1)..];
    }

    public static string FeedbackRow(string feedbackId) => FeedbackPrefix + feedbackId;

    /// <summary>The feedback id of a feedback's row key.</summary>
    public static string FeedbackIdOf(string rowKey)
    {
        ArgumentNullException.ThrowIfNull(rowKey);
        return rowKey[FeedbackPrefix.Length..];
    }

    /// <summary>The day of an aggregate's or a marker's row key.</summary>
    public static DateOnly DayOf(string rowKey) => ParseDay(rowKey.AsSpan(2));

    public static string Day(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);

    public static DateOnly ParseDay(ReadOnlySpan<char> day) => DateOnly.ParseExact(day, DayForm, CultureInfo.InvariantCulture);
}
