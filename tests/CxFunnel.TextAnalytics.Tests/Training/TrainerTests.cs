using System.Numerics;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.TextAnalytics.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainingOptions Small = new() { BucketBits = 12, Epochs = 4, Rate = 0.3f };

    [Fact]
    public void Train_SameRowsTwice_GivesTheSameBytes() => Assert.Equal(TrainToBytes(), TrainToBytes());

    [Fact]
    public void Train_OtherSeed_GivesOtherBytes() =>
        Assert.NotEqual(TrainToBytes(), Bytes(new SentimentTrainer(Small with { Seed = 2 }).Train(Rows())));

    [Fact]
    public void Train_WordsNotInAnyList_LearnsTheirTone()
    {
        TrainedWeights weights = new SentimentTrainer(Small).Train(Rows());
        SentimentRow row = Read(new LabelledText("test", "en", 2, "the frobnicator", ""));

        (double positive, _, double negative) = weights.Predict(row, KindBlend.Ticket);

        Assert.True(positive > negative, $"{positive} should be above {negative}");
    }

    [Fact]
    public void Train_SmallCorpusAgainstALargeOne_CountsForMoreThanItsRows()
    {
        SentimentRows reader = new(FeatureChoice.Full);
        List<SentimentRow> rows = [];
        for (int i = 0; i < 400; i++)
        {
            bool isSmall = i % 20 == 0;
            rows.Add(reader.Read(new LabelledText(isSmall ? "potts" : "semeval2013-16", "en", isSmall ? 2 : 0, $"the frobnicator number {i}", ""))!);
        }

        double Positive(double evenSources) =>
            new SentimentTrainer(Small with { EvenSources = evenSources }).Train(rows).Predict(Read(new LabelledText("test", "en", 1, "the frobnicator", "")), KindBlend.Ticket).Positive;

        Assert.True(Positive(evenSources: 0.9) > 1.5 * Positive(evenSources: 0));
    }

    [Fact]
    public void WeightMean_OfTwoMoments_LiesHalfWay()
    {
        TrainedWeights weights = new(bucketBits: 4, gramScale: 1);
        WeightMean mean = new(weights);
        weights.Cells[3].Weight = new Vector2(1, 2);
        weights.Dense[1].Weight = new Vector2(4, 0);
        mean.Add();
        weights.Cells[3].Weight = new Vector2(3, -2);
        mean.Add();

        mean.Take();

        Assert.Equal(new Vector2(2, 0), weights.Cells[3].Weight);
        Assert.Equal(new Vector2(4, 0), weights.Dense[1].Weight);
    }

    [Fact]
    public void Model_WrittenAndRead_IsTheSame()
    {
        byte[] bytes = TrainToBytes();

        using MemoryStream again = new();
        SentimentModel.Read(bytes).Write(again);

        Assert.Equal(bytes, again.ToArray());
    }

    [Theory]
    [InlineData("en", TextKind.Mention, "The frobnicator was NOT good, but @you see http://x.example 3 😀 things!")]
    [InlineData("fr", TextKind.Unknown, "Je n'ai pas aimé l'accueil… très déçue :(")]
    [InlineData("de", TextKind.Unknown, "Gar nicht schlecht, sooo schöne Zimmer #urlaub")]
    [InlineData("en", TextKind.Review, "The frobnicator made my day, the wibbler spoiled it.")]
    [InlineData("en", TextKind.Survey, "The frobnicator made my day, the wibbler spoiled it.")]
    [InlineData("en", TextKind.Ticket, "The frobnicator made my day, the wibbler spoiled it.")]
    public void Evidence_ByCachesAndTables_EqualsTheTrainersPlainSum(string language, TextKind kind, string text)
    {
        TrainedWeights weights = new SentimentTrainer(Small).Train(Rows());
        SentimentModel model = weights.Quantize([.. Enumerable.Repeat(Vector3.UnitX, KindBlend.All.Length)]);
        SentimentRow row = Read(new LabelledText("test", language, 1, text, ""));
        LanguagePack pack = Knowledge.Shared.Pack(language)!;
        TokenBuffer tokens = new();
        Reading reading = new();
        Evidence evidence = new();
        Knowledge.Shared.Rules.Tokenizer.Tokenize(text, tokens);
        Knowledge.Shared.Rules.Segmenter.Split(tokens, reading.Sentences);
        reading.Read(tokens, pack, Knowledge.Shared.Rules);

        KindBlend blend = KindBlend.Of(kind, tokens.Tokens);
        (double up, double down) = weights.Logits(row, blend);
        for (int round = 0; round < 2; round++)
        {
            // The second round is answered from the caches, which another blend has been through.
            evidence.Read(model, blend, pack, tokens, reading);
            Vector2 sum = evidence.Sum(tokens, reading, new TokenRange(0, tokens.Count));
            evidence.Read(model, KindBlend.All[(blend.Index + 1) % KindBlend.All.Length], pack, tokens, reading);

            Assert.Equal(up, sum.X, 0.05);
            Assert.Equal(down, sum.Y, 0.05);
        }
    }

    private static byte[] TrainToBytes() => Bytes(new SentimentTrainer(Small).Train(Rows()));

    private static byte[] Bytes(TrainedWeights weights)
    {
        using MemoryStream stream = new();
        weights.Quantize([.. Enumerable.Repeat(Vector3.UnitX, KindBlend.All.Length)]).Write(stream);
        return stream.ToArray();
    }

    private static SentimentRow Read(LabelledText text) => new SentimentRows(FeatureChoice.Full).Read(text)!;

    private static List<SentimentRow> Rows()
    {
        SentimentRows reader = new(FeatureChoice.Full);
        List<SentimentRow> rows = [];
        for (int i = 0; i < 60; i++)
        {
            rows.Add(reader.Read(new LabelledText("uci-yelp", "en", 2, $"the frobnicator made my day number {i}", ""))!);
            rows.Add(reader.Read(new LabelledText("semeval2013-16", "en", 0, $"the wibbler spoiled my day number {i}", ""))!);
            rows.Add(reader.Read(new LabelledText("semeval2013-16", "en", 1, $"the meeting is on day number {i}", ""))!);
        }

        return rows;
    }
}
