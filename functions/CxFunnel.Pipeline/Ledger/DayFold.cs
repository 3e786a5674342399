using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>The fold of ledger rows: what they contribute, by day. Grows with days and cells, not with feedback.</summary>
internal sealed class DayFold
{
    /// <summary>What it reads of a row.</summary>
    public static readonly IReadOnlyList<string> Columns = [StoredFeedback.Column.Day, StoredFeedback.Column.Contribution];

    private readonly Dictionary<DateOnly, Aggregates> _days = [];

    public IReadOnlyDictionary<DateOnly, Aggregates> Days => _days;

    /// <returns>What a row contributes, and the sum of its day so far, which the caller adds it to; null when it contributes nothing.</returns>
    /// <exception cref="FormatException">The row cannot be read.</exception>
    /// <exception cref="ArgumentException">Nor such a one.</exception>
    /// <exception cref="OverflowException">Nor such a one.</exception>
    public (Aggregates Contribution, Aggregates Sum)? Read(TableRow row)
    {
        Aggregates contribution = Aggregates.FromBytes(row.Bytes(StoredFeedback.Column.Contribution));
        if (contribution.IsEmpty)
        {
            return null;
        }

        DateOnly day = LedgerKeys.ParseDay(row.Text(StoredFeedback.Column.Day));
        if (!_days.TryGetValue(day, out Aggregates? sum))
        {
            _days[day] = sum = new Aggregates();
        }

        return (contribution, sum);
    }
}
