using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.TextAnalytics.Tests.Training;

public sealed class CorpusSharesTests
{
    private static readonly TrainingOptions Small = new() { BucketBits = 12, Epochs = 4, Rate = 0.3f };

    private readonly SentimentRows _reader = new(FeatureChoice.Full);

    [Fact]
    public void EvidenceFor_CommonPraise_SpeaksForPraise()
    {
        SentimentRow[] rows = [.. Enumerable.Range(0, 10).Select(i => Row("potts", i < 6 ? 2 : i < 9 ? 1 : 0, i))];

        Vector2 known = new CorpusShares(rows, Small with { Discount = 1 }).EvidenceFor(rows[0]);

        Assert.Equal(Math.Log(0.65 / 0.35), known.X, 1e-4);
        Assert.Equal(Math.Log(0.15 / 0.35), known.Y, 1e-4);
    }

    [Fact]
    public void EvidenceFor_EvenClasses_SaysNothing()
    {
        SentimentRow[] rows = [.. Enumerable.Range(0, 9).Select(i => Row("potts", i % 3, i))];

        Assert.Equal(0, new CorpusShares(rows, Small).EvidenceFor(rows[0]).Length(), 1e-5);
    }

    [Fact]
    public void EvidenceFor_TwoCorpora_KnowsEachByItself()
    {
        SentimentRow[] rows = [Row("potts", 2, 1), Row("potts", 1, 2), Row("sb10k", 0, 3), Row("sb10k", 1, 4)];
        CorpusShares shares = new(rows, Small);

        Assert.True(shares.EvidenceFor(rows[0]) is { X: 0, Y: < 0 });
        Assert.True(shares.EvidenceFor(rows[2]) is { X: < 0, Y: 0 });
    }

    [Fact]
    public void Train_CorpusWithoutNeutralRows_TeachesLessThatEverythingIsSomeVerdict()
    {
        // Nothing in these texts tells their class, so that all that can be learned is how common each is.
        SentimentRow[] rows = [.. Enumerable.Range(0, 200).Select(i => _reader.Read(new LabelledText(i < 100 ? "brighter" : "potts", "es", i < 100 ? i % 2 * 2 : i % 3, "texto", ""))!)];

        double Neutral(double part) => new SentimentTrainer(Small with { DiscountWithoutNeutral = part }).Train(rows)
            .Predict(_reader.Read(new LabelledText("test", "es", 1, "texto", ""))!, KindBlend.Unknown).Neutral;

        Assert.True(Neutral(1) > 1.2 * Neutral(0), $"{Neutral(1)} should be well above {Neutral(0)}");
    }

    private SentimentRow Row(string corpus, int label, int number) =>
        _reader.Read(new LabelledText(corpus, "es", label, $"texto {number} {(label == 2 ? "bueno" : label == 0 ? "malo" : "de la mesa")}", ""))!;
}
