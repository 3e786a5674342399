using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>
/// Lets one run of discovery at a time work on a program. It saves work and is no fence: a model is published, and a row of the ledger
/// is changed, only by who has seen the one before, and what a run that lost its lease did wrong the next one puts right.
/// </summary>
internal sealed class DiscoveryLease(ITableStore tables, string program, TimeProvider clock)
{
    private const string Key = "lease";
    private const string UntilColumn = "Until";

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private string? _tag;
    private DateTimeOffset _until;

    /// <returns>False when another run has it.</returns>
    public async Task<bool> TryTakeAsync(CancellationToken cancellation)
    {
        TableRow? held = await tables.FindAsync(TableNames.CauseKnowledge, program, Key, cancellation);
        return !(held?.Instant(UntilColumn) > clock.GetUtcNow()) && await PutAsync(held?.ETag, cancellation);
    }

    /// <summary>Prolongs it in good time.</summary>
    /// <returns>False when it was lost.</returns>
    public async ValueTask<bool> KeepAsync(CancellationToken cancellation) =>
        clock.GetUtcNow() < _until - (Length / 2) || await PutAsync(_tag, cancellation);

    public async Task EndAsync()
    {
        try
        {
            // Lost meanwhile: then it is another's. Also at the end of a run that was cancelled.
            await tables.CommitAsync(TableNames.CauseKnowledge, [RowChange.Delete(new TableRow(program, Key), _tag!)], CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // It ends by itself.
        }
    }

    private async Task<bool> PutAsync(string? seen, CancellationToken cancellation)
    {
        DateTimeOffset until = clock.GetUtcNow() + Length;
        TableRow row = new(program, Key) { [UntilColumn] = until };
        RowChange change = seen is null ? RowChange.Insert(row) : RowChange.Replace(row, seen);
        if (await tables.CommitAsync(TableNames.CauseKnowledge, [change], cancellation) is not CommitOutcome.Done done)
        {
            return false;
        }

        (_tag, _until) = (done.ETags[0], until);
        return true;
    }
}
