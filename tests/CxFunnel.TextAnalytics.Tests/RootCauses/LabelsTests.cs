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
