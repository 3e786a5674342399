using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class LanguagesTests
{
    private static readonly DiscoveryOptions Options = new() { Day = new DateOnly(2026, 11, 1) };

    private static readonly (string Reason, string[] Things, string[] Faults)[] German =
    [
        ("spät", ["mein Paket", "die Lieferung", "unsere Bestellung", "die Sendung", "das Päckchen"], ["kam zwei Wochen zu spät", "traf viel später ein als versprochen", "wurde ohne Hinweis verschoben", "ist nach zehn Tagen noch nicht da", "brauchte drei Wochen bis zu uns"]),
        ("grob", ["die Frau am Schalter", "Ihr Mitarbeiter am Telefon", "die Kassiererin", "der Fahrer", "einer Ihrer Angestellten"], ["war grob zu meiner Mutter", "schrie mich grundlos an", "lachte über meine Frage", "legte mitten im Gespräch auf", "war unhöflich und gelangweilt"]),
    ];

    [Fact]
    public void Recluster_SameReasonInTwoLanguages_IsOneRootCauseOfTheMainLanguage()
    {
        CauseText[] clauses = Both();

        DiscoveryRun run = Discovery.Recluster(null, clauses, Options, []);

        string late = MostOf(run, "late")!;
        DiscoveredCause cause = run.Model.Find(late)!;
        Assert.Equal(late, MostOf(run, "spät"));
        Assert.Equal(["en", "de"], cause.Languages);
        Assert.Equal(DiscoveredState.Active, cause.State);
        Assert.Equal(run.Assignments.Values.Count(id => id == late), cause.Size);
        Assert.Contains(cause.Label.Split(' '), word => Complaints.Of(25).Any(c => c.Clause.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        DiscoveredCause part = Assert.Single(run.Model.Causes, c => c.MergedInto == late);
        Assert.Equal((DiscoveredState.Merged, "de"), (part.State, part.Languages[0]));
        Assert.Contains(new LineageEvent(part.Id, LineageKind.Merged, late, Options.Day), run.Lineage);
    }

    [Fact]
    public void Recluster_OtherReasonsInTwoLanguages_StayApart()
    {
        DiscoveryRun run = Discovery.Recluster(null, Both(), Options, []);

        Assert.NotEqual(MostOf(run, "spät"), MostOf(run, "grob"));
        Assert.All(["crash", "dirty", "refund"], reason => Assert.NotEqual(MostOf(run, reason), MostOf(run, "spät")));
    }

    [Fact]
    public void Recluster_NothingNewInTwoLanguages_KeepsTheModel()
    {
        DiscoveryRun first = Discovery.Recluster(null, Both(), Options, []);

        DiscoveryRun again = Discovery.Recluster(CauseModel.FromBytes(first.Model.ToBytes()), Both(), Options, []);

        Assert.Equal(first.Model.Number, again.Model.Number);
        Assert.Empty(again.Lineage);
        Assert.Equal(first.Assignments.OrderBy(a => a.Key, StringComparer.Ordinal), again.Assignments.OrderBy(a => a.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Recluster_PartPinned_StandsByItselfFromThenOn()
    {
        DiscoveryRun first = Discovery.Recluster(null, Both(), Options, []);
        string late = MostOf(first, "late")!;
        string part = first.Model.Causes.Single(cause => cause.MergedInto == late).Id;

        DiscoveryRun pinned = Discovery.Recluster(first.Model, Both(), Options, [new(part, CauseEditKind.Pin, null)]);

        Assert.Equal(part, MostOf(pinned, "spät"));
        Assert.Equal(DiscoveredState.Active, pinned.Model.Find(part)!.State);
        Assert.Equal(["en"], pinned.Model.Find(late)!.Languages);
        Assert.Contains(new LineageEvent(part, LineageKind.Split, late, Options.Day), pinned.Lineage);
    }

    [Fact]
    public void Recluster_AnotherLanguageBeside_FindsTheSameAsAlone()
    {
        CauseText[] english = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun alone = Discovery.Recluster(null, english, Options, []);

        DiscoveryRun beside = Discovery.Recluster(null, Both(), Options, []);

        Assert.All(english, clause => Assert.Equal(alone.Assignments[clause.Key], beside.Assignments[clause.Key]));
    }

    [Fact]
    public void Recluster_TwoLanguagesInOtherOrder_GivesTheSameBytes()
    {
        CauseText[] clauses = Both();
        byte[] expected = Discovery.Recluster(null, clauses, Options, []).Model.ToBytes();
        new Random(5).Shuffle(clauses);

        DiscoveryRun shuffled = Discovery.Recluster(null, clauses, Options with { Threads = 1 }, []);

        Assert.Equal(expected, shuffled.Model.ToBytes());
        Assert.Equal(expected, CauseModel.FromBytes(expected).ToBytes());
        Assert.All(clauses, clause => Assert.Equal(shuffled.Assignments[clause.Key], CauseModel.FromBytes(expected).Assign(clause.Text, clause.Language, null)));
    }

    [Fact]
    public void Recluster_MergedIntoACauseOfAnotherLanguage_CountsThereFromThenOn()
    {
        DiscoveryRun first = Discovery.Recluster(null, Both(), Options, []);
        string part = first.Model.Causes.Single(cause => cause.MergedInto == MostOf(first, "late")).Id;
        string refund = MostOf(first, "refund")!;
        CauseEdit[] edits = [new(part, CauseEditKind.Merge, refund)];

        DiscoveryRun merged = Discovery.Recluster(first.Model, Both(), Options, edits);

        Assert.Equal(refund, MostOf(merged, "spät"));
        Assert.Equal(refund, merged.Model.Assign("die Lieferung kam zwei Wochen zu spät", "de", null));

        // The other one is part of a cause of the taxonomy by now: both are.
        DiscoveryRun again = Discovery.Recluster(merged.Model, Both(), Options, [.. edits, new(refund, CauseEditKind.Merge, "refund-missing")]);

        Assert.Equal("refund-missing", MostOf(again, "refund"));
        Assert.Equal("refund-missing", MostOf(again, "spät"));
    }

    [Fact]
    public void Recluster_AFewTextsOfAnotherLanguage_AreReadWithTheMainOne()
    {
        CauseText[] few = [.. Both().Where(clause => clause.Language == "en"), .. InGerman(5)];

        DiscoveryRun run = Discovery.Recluster(null, few, Options, []);

        Assert.All(few, clause => Assert.Equal(run.Assignments[clause.Key], run.Model.Assign(clause.Text, clause.Language, null)));
    }

    [Fact]
    public void Recluster_LanguageGrowsLarge_GetsItsOwnRootCausesUnderIdsOfTheirOwn()
    {
        CauseText[] english = [.. Complaints.Of(25).Select(c => c.Clause)];
        DiscoveryRun first = Discovery.Recluster(null, [.. english, .. InGerman(15)], Options, []);

        DiscoveryRun second = Discovery.Recluster(first.Model, Both(), Options, []);

        Assert.Equal(second.Model.Causes.Count, second.Model.Causes.DistinctBy(cause => cause.Id).Count());
        Assert.Contains(second.Model.Causes, cause => cause.Languages is ["de"] && cause.State is DiscoveredState.Active or DiscoveredState.Merged);
        Assert.All(english, clause => Assert.Equal(first.Assignments[clause.Key], second.Assignments[clause.Key]));
    }

    /// <summary>Two texts more must not give all texts of a language other root causes.</summary>
    [Fact]
    public void Recluster_LanguageGrowsByATenthToEnough_StaysWithTheMainOne()
    {
        CauseText[] english = [.. Complaints.Of(25).Select(c => c.Clause)];
        CauseText[] before = [.. english, .. InGerman(19)];
        DiscoveryRun first = Discovery.Recluster(null, before, Options, []);

        DiscoveryRun second = Discovery.Recluster(first.Model, [.. english, .. InGerman(21)], Options, []);

        int changed = before.Count(clause => first.Assignments[clause.Key] != second.Assignments[clause.Key]);
        Assert.True(changed < 0.05 * before.Length, $"{changed} of {before.Length}");
    }

    /// <summary>The root cause of most clauses of a reason.</summary>
    private static string? MostOf(DiscoveryRun run, string reason) =>
        run.Assignments.Where(a => a.Key.StartsWith(reason + "-", StringComparison.Ordinal)).GroupBy(a => a.Value).MaxBy(group => group.Count())!.Key;

    private static CauseText[] Both() => [.. Complaints.Of(25).Select(c => c.Clause), .. InGerman(25)];

    private static IEnumerable<CauseText> InGerman(int each) => German.SelectMany(reason => Enumerable.Range(0, each).Select(i =>
        Complaints.Clause($"{reason.Reason}-{i}", $"{reason.Things[i % 5]} {reason.Faults[i / 5 % 5]}", language: "de", day: i)));
}
