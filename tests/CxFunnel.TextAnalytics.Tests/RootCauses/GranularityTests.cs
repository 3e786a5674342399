using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>How fine discovery cuts, for cuts from coarse to fine of which the agreement of two halves is known.</summary>
public sealed class GranularityTests
{
    private static readonly double[] Counts = [4, 6, 8, 12, 20, 40, 80];

    [Fact]
    public void Best_HalvesThatDoNotAgree_AreTheUsualNumberOfGroups()
    {
        double[] vague = [0.16, 0.11, 0.1, 0.12, 0.1, 0.09, 0.08];

        Assert.Equal(8, Counts[Granularity.Best(vague, Counts, lines: 120)]);
        Assert.Equal(8, Counts[Granularity.Best([.. vague.Reverse()], Counts, lines: 500)]);
    }

    [Fact]
    public void Best_ManyLinesThatDoNotAgree_AreMoreGroupsSoThatWhatIsRareIsFound()
    {
        double[] vague = [0.16, 0.11, 0.1, 0.12, 0.1, 0.09, 0.08];

        Assert.Equal(80, Counts[Granularity.Best(vague, Counts, lines: 50_000)]);
    }

    [Fact]
    public void Best_HalvesThatAgreeAtEveryCut_TakesTheFine()
    {
        Assert.Equal(80, Counts[Granularity.Best([0.61, 0.62, 0.62, 0.65, 0.66, 0.68, 0.67], Counts, lines: 2_000)]);
    }

    [Fact]
    public void Best_HalvesThatAgreeUntilACut_TakesTheLastThatHolds()
    {
        Assert.Equal(12, Counts[Granularity.Best([0.84, 0.86, 0.9, 0.88, 0.6, 0.3, 0.1], Counts, lines: 300)]);
    }

    /// <summary>Where two halves agree about pairs alone, nothing is known yet.</summary>
    [Fact]
    public void Best_AgreementOfTinyGroups_IsNoClarity()
    {
        double[] luck = [0.1, 0.1, 0.1, 0.1, 0.1, 0.7, 0.9];

        Assert.Equal(8, Counts[Granularity.Best(luck, Counts, lines: 100)]);
    }

    /// <summary>All alone is what halves of a handful of lines agree about without fail. A cut that says it would find another one as soon as it starts from what is there.</summary>
    [Fact]
    public void Best_HalvesThatAgreeThatAllAreAlone_DoesNotTakeThatCut()
    {
        Assert.InRange(Granularity.Best([0.5, 0.6, 0.6, 0.7, 1, 1], [5, 8, 12, 18, 36, 36], lines: 36), 0, 3);
        Assert.Equal(0, Granularity.Best([0.5, 0.6, 0.9, 1], [2, 3, 4, 9], lines: 9));
    }
}
