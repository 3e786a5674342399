using System.Security.Cryptography;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Verify;

/// <summary>The sum of the ledger rows of one partition. Grows with days, cells and partial responses that wait, not with counted feedback.</summary>
public sealed class PartitionFold
{
    private const int MaxFlawsListed = 100;

    private readonly DayFold _fold = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly List<(string FeedbackId, string What)> _flaws = [];

    /// <summary>Rows read.</summary>
    public long Feedback { get; private set; }

    public IReadOnlyDictionary<DateOnly, Aggregates> Days => _fold.Days;

    /// <summary>The keys of the rows that must be there beside partial responses that wait.</summary>
    public IReadOnlySet<string> Waiting => _waiting;

    /// <summary>Rows that cannot be folded or lie where no writer looks for them; the first hundred.</summary>
    public IReadOnlyList<(string FeedbackId, string What)> Flaws => _flaws;

    public long FlawCount { get; private set; }

    internal void Add(TableRow row, Layout layout)
    {
        Feedback++;
        try
        {
            if (layout.PartitionOf(LedgerKeys.FeedbackIdOf(row.RowKey)) != row.PartitionKey)
            {
                AddFlaw(row, "lies in the wrong shard");
            }

            if (row.Text(StoredFeedback.Column.WaitingSince) is { } since)
            {
                _waiting.Add(LedgerKeys.WaitingRow(since, LedgerKeys.FeedbackIdOf(row.RowKey)));
            }

            if (_fold.Read(row) is (var contribution, var sum))
            {
                sum.Add(contribution);
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            AddFlaw(row, "cannot be read");
        }
    }

    private void AddFlaw(TableRow row, string what)
    {
        FlawCount++;
        if (_flaws.Count < MaxFlawsListed)
        {
            _flaws.Add((LedgerKeys.FeedbackIdOf(row.RowKey), what));
        }
    }
}

/// <summary>Adds the ledger rows of a partition up, reading only the columns that decide.</summary>
public sealed class LedgerFold(ITableStore tables)
{
    private const int RowsPerReport = 1_000;

    private static readonly string[] Columns = [.. DayFold.Columns, StoredFeedback.Column.WaitingSince];

    /// <param name="layout">Says which rows belong there.</param>
    /// <param name="partition">One of its partitions.</param>
    /// <param name="progress">Gets the rows read since it last was told; null for nobody.</param>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<PartitionFold> ReadAsync(Layout layout, string partition, IProgress<long>? progress, CancellationToken cancellation)
    {
        PartitionFold fold = new();
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Feedback, Columns, cancellation))
        {
            fold.Add(row, layout);
            if (fold.Feedback % RowsPerReport == 0)
            {
                progress?.Report(RowsPerReport);
            }
        }

        progress?.Report(fold.Feedback % RowsPerReport);
        return fold;
    }

    /// <summary>The version tag of every day's aggregate row: a day whose tag is the same before and after a fold did not change during it.</summary>
    public async Task<Dictionary<DateOnly, string>> TagsAsync(string partition, CancellationToken cancellation)
    {
        Dictionary<DateOnly, string> tags = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Aggregates, columns: [], cancellation))
        {
            tags[LedgerKeys.DayOf(row.RowKey)] = row.ETag!;
        }

        return tags;
    }

    /// <summary>Every day's aggregate row, its sums as their hash.</summary>
    internal async Task<Dictionary<DateOnly, StoredDay>> StoredAsync(string partition, CancellationToken cancellation)
    {
        Dictionary<DateOnly, StoredDay> days = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Aggregates, columns: null, cancellation))
        {
            days[LedgerKeys.DayOf(row.RowKey)] = StoredDay.Read(row);
        }

        return days;
    }

    /// <summary>The sums of a day's aggregate row.</summary>
    /// <returns>None for one that is missing or cannot be read; null when the row is not the one with that tag any more.</returns>
    internal async Task<Aggregates?> SumsAsync(string partition, DateOnly day, string? tag, CancellationToken cancellation)
    {
        TableRow? row = await tables.FindAsync(TableNames.Ledger, partition, LedgerKeys.Aggregate(day), cancellation);
        if (row?.ETag != tag)
        {
            return null;
        }

        try
        {
            return row is null ? new Aggregates() : DayRow.Read(row).Sums;
        }
        catch (FormatException)
        {
            // What cannot be read is worth nothing; the fold says what should be there.
            return new Aggregates();
        }
    }
}

/// <summary>A day's aggregate row without its sums, which take a thousand times as much memory.</summary>
/// <param name="Hash">Of the sums as they are stored; equal sums have equal hashes.</param>
internal sealed record StoredDay(long Version, string? ETag, byte[] Hash)
{
    /// <summary>Of a day that has no row.</summary>
    public static StoredDay Missing { get; } = new(0, ETag: null, SHA256.HashData(new Aggregates().ToBytes()));

    public static StoredDay Read(TableRow row) => new(row.Number(DayRow.VersionColumn), row.ETag, SHA256.HashData(LongText.Bytes(row, DayRow.SumsColumn)));

    /// <summary>Whether these are its sums.</summary>
    public bool Holds(Aggregates sums) => SHA256.HashData(sums.ToBytes()).AsSpan().SequenceEqual(Hash);
}
