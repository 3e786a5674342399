using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class IdentityTests
{
    private static readonly DiscoveryOptions First = new() { Day = new DateOnly(2026, 11, 1) };
    private static readonly DiscoveryOptions Second = new() { Day = new DateOnly(2026, 11, 2) };

    [Fact]
    public void Recluster_TenPercentMore_KeepsIdsAndNearlyAllAssignments()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        new Random(4).Shuffle(clauses);
        CauseText[] before = clauses[..^14];
        DiscoveryRun first = Discovery.Recluster(null, before, First, []);

        DiscoveryRun second = Discovery.Recluster(first.Model, clauses, Second, []);

        int changed = before.Count(clause => first.Assignments[clause.Key] != second.Assignments[clause.Key]);
        Assert.True(changed < 0.05 * before.Length, $"{changed} of {before.Length}");
        Assert.All(first.Model.Causes, cause => Assert.Equal(DiscoveredState.Active, second.Model.Find(cause.Id)?.State));
        Assert.All(first.Model.Causes, cause => Assert.Equal(First.Day, second.Model.Find(cause.Id)!.Born));
    }

    /// <summary>A model that was published while clauses were placed another way: it is read, its reasons keep their ids, and where they lie is decided anew.</summary>
    [Fact]
    public void Recluster_ModelOfAnEarlierLayout_KeepsIdsAndBeginsItsSpaceAnew()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, clauses, First, []);
        byte[] bytes = first.Model.ToBytes();
        bytes[3] = (byte)'3';

        CauseModel earlier = CauseModel.FromBytes(bytes);
        DiscoveryRun second = Discovery.Recluster(earlier, clauses, Second, []);

        Assert.All(clauses, clause => Assert.Equal(first.Assignments[clause.Key], earlier.Assign(clause.Text, clause.Language, null)));
        Assert.All(first.Model.Causes, cause => Assert.Equal(DiscoveredState.Active, second.Model.Find(cause.Id)?.State));
        Assert.NotEqual(earlier.Number, second.Model.Number);
    }

    [Fact]
    public void Recluster_NewReason_IsBornWithTheDayOfTheRunAndOthersStay()
    {
        CauseText[] known = [.. Complaints.Of(25).Where(c => c.Reason != "dirty").Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, known, First, []);

        DiscoveryRun second = Discovery.Recluster(first.Model, [.. Complaints.Of(25).Select(c => c.Clause)], Second, []);

        Assert.Contains(second.Lineage, e => e.Kind == LineageKind.Born && e.Day == Second.Day);
        Assert.All(first.Model.Causes, cause => Assert.Contains(second.Model.Causes, other => other.Id == cause.Id));
    }

    [Fact]
    public void Recluster_ReasonThatIsGone_IsRetiredAndItsIdStays()
    {
        DiscoveryRun first = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause)], First, []);
        CauseText[] left = [.. Complaints.Of(25).Where(c => c.Reason != "crash").Select(c => c.Clause)];
        string crash = MostOf(first, "crash");

        DiscoveryRun second = Discovery.Recluster(first.Model, left, Second, []);

        Assert.Equal(DiscoveredState.Retired, second.Model.Find(crash)!.State);
        Assert.Contains(new LineageEvent(crash, LineageKind.Retired, null, Second.Day), second.Lineage);
        Assert.Null(second.Model.Assign("the app crashes when I open it", "en", null));
    }

    /// <summary>Some go, others come with words of their own: a reason that enough of them name is not given up, to be born again in the next run.</summary>
    [Fact]
    public void Recluster_OtherVoicesForTheSameReasons_IsDoneAfterOneRun()
    {
        string[] texts =
        [
            "The left armrest squeaks terribly", "My armrest squeaks all day, awful", "Terrible: the armrest squeaks", "The armrest squeaks horribly", "Left armrest squeaks, very annoying", "Annoying squeak of the armrest",
            "The zip of the tent jams, terrible", "Terrible zip, it jams", "My tent zip jams and jams, awful", "The zip jams horribly", "Awful: the zip jams",
        ];
        CauseText[] all = [.. texts.SelectMany((text, i) => Enumerable.Range(0, 3).Select(again => Complaints.Clause($"{i}-{again}", text, voice: $"v{i}-{again}")))];
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            CauseText[] some = [.. all.Where(_ => random.Next(3) > 0)];
            CauseText[] others = [.. all.Where(_ => random.Next(2) > 0)];
            DiscoveryRun first = Discovery.Recluster(null, some, First, []);

            DiscoveryRun second = Discovery.Recluster(first.Model, others, Second, []);
            DiscoveryRun third = Discovery.Recluster(second.Model, others, Second, []);

            Assert.True(third.Model.Number == second.Model.Number, $"Seed {seed}: {string.Join(", ", second.Lineage)}, then {string.Join(", ", third.Lineage)}");
        }
    }

    [Fact]
    public void Recluster_Rename_IsTheLabelNowAndLater()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, clauses, First, []);
        CauseEdit[] edits = [new(MostOf(first, "late"), CauseEditKind.Rename, "Parcels come late")];

        DiscoveryRun second = Discovery.Recluster(first.Model, clauses, Second, edits);
        DiscoveryRun third = Discovery.Recluster(second.Model, clauses[..^5], Second, edits);

        Assert.Equal("Parcels come late", second.Model.Find(MostOf(first, "late"))!.Label);
        Assert.Equal("Parcels come late", third.Model.Find(MostOf(first, "late"))!.Label);
        Assert.Equal(first.Model.Number + 1, second.Model.Number);
    }

    [Fact]
    public void Recluster_Merge_SendsEverythingToTheOtherAndLaterRunsKeepIt()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, clauses, First, []);
        string refund = MostOf(first, "refund");
        string price = MostOf(first, "price");
        CauseEdit[] edits = [new(refund, CauseEditKind.Merge, price)];

        DiscoveryRun second = Discovery.Recluster(first.Model, clauses, Second, edits);
        DiscoveryRun third = Discovery.Recluster(second.Model, clauses[..^5], Second, edits);

        foreach (DiscoveryRun run in new[] { second, third })
        {
            Assert.Equal(DiscoveredState.Merged, run.Model.Find(refund)!.State);
            Assert.Equal(price, run.Model.Find(refund)!.MergedInto);
            Assert.Equal(price, run.Model.Assign("the refund was never paid to my account", "en", null));
            Assert.DoesNotContain(refund, run.Assignments.Values);
        }
    }

    [Fact]
    public void Recluster_MergeIntoATaxonomyCause_SendsTheClausesThere()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, clauses, First, []);

        DiscoveryRun second = Discovery.Recluster(first.Model, clauses, Second, [new(MostOf(first, "late"), CauseEditKind.Merge, "late-delivery")]);

        Assert.Equal("late-delivery", second.Model.Assign("my parcel came two weeks late", "en", null));
        Assert.Contains("late-delivery", second.Assignments.Values);
    }

    [Fact]
    public void Recluster_Dismiss_AssignsNothingMore()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, clauses, First, []);
        string rude = MostOf(first, "rude");

        DiscoveryRun second = Discovery.Recluster(first.Model, clauses, Second, [new(rude, CauseEditKind.Dismiss, null)]);

        Assert.Equal(DiscoveredState.Dismissed, second.Model.Find(rude)!.State);
        Assert.DoesNotContain(rude, second.Assignments.Values);
        Assert.Null(second.Model.Assign("the cashier was rude to my mother", "en", null));
    }

    [Fact]
    public void Recluster_Pinned_StaysWhenItsTextsAreGone()
    {
        DiscoveryRun first = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause)], First, []);
        string crash = MostOf(first, "crash");
        CauseText[] left = [.. Complaints.Of(25).Where(c => c.Reason != "crash").Select(c => c.Clause)];

        DiscoveryRun second = Discovery.Recluster(first.Model, left, Second, [new(crash, CauseEditKind.Pin, null)]);

        Assert.Equal(DiscoveredState.Active, second.Model.Find(crash)!.State);
        Assert.DoesNotContain(second.Lineage, e => e.RootCauseId == crash);
    }

    [Fact]
    public void Recluster_MergesInARing_EndsInNothingAndDoesNotHang()
    {
        CauseText[] clauses = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, clauses, First, []);
        string late = MostOf(first, "late");
        string rude = MostOf(first, "rude");

        DiscoveryRun second = Discovery.Recluster(first.Model, clauses, Second, [new(late, CauseEditKind.Merge, rude), new(rude, CauseEditKind.Merge, late)]);

        Assert.Equal(DiscoveredState.Active, second.Model.Find(late)!.State);
    }

    private static string MostOf(DiscoveryRun run, string reason) =>
        run.Assignments.Where(a => a.Key.StartsWith(reason + "-", StringComparison.Ordinal) && a.Value is not null).GroupBy(a => a.Value!).MaxBy(g => g.Count())!.Key;
}
