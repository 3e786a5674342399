using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Reshard;

/// <summary>What became of a change of shards.</summary>
/// <param name="Layout">The number of the layout that holds the feedback now.</param>
public sealed record ReshardReport(string Program, int Layout, int Shards, bool Changed);

/// <summary>
/// Lays the ledger of a program out anew. Its partitions are closed, so that nothing in them changes any more; what they hold is copied
/// into new ones that nobody reads; one row then says that the new ones count; the old ones are emptied. Each step can be done again by
/// anyone at any time, also by several at once, and goes on from where whoever was at it before came to. See docs/adr.
/// </summary>
public sealed class ReshardProgram(
    PatientTables tables, Programs programs, ProgramRegistry registry, LedgerCopy copy, LayoutSums sums, RollupProgram rollup, TimeProvider clock)
{
    public const int MaxShards = 64;

    private const int ChangesPerTransaction = 100;

    /// <summary>Several may meet at the row of the layout; each such meeting brings one of them further.</summary>
    private const int MaxSteps = 40;

    private readonly Layouts _layouts = new(tables, programs);

    /// <summary>Gives the program that many shards, after finishing what was under way.</summary>
    /// <param name="shards">1..<see cref="MaxShards"/>.</param>
    /// <returns>Null when there is no such program.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; call again, or leave it to <see cref="ResumeAsync"/>.</exception>
    public async Task<ReshardReport?> ReshardAsync(string program, int shards, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, MaxShards);
        if (!(await registry.ListAsync(cancellation)).Contains(program, StringComparer.Ordinal))
        {
            return null;
        }

        int before = (await _layouts.StoredAsync(program, cancellation)).Count;
        for (int step = 0; step < MaxSteps; step++)
        {
            Layout layout = await FinishAsync(program, cancellation);
            if (layout.Count == shards)
            {
                return new ReshardReport(program, layout.Number, layout.Count, before != shards);
            }

            await _layouts.ChangeAsync(
                layout, layout with { Shards = [.. layout.Shards, shards], State = LayoutState.Moving, Since = clock.GetUtcNow() }, cancellation);
        }

        throw new StorageUnavailableException("The shards of a program are being changed by several at once.");
    }

    /// <summary>Finishes the changes that were begun and left, of every program.</summary>
    /// <exception cref="StorageUnavailableException">Not all are finished.</exception>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        foreach (Layout left in await _layouts.UnderWayAsync(cancellation))
        {
            await FinishAsync(left.Program, cancellation);
        }
    }

    private async Task<Layout> FinishAsync(string program, CancellationToken cancellation)
    {
        while (true)
        {
            Layout layout = await _layouts.StoredAsync(program, cancellation);
            switch (layout.State)
            {
                case LayoutState.Settled:
                    return layout;
                case LayoutState.Moving:
                    await MoveAsync(layout, cancellation);
                    await _layouts.ChangeAsync(layout, layout with { State = LayoutState.Cleaning }, cancellation);
                    break;
                default:
                    await rollup.RollUpAsync(program, cancellation);
                    foreach (string partition in layout.PartitionsOf(layout.Number - 1))
                    {
                        await EmptyAsync(partition, cancellation);
                    }

                    await _layouts.ChangeAsync(layout, layout with { State = LayoutState.Settled, Since = null }, cancellation);
                    break;
            }
        }
    }

    private async Task MoveAsync(Layout layout, CancellationToken cancellation)
    {
        foreach (string partition in layout.Partitions)
        {
            await PartitionHead.CloseAsync(tables, partition, cancellation);
        }

        string[] next = [.. layout.PartitionsOf(layout.Number + 1)];
        foreach (string partition in next)
        {
            await PartitionHead.BeginBuildingAsync(tables, partition, cancellation);
        }

        // One that is finished says that all of them are.
        if (await copy.CopyAsync(layout, cancellation))
        {
            await sums.SumAsync(layout, cancellation);
        }

        foreach (string partition in next)
        {
            await PartitionHead.FinishBuildingAsync(tables, partition, cancellation);
        }
    }

    /// <summary>Removes everything but the head, which stays so that nothing opens the partition again.</summary>
    private async Task EmptyAsync(string partition, CancellationToken cancellation)
    {
        while (!await TryEmptyAsync(partition, cancellation))
        {
            // Someone else is at it too, or a try without an answer was carried out: look what is left.
        }
    }

    /// <returns>False when a row that was there a moment ago is gone.</returns>
    private async Task<bool> TryEmptyAsync(string partition, CancellationToken cancellation)
    {
        List<RowChange> deletes = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, LedgerKeys.Counted, columns: [], cancellation))
        {
            deletes.Add(RowChange.Delete(row, "*"));
            if (deletes.Count == ChangesPerTransaction)
            {
                if (await tables.CommitAsync(TableNames.Ledger, deletes, cancellation) is CommitOutcome.Conflict)
                {
                    return false;
                }

                deletes = [];
            }
        }

        return deletes.Count == 0 || await tables.CommitAsync(TableNames.Ledger, deletes, cancellation) is not CommitOutcome.Conflict;
    }
}
