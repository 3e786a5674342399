using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// What a writer has seen of one partition of the ledger and relies on until storage says that it is not so any more: a transaction under
/// versions that are not current fails as a whole. For one writer, one transaction at a time.
/// </summary>
/// <param name="daysAtOnce">Days that are read together, from the one that is asked for on; at least 1.</param>
internal sealed class PartitionSight(ITableStore tables, string partition, int daysAtOnce)
{
    private readonly Dictionary<DateOnly, DayRow> _days = [];
    private PartitionHead? _head;
    private (DateOnly First, DateOnly Last)? _read;

    public string Partition => partition;

    /// <exception cref="PartitionClosedException">There is none.</exception>
    public async Task<PartitionHead> HeadAsync(CancellationToken cancellation) => _head ??= await PartitionHead.OfAsync(tables, partition, cancellation);

    /// <summary>The sums of a day. Cheapest when days are asked for in their order.</summary>
    public async Task<DayRow> DayAsync(DateOnly day, CancellationToken cancellation)
    {
        if (!_days.ContainsKey(day) && (_read is not { } read || day < read.First || day > read.Last))
        {
            // What is known of others is let go: memory does not grow with the days of a ledger.
            _days.Clear();
            DateOnly last = DateOnly.FromDayNumber(Math.Min(day.DayNumber + daysAtOnce - 1, DateOnly.MaxValue.DayNumber));
            await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.AggregatesBetween(day, last), columns: null, cancellation))
            {
                _days[LedgerKeys.DayOf(row.RowKey)] = DayRow.Read(row);
            }

            _read = (day, last);
        }

        return _days.TryGetValue(day, out DayRow? known) ? known : DayRow.Missing(day);
    }

    /// <summary>The days as this writer has written them.</summary>
    public void Note(IEnumerable<DayRow> written)
    {
        foreach (DayRow day in written)
        {
            _days[day.Day] = day;
        }
    }

    /// <summary>Somebody else was first.</summary>
    public void Forget()
    {
        _days.Clear();
        _head = null;
        _read = null;
    }
}
