using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class DiscoveryTests
{
    private static readonly DiscoveryOptions Options = new() { Day = new DateOnly(2026, 11, 1) };

    [Fact]
    public void Recluster_SixReasons_FindsThem()
    {
        (CauseText Clause, string Reason)[] complaints = Complaints.Of(25);

        DiscoveryRun run = Recluster(null, complaints.Select(c => c.Clause));

        foreach (IGrouping<string, (CauseText Clause, string Reason)> reason in complaints.GroupBy(c => c.Reason))
        {
            string most = reason.GroupBy(c => run.Assignments[c.Clause.Key]).MaxBy(g => g.Count())!.Key!;
            double pure = complaints.Where(c => run.Assignments[c.Clause.Key] == most).GroupBy(c => c.Reason).Max(g => g.Count()) / (double)complaints.Count(c => run.Assignments[c.Clause.Key] == most);
            Assert.True(pure > 0.9, $"{reason.Key}: {pure:P0}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 8)]
    public void Recluster_OtherOrderAndThreads_GivesTheSameBytes(int seed, int threads)
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        byte[] expected = Recluster(null, clauses).Model.ToBytes();
        new Random(seed).Shuffle(clauses);

        byte[] shuffled = Discovery.Recluster(null, clauses, Options with { Threads = threads }, []).Model.ToBytes();

        Assert.Equal(expected, shuffled);
    }

    [Fact]
    public void Assign_EveryClauseOfTheRun_SaysWhatTheRunSaid()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun run = Recluster(null, clauses);

        CauseModel read = CauseModel.FromBytes(run.Model.ToBytes());

        Assert.All(clauses, clause => Assert.Equal(run.Assignments[clause.Key], read.Assign(clause.Text, clause.Language, clause.Question)));
        Assert.Equal(run.Model.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void Recluster_SameAgain_PublishesNothingNew()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Recluster(null, clauses);

        DiscoveryRun second = Recluster(first.Model, clauses);

        Assert.Equal(first.Model.Number, second.Model.Number);
        Assert.Empty(second.Lineage);
        Assert.Equal(first.Assignments, second.Assignments);
    }

    [Fact]
    public void Recluster_MoreCohesionAskedForThanTextsHave_LeavesThemOutliers()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];

        DiscoveryRun run = Discovery.Recluster(null, clauses, Options with { LeastCohesion = 0.99 }, []);

        Assert.All(clauses, clause => Assert.Null(run.Assignments[clause.Key]));
        Assert.NotEmpty(Discovery.Recluster(null, clauses, Options with { LeastCohesion = 0.45 }, []).Model.Causes);
    }

    [Fact]
    public void Recluster_NoClauses_GivesAModelThatAssignsNothing()
    {
        DiscoveryRun run = Recluster(null, []);

        Assert.Empty(run.Model.Causes);
        Assert.Null(run.Model.Assign("the delivery was late", "en", null));
        Assert.Null(CauseModel.Empty.Assign("the delivery was late", "en", null));
    }

    private static DiscoveryRun Recluster(CauseModel? previous, IEnumerable<CauseText> clauses, params CauseEdit[] edits) =>
        Discovery.Recluster(previous, [.. clauses], Options, edits);
}
