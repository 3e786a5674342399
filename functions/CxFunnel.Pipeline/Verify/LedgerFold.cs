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

    /// <summary>Equal sums have equal bytes.</summary>
    public static bool AreSame(Aggregates one, Aggregates other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.ToBytes().AsSpan().SequenceEqual(other.ToBytes());
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

    /// <summary>Every day's aggregate row.</summary>
    internal async Task<Dictionary<DateOnly, DayRow>> StoredAsync(string partition, CancellationToken cancellation)
    {
        Dictionary<DateOnly, DayRow> rows = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Aggregates, columns: null, cancellation))
        {
            DateOnly day = LedgerKeys.DayOf(row.RowKey);
            try
            {
                rows[day] = DayRow.Read(row);
            }
            catch (FormatException)
            {
                // What cannot be read is worth nothing; the fold says what should be there.
                rows[day] = new DayRow(day, new Aggregates(), row.Number(DayRow.VersionColumn), row.ETag);
            }
        }

        return rows;
    }
}
