using CxFunnel.TextAnalytics.RootCauses.Clusters;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>Words and where they point, read where they lie.</summary>
public sealed class ReasonLexiconTests
{
    [Fact]
    public void Find_EveryWordWritten_HasItsOwnWeightAndDirection()
    {
        const int Words = 3_000;
        (uint Name, float Weight, float[] Direction)[] rows = [.. Enumerable.Range(0, Words).Select(i =>
            (ReasonLexicon.NameOf(WordHash.Of($"word{i}"), "en"), i % 2 == 0 ? 1f : 0.5f, DirectionOf(i)))];
        ReasonLexicon lexicon = ReadBack(rows);

        float[] direction = new float[ReasonLexicon.Dimensions];
        for (int i = 0; i < Words; i++)
        {
            int row = lexicon.Find(WordHash.Of($"word{i}"), 8, "en");
            lexicon.DirectionOf(row, direction);

            Assert.Equal(i % 2 == 0 ? 1 : 0.5, lexicon.WeightOf(row), 0.02);
            Assert.Equal(DirectionOf(i)[i % ReasonLexicon.Dimensions], direction[i % ReasonLexicon.Dimensions], 0.02);
        }
    }

    [Fact]
    public void Find_AWordOfAnotherLanguage_IsFoundAsALoanWordOnlyWhenItIsLong()
    {
        ReasonLexicon lexicon = ReadBack([English("die"), English("support")]);

        Assert.True(lexicon.Find(WordHash.Of("support"), 7, "de") >= 0);
        Assert.Equal(-1, lexicon.Find(WordHash.Of("die"), 3, "de"));
        Assert.Equal(-1, lexicon.Find(WordHash.Of("nothing"), 7, "en"));
    }

    [Fact]
    public void Read_WordsThatAreNotInOrder_IsRefused()
    {
        using MemoryStream file = new();
        ReasonLexicon.Write(file, [(1, 1, DirectionOf(0)), (2, 1, DirectionOf(1))]);
        byte[] bytes = file.ToArray();
        (bytes[8], bytes[12]) = (bytes[12], bytes[8]);

        Assert.Throws<FormatException>(() => ReasonLexicon.Read(new MemoryStream(bytes)));
    }

    [Fact]
    public void Read_CutShort_IsRefused()
    {
        using MemoryStream file = new();
        ReasonLexicon.Write(file, [(1, 1, DirectionOf(0))]);

        Assert.Throws<EndOfStreamException>(() => ReasonLexicon.Read(new MemoryStream(file.ToArray()[..^1])));
    }

    private static (uint Name, float Weight, float[] Direction) English(string word) => (ReasonLexicon.NameOf(WordHash.Of(word), "en"), 1, DirectionOf(0));

    private static float[] DirectionOf(int seed)
    {
        float[] direction = new float[ReasonLexicon.Dimensions];
        direction[seed % ReasonLexicon.Dimensions] = 1 + (seed % 7 * 0.1f);
        return direction;
    }

    private static ReasonLexicon ReadBack(IEnumerable<(uint Name, float Weight, float[] Direction)> rows)
    {
        using MemoryStream file = new();
        ReasonLexicon.Write(file, rows);
        return ReasonLexicon.Read(new MemoryStream(file.ToArray()));
    }
}
