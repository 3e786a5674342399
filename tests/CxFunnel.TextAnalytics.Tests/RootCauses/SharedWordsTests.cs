using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>Root causes whose lines must have words in common, as in the pipeline.</summary>
public sealed class SharedWordsTests
{
    private static readonly DiscoveryOptions Options = new() { LeastCohesion = 0.45, LeastShared = 0.5 };

    private static readonly string[] Verdicts =
    [
        "not good enough", "very disappointing", "what a shame", "not acceptable", "half good, half bad", "a disaster", "terrible", "could be better", "really bad",
        "so frustrating", "worse than ever", "just awful", "very annoying", "good and bad", "unacceptable", "a nightmare",
    ];

    private static readonly string[] Drawers =
    [
        "the drawer squeals when I open it", "a squealing drawer after a week", "why does the drawer squeal", "my drawer squeals like a pig", "drawers that squeal all day", "the drawer of the desk squeals",
    ];

    [Fact]
    public void Recluster_LinesThatOnlyJudge_AreNoRootCause()
    {
        DiscoveryRun run = Run(Options, [.. Verdicts, .. Drawers]);

        Assert.All(Verdicts.Select((_, i) => i), i => Assert.Null(run.Assignments[Key(i)]));
        string drawers = Assert.Single(Drawers.Select((_, i) => run.Assignments[Key(Verdicts.Length + i)]).Distinct())!;
        Assert.Contains("drawer", run.Model.Find(drawers)!.Label, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What lies near each other and is of several kinds is cut until each part is about one thing.</summary>
    [Fact]
    public void Recluster_SeveralThingsNearEachOther_AreCutApart()
    {
        string[] parts = ["lid", "hinge", "wheel", "zip"];
        string[] frames = ["the {0} came off", "the {0} fell off on day two", "a {0} was off", "off came the {0} again", "the {0} is off", "my {0} went off"];
        string[] texts = [.. parts.SelectMany(part => frames.Select(frame => frame.Replace("{0}", part, StringComparison.Ordinal)))];

        DiscoveryRun run = Run(Options, texts);

        string?[] most = [.. parts.Select((_, p) => frames.Select((_, f) => run.Assignments[Key((p * frames.Length) + f)]).GroupBy(id => id).Where(of => of.Count() >= 4).Select(of => of.Key).Single())];
        Assert.All(most, Assert.NotNull);
        Assert.Equal(parts.Length, most.Distinct().Count());
    }

    /// <summary>A model that was made when less was asked for.</summary>
    [Fact]
    public void Recluster_RootCausesOfBeforeThatShareNothing_End()
    {
        string[] texts = [.. Verdicts, .. Drawers, .. Verdicts.Select(text => text + " again"), .. Verdicts.Select(text => "once more " + text)];
        CauseModel before = Run(new DiscoveryOptions(), texts).Model;

        DiscoveryRun run = Discovery.Recluster(before, Clauses(texts), Options, []);

        Assert.Contains(before.Causes, cause => cause.State == DiscoveredState.Active);
        Assert.All(Verdicts.Select((_, i) => i), i => Assert.Null(run.Assignments[Key(i)]));
        Assert.Single(Drawers.Select((_, i) => run.Assignments[Key(Verdicts.Length + i)]).OfType<string>().Distinct());
    }

    [Fact]
    public void Recluster_TheSameAgain_ChangesNothing()
    {
        CauseText[] clauses = Clauses([.. Verdicts, .. Drawers]);
        DiscoveryRun run = Discovery.Recluster(null, clauses, Options, []);

        Assert.Same(run.Model, Discovery.Recluster(run.Model, [.. clauses.Reverse()], Options, []).Model);
    }

    /// <summary>One word says what, and not what about it.</summary>
    [Fact]
    public void Recluster_SentenceOfManyWithOneWordOfContent_IsCalledByTheWordsAroundIt()
    {
        string[] texts = [.. Enumerable.Repeat("it stopped squealing at last", 9), .. Verdicts];

        DiscoveryRun run = Run(Options, texts);

        string id = Assert.Single(texts.Select((_, i) => run.Assignments[Key(i)]).OfType<string>().Distinct());
        Assert.Contains("squealing", run.Model.Find(id)!.Label, StringComparison.Ordinal);
        Assert.InRange(run.Model.Find(id)!.Label.Split(' ').Length, 2, 5);
    }

    [Theory]
    [InlineData("de", "einfach schlecht", "sehr ärgerlich", "eine Katastrophe", "nicht akzeptabel", "ziemlich enttäuschend", "schade", "nicht gut", "unmöglich")]
    [InlineData("fr", "vraiment mauvais", "très décevant", "une honte", "inadmissible", "pas terrible", "dommage", "pas bien", "un cauchemar")]
    [InlineData("it", "davvero pessimo", "molto deludente", "una vergogna", "inaccettabile", "non buono", "peccato", "un disastro", "molto seccante")]
    [InlineData("es", "muy malo", "decepcionante", "una vergüenza", "inaceptable", "nada bueno", "una lástima", "un desastre", "muy molesto")]
    [InlineData("pt", "muito mau", "dececionante", "uma vergonha", "inaceitável", "nada bom", "uma pena", "um desastre", "muito irritante")]
    [InlineData("nl", "heel slecht", "teleurstellend", "een schande", "onacceptabel", "niet goed", "jammer", "een ramp", "erg irritant")]
    public void Recluster_LinesThatOnlyJudgeInAnyLanguage_AreNoRootCause(string language, params string[] verdicts)
    {
        CauseText[] clauses = [.. Enumerable.Range(0, 6).SelectMany(round => verdicts.Select((text, i) => Clause((round * verdicts.Length) + i, text, language)))];

        DiscoveryRun run = Discovery.Recluster(null, clauses, Options, []);

        Assert.All(run.Assignments.Values, Assert.Null);
    }

    private static DiscoveryRun Run(DiscoveryOptions options, string[] texts) => Discovery.Recluster(null, Clauses(texts), options, []);

    private static CauseText[] Clauses(string[] texts) => [.. texts.Select((text, i) => Clause(i, text, "en"))];

    private static CauseText Clause(int number, string text, string language) => new(Key(number), text, language, null, new DateOnly(2026, 9, 1), null, 0);

    private static string Key(int number) => $"{number:D4}";
}
