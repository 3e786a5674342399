using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Testing.Simulation;

/// <summary>What must be true of root causes when all is quiet and discovery has run.</summary>
public static class CauseInvariants
{
    private static readonly DateOnly Day = DateOnly.FromDateTime(SimulatedClock.Beginning.UtcDateTime);

    /// <summary>What is known of a program's root causes, as it is stored.</summary>
    public static CauseKnowledge KnowledgeOf(SimulatedWorld world, string program) =>
        new CauseKnowledgeStore(world.Tables, world.Blobs, TimeProvider.System).ReadAsync(program, CancellationToken.None).GetAwaiter().GetResult().Knowledge;

    /// <summary>
    /// The published model is the one that follows from the feedback, in whatever order it is read: nobody has anything to add to it. Where
    /// no run has seen less than all feedback, it is the first one, to the byte: whoever ran, how many at once, and whatever cut them off.
    /// </summary>
    /// <param name="isFirst">Whether all runs have seen all feedback, and no decisions.</param>
    /// <returns>How many root causes were found.</returns>
    public static int ModelFollowsFromFeedback(SimulatedWorld world, string program, bool isFirst, Random random)
    {
        CauseKnowledge known = KnowledgeOf(world, program);
        CauseText[] clauses =
        [
            .. new UnexplainedComplaints(world.Tables, new Layouts(world.Tables, world.Programs), new RootCauseOptions()).ReadAsync(program, known, CancellationToken.None).GetAwaiter().GetResult().Take(),
        ];
        random.Shuffle(clauses);
        if (clauses.Length == 0 && known.Model is null)
        {
            return 0;
        }

        CauseModel again = Recluster(known.Model);
        LedgerInvariants.Check(again.Number == (known.Model?.Number ?? 0), $"{program} has a model {known.Model?.Number} and should have another one");
        if (isFirst && known.Model is not null)
        {
            LedgerInvariants.Check(
                Recluster(previous: null).ToBytes().AsSpan().SequenceEqual(known.Model.ToBytes()), $"the model of {program} is not the one that its feedback makes");
        }

        return known.Model?.Causes.Count ?? 0;

        CauseModel Recluster(CauseModel? previous) => Discovery.Recluster(previous, clauses, DiscoverRootCauses.Options(Day), known.Edits.All).Model;
    }

    /// <summary>The catalogue's numbers are those of all days, and its quotes of feedback that names the cause and is there.</summary>
    /// <param name="sums">Of the cells of root causes, over all days.</param>
    public static void CatalogueIsThatOf(MemoryTables tables, IReadOnlyDictionary<(string Program, string RootCauseId), Tally> sums, Programs programs)
    {
        Dictionary<string, TableRow> ledger = [];
        foreach (TableRow row in tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal)))
        {
            ledger[LedgerKeys.FeedbackIdOf(row.RowKey)] = row;
        }

        Dictionary<(string, string), TableRow> entries = tables.All(TableNames.RootCauses).ToDictionary(r => (r.PartitionKey, r.RowKey));
        foreach ((string program, string id) in sums.Keys)
        {
            LedgerInvariants.Check(entries.ContainsKey((program, id)), $"rootcauses has no {program} {id}");
        }

        foreach (((string program, string id), TableRow row) in entries)
        {
            CauseMetrics metrics = CauseMetrics.Of(sums.GetValueOrDefault((program, id)) ?? new Tally(), programs.Of(program).DetractorChurn);
            LedgerInvariants.Check(
                row.Number("Mentions") == metrics.Mentions && metrics.ValueAtRisk.Equals(row["ValueAtRisk"]), $"rootcauses {program} {id} has {row.Number("Mentions")} mentions and not {metrics.Mentions}");
            foreach (string quoted in row.Text("QuotedFeedback")!.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                LedgerInvariants.Check(
                    ledger.TryGetValue(quoted, out TableRow? feedback) && feedback.Text("Causes")?.Split(' ').Contains(id) == true, $"rootcauses {program} {id} quotes {quoted}, which does not name it");
            }
        }
    }
}
