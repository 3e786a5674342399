using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.RootCauses.Report;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>What was done and what changed since, in rows beside the knowledge.</summary>
internal static class DiscoveryLog
{
    private const string RunKey = "run";
    private const string LineagePrefix = "lineage|";
    private const string ChangeKey = "changed";
    private const string ChangeColumn = "Change";
    private const string TagsColumn = "Knowledge";
    private const string FinishedAtColumn = "FinishedAt";
    private const string SecondsColumn = "Seconds";
    private const string ChangedAtColumn = "At";
    private const string ClausesColumn = "Clauses";
    private const string UnexplainedColumn = "Unexplained";
    private const string ChangedColumn = "Changed";
    private const string CauseColumn = "RootCauseId";
    private const string KindColumn = "Kind";
    private const string OtherColumn = "OtherId";
    private const string DateColumn = "Date";
    private const string ModelColumn = "Model";

    /// <summary>The mark that feedback was counted since; another one each time.</summary>
    public static async Task<string?> ChangeAsync(ITableStore tables, string program, CancellationToken cancellation) =>
        (await tables.FindAsync(TableNames.CauseKnowledge, program, ChangeKey, cancellation))?.ETag;

    public static Task NoteChangeAsync(ITableStore tables, string program, DateTimeOffset at, CancellationToken cancellation) =>
        tables.CommitAsync(TableNames.CauseKnowledge, [RowChange.Put(new TableRow(program, ChangeKey) { [ChangedAtColumn] = at })], cancellation);

    /// <summary>
    /// Whether a run is worth its reads: what is known has changed, or feedback was counted and has come to rest. While an import
    /// streams in, the same rows would be read again and again, so a run waits for its end, though not for ever.
    /// </summary>
    public static async Task<bool> IsDueAsync(
        ITableStore tables, string program, StoredKnowledge stored, CauseSwitch causeSwitch, RootCauseOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        TableRow? change = await tables.FindAsync(TableNames.CauseKnowledge, program, ChangeKey, cancellation);
        bool isBusy = change?.Instant(ChangedAtColumn) is { } changedAt && now - changedAt < options.Quiet;
        TableRow? run = await tables.FindAsync(TableNames.CauseKnowledge, program, RunKey, cancellation);
        if (run is null && (isBusy || change is null))
        {
            if (change is null)
            {
                // The first feedback is being counted at this moment, and no rollup has said so yet.
                await NoteChangeAsync(tables, program, now, cancellation);
            }

            // From here the longest wait is counted.
            await DoneAsync(tables, program, stored, change: null, TimeSpan.Zero, now, result: null, cancellation);
            return false;
        }

        if (run is null || run.Text(TagsColumn) != Tags(stored) || await causeSwitch.PhaseAsync(program, cancellation) != SwitchPhase.None)
        {
            return true;
        }

        double seconds = run[SecondsColumn] is double took ? took : 0;
        TimeSpan pause = TimeSpan.FromSeconds(Math.Max(options.LeastPause.TotalSeconds, options.PausePerDuration * seconds));
        TimeSpan waited = now - (run.Instant(FinishedAtColumn) ?? DateTimeOffset.MinValue);
        return run.Text(ChangeColumn) != (change?.ETag ?? string.Empty) && waited >= pause && (!isBusy || waited >= options.LongestWait);
    }

    /// <param name="result">Null for none: nothing was read yet.</param>
    public static Task DoneAsync(
        ITableStore tables, string program, StoredKnowledge stored, string? change, TimeSpan took, DateTimeOffset at, DiscoveryResult? result, CancellationToken cancellation) =>
        tables.CommitAsync(
            TableNames.CauseKnowledge,
            [
                RowChange.Put(new TableRow(program, RunKey)
                {
                    [TagsColumn] = Tags(stored),
                    [ChangeColumn] = change ?? string.Empty,
                    [FinishedAtColumn] = at,
                    [SecondsColumn] = took.TotalSeconds,
                    [ClausesColumn] = (long?)result?.Clauses,
                    [UnexplainedColumn] = result?.Unexplained,
                    [ChangedColumn] = result?.Changed,
                }),
            ],
            cancellation);

    /// <summary>One event of a root cause's life.</summary>
    public static TableRow Lineage(string program, int modelNumber, int index, LineageEvent happened) =>
        new(program, string.Create(CultureInfo.InvariantCulture, $"{LineagePrefix}{modelNumber:D6}|{index:D5}"))
        {
            [CauseColumn] = happened.RootCauseId,
            [KindColumn] = happened.Kind.ToString().ToLowerInvariant(),
            [OtherColumn] = happened.OtherId ?? string.Empty,
            [DateColumn] = new DateTimeOffset(happened.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            [ModelColumn] = (long)modelNumber,
        };

    /// <summary>What happened to a root cause, and to others on its account, oldest first.</summary>
    public static async Task<IReadOnlyList<LineageStep>> LineageAsync(ITableStore tables, string program, string rootCauseId, CancellationToken cancellation)
    {
        List<LineageStep> steps = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.CauseKnowledge, program, RowKeyRange.StartingWith(LineagePrefix), columns: null, cancellation))
        {
            if (row.Text(CauseColumn) is { } id && (id == rootCauseId || row.Text(OtherColumn) == rootCauseId))
            {
                DateOnly date = DateOnly.FromDateTime((row.Instant(DateColumn) ?? DateTimeOffset.MinValue).UtcDateTime);
                steps.Add(new LineageStep(date, row.Text(KindColumn) ?? string.Empty, id, row.Text(OtherColumn) is { Length: > 0 } other ? other : null, row.Number(ModelColumn)));
            }
        }

        return steps;
    }

    /// <returns>Null before the first model.</returns>
    public static async Task<DiscoveryState?> StateAsync(ITableStore tables, string program, StoredKnowledge stored, CancellationToken cancellation)
    {
        if (stored.ModelRow is not { } model)
        {
            return null;
        }

        TableRow? run = await tables.FindAsync(TableNames.CauseKnowledge, program, RunKey, cancellation);
        return new DiscoveryState(
            stored.ModelNumber, model[CauseKnowledgeStore.StabilityColumn] is double stability ? stability : 0, run?[ClausesColumn] as long?, run?[UnexplainedColumn] as long?, run?.Instant(FinishedAtColumn));
    }

    private static string Tags(StoredKnowledge stored) => $"{stored.TaxonomyRow?.ETag} {stored.ModelRow?.ETag} {stored.EditsRow?.ETag} {stored.Knowledge.Taxonomy.Version}";
}
