using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>
/// The month's text records, shared by all workers and kept in the table <c>settings</c>. A worker takes records out in blocks before
/// it spends them: what is written is never less than what was spent, so the budget holds whatever crashes; a crash can waste one block.
/// </summary>
public sealed class TextRecordBudget(ITableStore tables, LanguageOptions options, TimeProvider clock) : IDisposable
{
    private const string Partition = "language";
    private const string Taken = "TakenRecords";
    private const string PausedUntil = "PausedUntil";
    private const long Block = 100;

    /// <summary>Rivals for the row come at most once a block each; more rounds than this mean that storage does not take it.</summary>
    private const int MaxRounds = 10;

    /// <summary>How long a worker goes by what it last read of the pause that another worker may have noted.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private string _month = string.Empty;
    private long _held;
    private long _taken;
    private DateTimeOffset _pausedUntil;
    private DateTimeOffset? _lookedAt;

    /// <summary>Sets aside records to spend at once.</summary>
    /// <param name="wanted">At least 1.</param>
    /// <returns>False when the month has not that many left, or the second engine is to be left alone.</returns>
    /// <exception cref="StorageUnavailableException">The budget cannot be read or written; spend nothing.</exception>
    public async Task<bool> TryTakeAsync(long wanted, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        await _turn.WaitAsync(cancellation);
        try
        {
            await LookAsync(cancellation);
            if (clock.GetUtcNow() < _pausedUntil)
            {
                return false;
            }

            if (_held < wanted && !await TakeBlockAsync(wanted - _held, cancellation))
            {
                return false;
            }

            _held -= wanted;
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Puts back what was set aside and not spent; this worker keeps it for its next texts.</summary>
    public async Task GiveBackAsync(long records, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        _held += records;
        _turn.Release();
    }

    /// <summary>Tells all workers to leave the second engine alone until then.</summary>
    /// <exception cref="StorageUnavailableException">The others do not know; this worker does.</exception>
    public async Task PauseAsync(DateTimeOffset until, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _pausedUntil = until;
            await ChangeAsync(row => row[PausedUntil] = until, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What stands in storage.</summary>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<BudgetState> ReadAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _lookedAt = null;
            await LookAsync(cancellation);
            return new BudgetState(options.MonthlyTextRecords, Math.Max(0, options.MonthlyTextRecords - _taken) + _held, _pausedUntil > clock.GetUtcNow() ? _pausedUntil : null);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Reads the month's row when it is time to, and forgets what belonged to another month.</summary>
    private async Task LookAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string month = now.ToString("yyyyMM", CultureInfo.InvariantCulture);
        bool isNewMonth = month != _month;
        if (isNewMonth)
        {
            (_month, _held) = (month, 0);
        }

        if (isNewMonth || _lookedAt is null || now - _lookedAt > LooksEvery)
        {
            TableRow? row = await tables.FindAsync(TableNames.Settings, Partition, Row, cancellation);
            _taken = row?.Number(Taken) ?? 0;
            _pausedUntil = row?.Instant(PausedUntil) is { } until && until > _pausedUntil ? until : _pausedUntil;
            _lookedAt = now;
        }
    }

    private async Task<bool> TakeBlockAsync(long wanted, CancellationToken cancellation)
    {
        long got = 0;
        await ChangeAsync(
            row =>
            {
                long taken = row.Number(Taken);
                got = Math.Min(Math.Max(wanted, Block), options.MonthlyTextRecords - taken);
                got = got < wanted ? 0 : got;
                row[Taken] = taken + got;
            },
            cancellation);
        _held += got;
        return got > 0;
    }

    private async Task ChangeAsync(Action<TableRow> change, CancellationToken cancellation)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            TableRow? seen = await tables.FindAsync(TableNames.Settings, Partition, Row, cancellation);
            TableRow next = new(Partition, Row) { [Taken] = seen?.Number(Taken) ?? 0L, [PausedUntil] = seen?.Instant(PausedUntil) };
            change(next);
            _taken = next.Number(Taken);
            if (await tables.CommitAsync(TableNames.Settings, [RowChange.After(seen, next)], cancellation) is CommitOutcome.Done)
            {
                return;
            }
        }

        throw new StorageUnavailableException("The budget of text records is being written by others all the time.");
    }

    private string Row => $"records-{_month}";
}

/// <param name="PerMonth">As configured.</param>
/// <param name="Left">Not yet spent by this worker or set aside by another.</param>
/// <param name="PausedUntil">The second engine asked to be left alone until then; null when it did not.</param>
public sealed record BudgetState(long PerMonth, long Left, DateTimeOffset? PausedUntil);
