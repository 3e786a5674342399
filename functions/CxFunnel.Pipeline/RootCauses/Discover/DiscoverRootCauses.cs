using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>What a run of discovery did.</summary>
/// <param name="Clauses">Complaint clauses that were clustered.</param>
/// <param name="Unexplained">Complaint clauses that no taxonomy explains: more than those where there are more than <see cref="RootCauseOptions.MaxClauses"/>.</param>
/// <param name="ModelNumber">The published model.</param>
/// <param name="Changed">Feedback whose causes changed.</param>
public sealed record DiscoveryResult(string Program, int Clauses, long Unexplained, int ModelNumber, long Changed);

/// <summary>
/// Finds root causes that nobody named beforehand: reads the unexplained complaints of the ledger, clusters them, publishes the next
/// model, gives the feedback its causes by all that is known then, and writes the catalogue. One run a program at a time; whatever ends
/// a run, the next one finishes or redoes it.
/// </summary>
public sealed class DiscoverRootCauses(
    ITableStore tables,
    Programs programs,
    Layouts layouts,
    ProgramRegistry registry,
    CauseKnowledgeStore knowledge,
    CauseSwitch causeSwitch,
    DaySums sums,
    RollupProgram rollup,
    RootCausesTable catalogue,
    QuoteEraser quotes,
    LedgerOptions ledgerOptions,
    RootCauseOptions options,
    TimeProvider clock)
{
    private const int LineageRowsAtOnce = 90;

    /// <summary>What the taxonomy leaves over is leftovers too: without a bound they would be groups, and the page would call them reasons.</summary>
    private const double LeastCohesion = 0.45;

    /// <summary>Half of those who speak of a root cause have a telling word in common: the share at which the reasons of labelled complaints were purest (docs/root-causes.md).</summary>
    private const double LeastShared = 0.5;

    /// <summary>How a run of that day clusters.</summary>
    internal static DiscoveryOptions Options(DateOnly day) => new() { Day = day, LeastCohesion = LeastCohesion, LeastShared = LeastShared };

    /// <summary>Runs for every program where something changed since its last run.</summary>
    /// <exception cref="StorageUnavailableException">At least one program was not finished; the others were.</exception>
    public async Task RunDueAsync(CancellationToken cancellation)
    {
        StorageUnavailableException? failure = null;
        foreach (string program in await registry.ListAsync(cancellation))
        {
            try
            {
                if (await DiscoveryLog.IsDueAsync(tables, program, await knowledge.ReadAsync(program, cancellation), causeSwitch, options, clock, cancellation))
                {
                    await RunAsync(program, cancellation);
                }
            }
            catch (StorageUnavailableException e)
            {
                failure = e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <returns>Null when another run is at work, or was faster.</returns>
    /// <exception cref="StorageUnavailableException">Not finished; the next run goes on.</exception>
    public async Task<DiscoveryResult?> RunAsync(string program, CancellationToken cancellation)
    {
        DiscoveryLease lease = new(tables, program, clock);
        if (!await lease.TryTakeAsync(cancellation))
        {
            return null;
        }

        try
        {
            return await RunAsync(program, lease, cancellation);
        }
        finally
        {
            await lease.EndAsync();
        }
    }

    private async Task<DiscoveryResult?> RunAsync(string program, DiscoveryLease lease, CancellationToken cancellation)
    {
        long startedAt = clock.GetTimestamp();
        // Read first: what changes from here on asks for another run.
        string? change = await DiscoveryLog.ChangeAsync(tables, program, cancellation);
        StoredKnowledge seen = await knowledge.ReadAsync(program, cancellation);
        ClauseSample sample = await new UnexplainedComplaints(tables, layouts, options).ReadAsync(program, seen.Knowledge, cancellation);
        if (!await PublishAsync(program, seen, sample.Take(), cancellation) || !await lease.KeepAsync(cancellation))
        {
            return null;
        }

        StoredKnowledge now = await knowledge.ReadAsync(program, cancellation);
        if (await RescoreAsync(program, now.Knowledge, lease, cancellation) is not { } changed)
        {
            return null;
        }

        DiscoveryResult result = new(program, sample.Taken, sample.Offered, now.ModelNumber, changed);
        await DiscoveryLog.DoneAsync(tables, program, now, change, clock.GetElapsedTime(startedAt), clock.GetUtcNow(), result, cancellation);
        return result;
    }

    /// <returns>False when another run published meanwhile: what was clustered here is void.</returns>
    private async Task<bool> PublishAsync(string program, StoredKnowledge seen, IReadOnlyList<CauseText> clauses, CancellationToken cancellation)
    {
        CauseModel? previous = seen.Knowledge.Model;
        if (clauses.Count == 0 && previous is null)
        {
            return true;
        }

        DateOnly day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        DiscoveryRun run = Discovery.Recluster(previous, clauses, Options(day), seen.Knowledge.Edits.All);
        if (run.Model.Number == (previous?.Number ?? 0))
        {
            return true;
        }

        TableRow[] lineage = [.. run.Lineage.Select((e, i) => DiscoveryLog.Lineage(program, run.Model.Number, i, e))];
        foreach (TableRow[] early in lineage.Skip(LineageRowsAtOnce).Chunk(LineageRowsAtOnce))
        {
            await tables.CommitAsync(TableNames.CauseKnowledge, [.. early.Select(RowChange.Put)], cancellation);
        }

        return await knowledge.PublishAsync(program, seen, run.Model, run.Stability, [.. lineage.Take(LineageRowsAtOnce)], cancellation);
    }

    /// <summary>
    /// The ledger's rows to what is known, then every day into the tables for BI, which keep the old state until then, and last the
    /// catalogue.
    /// </summary>
    private async Task<long?> RescoreAsync(string program, CauseKnowledge known, DiscoveryLease lease, CancellationToken cancellation)
    {
        CatalogueWriter writer = new(catalogue, quotes, sums, programs, options);
        IReadOnlyList<DateOnly> days = await sums.DaysAsync(program, DateOnly.MinValue, DateOnly.MaxValue, cancellation);
        DateOnly windowBegins = days.Count == 0 ? DateOnly.MinValue : days[^1].AddDays(1 - CatalogueWriter.WindowDays);
        HashSet<string> examples = [.. known.Model?.Causes.SelectMany(c => c.Examples) ?? []];
        CauseFacts facts = new(examples, windowBegins);

        // A run that was cut off has left the switch on: its rows are rolled up by this one.
        bool isSwitching = await causeSwitch.PhaseAsync(program, cancellation) != SwitchPhase.None;
        LedgerRescore rescore = new(tables, layouts, clock, ledgerOptions);
        long? changed = await rescore.RescoreAsync(
            program,
            known,
            (row, feedback, causes) => facts.Note(row, feedback, causes, known.Edits.Resolve),
            async () =>
            {
                if (!isSwitching)
                {
                    await causeSwitch.SetAsync(program, SwitchPhase.Rescoring, cancellation);
                    isSwitching = true;
                }

                return await lease.KeepAsync(cancellation);
            },
            cancellation);
        if (changed is null)
        {
            return null;
        }

        if (isSwitching)
        {
            await causeSwitch.SetAsync(program, SwitchPhase.RollingUp, cancellation);
            await rollup.RollUpCausesAsync(program, cancellation);
            await causeSwitch.SetAsync(program, SwitchPhase.None, cancellation);
        }

        await writer.WriteAsync(program, known, facts, cancellation);
        return changed;
    }
}
