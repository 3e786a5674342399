using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>What discovered root causes are called.</summary>
public sealed class LabelsTests
{
    private static readonly string[] Charged =
    [
        "charged an extra fee on Monday", "why was I charged an extra fee", "they charged an extra fee again", "I was charged an extra fee in March", "charged an extra fee on Monday for nothing",
        "an extra fee was charged on Monday",
    ];

    private static readonly string[] Penguin =
    [
        "the penguin statue in the lobby squeaks at night", "that squeaking penguin statue kept me awake",
        "a statue of a penguin squeaks in the lobby", "why does the penguin statue squeak", "penguin statue squeaks all night long", "that penguin statue again",
    ];

    [Fact]
    public void Recluster_Labels_AreOfTwoToFiveWordsAndNoTwoAreTheSame()
    {
        DiscoveryRun run = Run();

        Assert.All(run.Model.Causes, cause => Assert.InRange(cause.Label.Split(' ').Length, 2, 5));
        Assert.Equal(run.Model.Causes.Count, run.Model.Causes.Select(cause => cause.Label).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Recluster_PhrasesThatEndInTheAir_AreNoLabels()
    {
        DiscoveryRun run = Run();

        string label = run.Model.Find(run.Assignments["charged-0"]!)!.Label;
        Assert.Contains("fee", label, StringComparison.Ordinal);
        Assert.All(run.Model.Causes.Select(cause => cause.Label.Split(' ')), words =>
        {
            Assert.DoesNotContain(words[^1], (string[])["extra", "monday", "the", "my", "again"]);
            Assert.DoesNotContain(words[0], (string[])["monday", "the", "my", "again"]);
        });
    }

    /// <summary>"Las Vegas" is what some have word for word; what all ask about is the time zone.</summary>
    [Fact]
    public void Recluster_PlacesThatMoreThanOneNames_AreNotWhatTheReasonIsCalled()
    {
        string[] places = ["Las Vegas", "Las Vegas", "Las Vegas", "Las Vegas", "New Orleans", "New Orleans", "Salt Lake City", "Santa Fe"];
        string[] askings = ["the shown timezone is wrong for {0}", "wrong timezone for {0} again"];

        DiscoveryRun run = Run([.. places.SelectMany((place, i) => askings.Select((asking, a) => Complaints.Clause($"zone-{i}-{a}", asking.Replace("{0}", place, StringComparison.Ordinal))))]);

        string label = run.Model.Find(run.Assignments["zone-0-0"]!)!.Label;
        Assert.Contains("timezone", label, StringComparison.Ordinal);
        Assert.DoesNotContain("vegas", label, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Recluster_WordsWrittenTwice_AreNoLabel()
    {
        DiscoveryRun run = Run([.. Enumerable.Range(0, 8).Select(i => Complaints.Clause($"zebra-{i}", $"zebra zebra number {(char)('a' + i)}{(char)('b' + i)}{(char)('c' + i)} ate the lamp, zebra zebra"))]);

        string[] words = run.Model.Find(run.Assignments["zebra-0"]!)!.Label.Split(' ');
        Assert.Equal(words.Length, words.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>What no two people put alike still has a name: what one of them wrote about what they share.</summary>
    [Fact]
    public void Recluster_WordsThatNoTwoPutAlike_AreNamedByWhatOneWrote()
    {
        string[] drawers = ["drawer squeals", "that squealing drawer", "a drawer which squeals loudly", "why do drawers squeal", "squeals badly does this drawer", "drawers: squeal, squeal"];

        DiscoveryRun run = Run([.. drawers.Select((text, i) => Complaints.Clause($"drawer-{i}", text))]);

        string label = run.Model.Find(run.Assignments["drawer-0"]!)!.Label;
        Assert.Matches("(?i)drawer|squeal", label);
        Assert.InRange(label.Split(' ').Length, 2, 5);
    }

    private static DiscoveryRun Run(CauseText[] others) => Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause), .. others], new DiscoveryOptions(), []);

    private static DiscoveryRun Run() => Discovery.Recluster(
        null,
        [
            .. Complaints.Of(25).Select(c => c.Clause),
            .. Charged.Select((text, i) => Complaints.Clause($"charged-{i}", text)),
            .. Penguin.Select((text, i) => Complaints.Clause($"penguin-{i}", text)),
        ],
        new DiscoveryOptions(),
        []);
}
