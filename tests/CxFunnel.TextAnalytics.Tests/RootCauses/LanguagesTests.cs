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
    public void Recluster_TwoLanguages_NoRootCauseHoldsBoth()
    {
        CauseText[] clauses = Both();

        DiscoveryRun run = Discovery.Recluster(null, clauses, Options, []);

        Assert.All(run.Model.Causes, cause => Assert.Single(cause.Languages));
        Assert.Equal(["de", "en"], run.Model.Causes.SelectMany(cause => cause.Languages).Distinct().Order(StringComparer.Ordinal));
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
        string late = first.Assignments["late-0"]!;
        string spät = first.Assignments["spät-0"]!;
        CauseEdit[] edits = [new(spät, CauseEditKind.Merge, late)];

        DiscoveryRun merged = Discovery.Recluster(first.Model, Both(), Options, edits);

        Assert.Equal(late, merged.Assignments["spät-0"]);
        Assert.Equal(late, merged.Model.Assign("die Lieferung kam zwei Wochen zu spät", "de", null));

        // The other one is part of a cause of the taxonomy by now: both are.
        DiscoveryRun again = Discovery.Recluster(merged.Model, Both(), Options, [.. edits, new(late, CauseEditKind.Merge, "late-delivery")]);

        Assert.Equal("late-delivery", again.Assignments["late-0"]);
        Assert.Equal("late-delivery", again.Assignments["spät-0"]);
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
        Assert.Contains(second.Model.Causes, cause => cause.Languages is ["de"] && cause.State == DiscoveredState.Active);
        Assert.All(english, clause => Assert.Equal(first.Assignments[clause.Key], second.Assignments[clause.Key]));
    }

    private static CauseText[] Both() => [.. Complaints.Of(25).Select(c => c.Clause), .. InGerman(25)];

    private static IEnumerable<CauseText> InGerman(int each) => German.SelectMany(reason => Enumerable.Range(0, each).Select(i =>
        Complaints.Clause($"{reason.Reason}-{i}", $"{reason.Things[i % 5]} {reason.Faults[i / 5 % 5]}", language: "de", day: i)));
}
