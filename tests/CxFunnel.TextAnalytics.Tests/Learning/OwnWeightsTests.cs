using CxFunnel.TextAnalytics.Learning;

namespace CxFunnel.TextAnalytics.Tests.Learning;

public class OwnWeightsTests
{
    private static readonly string[] Things = ["delivery", "app", "invoice", "hotline", "shop", "parcel", "driver", "website", "refund", "order"];
    private static readonly string[] Openings = ["The", "Your", "Our last", "This", "My"];

    private readonly EmbeddedTextEngine _engine = new();

    [Fact]
    public void Learn_TooFewCorrections_TakesNothing()
    {
        OwnTraining training = _engine.Learn(HouseWords(20), "shop", 1);

        Assert.Null(training.Weights);
        Assert.Null(training.After);
        Assert.Equal(20, training.Corrections);
    }

    [Fact]
    public void Learn_WordsOfTheHouse_AreKnownInTextsNotSeen()
    {
        OwnTraining training = _engine.Learn(HouseWords(300), "shop", 3);

        Assert.Equal(TrainedPart.Words, training.Part);
        OwnWeights own = training.Weights!;
        Assert.Equal(EmbeddedTextEngine.Version + "+shop.3", own.Version);
        Assert.True(training.After!.Accuracy > training.Before.Accuracy + 0.3, $"{training.Before} {training.After}");
        TextInsight taught = _engine.Analyze(new TextInput("That terminal of theirs is full zarkin again") { Language = "en" }, own);
        TextInsight shipped = _engine.Analyze(new TextInput("That terminal of theirs is full zarkin again") { Language = "en" });
        Assert.Equal(SentimentLabel.Negative, taught.Sentiment);
        Assert.Equal(EmbeddedTextEngine.Version + "+shop.3", taught.Engine);
        Assert.NotEqual(SentimentLabel.Negative, shipped.Sentiment);
        Assert.Equal(EmbeddedTextEngine.Version, shipped.Engine);
    }

    [Fact]
    public void Learn_ShippedAnswersConfirmed_TakesNoOtherAnswers()
    {
        // The owners agree with the engine, which is not in two minds: nothing can be better but confidence.
        CorrectedText[] agreed = [.. Sentences(160)
            .Select(text => (Input: new TextInput(text) { Language = "en" }, Answer: _engine.AnalyzeSentiment(new TextInput(text) { Language = "en" })))
            .Where(pair => Lead(pair.Answer.Confidence) > 0.1)
            .Take(120)
            .Select(pair => new CorrectedText(pair.Input, pair.Answer.Sentiment))];
        Assert.Equal(120, agreed.Length);

        OwnTraining training = _engine.Learn(agreed, "shop", 1);

        Assert.Equal(1, training.Before.Accuracy);
        Assert.Equal(1, training.After!.Accuracy);
    }

    /// <summary>By how much the likeliest label leads the next.</summary>
    private static double Lead(SentimentConfidence confidence)
    {
        double[] sorted = [.. new[] { confidence.Positive, confidence.Neutral, confidence.Negative }.OrderDescending()];
        return sorted[0] - sorted[1];
    }

    [Fact]
    public void Learn_LabelsAtRandom_PromisesNothing()
    {
        Random random = new(7);
        SentimentLabel[] labels = [SentimentLabel.Positive, SentimentLabel.Negative, SentimentLabel.Neutral];
        CorrectedText[] noise = [.. Sentences(300).Select(text => new CorrectedText(new TextInput(text) { Language = "en" }, labels[random.Next(3)]))];

        OwnTraining training = _engine.Learn(noise, "shop", 1);

        // Being less sure is all there is to learn. A judgement on texts that were learned from would show knowledge that is not there.
        Assert.True(training.After!.LogLoss > 1.05, $"{training.After}");
        Assert.True(training.After.Accuracy < 0.42, $"{training.After}");
    }

    [Fact]
    public void Learn_ClassBalanceOfTheHouse_IsRecalibratedFromAFewDozen()
    {
        // What the engine calls neutral is a complaint to these owners.
        CorrectedText[] strict = [.. Sentences(60).Select(text => new CorrectedText(
            new TextInput(text) { Language = "en" },
            _engine.AnalyzeSentiment(new TextInput(text) { Language = "en" }).Sentiment == SentimentLabel.Positive ? SentimentLabel.Positive : SentimentLabel.Negative))];

        OwnTraining training = _engine.Learn(strict, "shop", 1);

        Assert.Equal(TrainedPart.Calibration, training.Part);
        Assert.False(training.Weights!.KnowsWords);
        Assert.True(training.After!.Accuracy > training.Before.Accuracy);
    }

    [Fact]
    public void Learn_SameCorrections_GivesTheSameBytes()
    {
        byte[] once = _engine.Learn(HouseWords(200), "shop", 1).Weights!.ToBytes();
        byte[] again = new EmbeddedTextEngine().Learn(HouseWords(200), "shop", 1).Weights!.ToBytes();

        Assert.Equal(once, again);
    }

    [Fact]
    public void Weights_WrittenAndReadBack_GiveTheSameAnswers()
    {
        OwnWeights own = _engine.Learn(HouseWords(200), "shop", 12).Weights!;
        OwnWeights read = OwnWeights.Read(own.ToBytes());

        Assert.Equal(EmbeddedTextEngine.Version + "+shop.12", read.Version);
        Assert.All(HouseWords(250), t => Assert.Equal(_engine.AnalyzeSentiment(t.Input, own), _engine.AnalyzeSentiment(t.Input, read)));
        Assert.DoesNotContain("zarkin", System.Text.Encoding.UTF8.GetString(own.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_DamagedBytes_AreRefused()
    {
        byte[] bytes = _engine.Learn(HouseWords(200), "shop", 1).Weights!.ToBytes();

        Assert.Throws<FormatException>(() => OwnWeights.Read(bytes[..(bytes.Length / 2)]));
        Assert.Throws<FormatException>(() => OwnWeights.Read([1, 2, 3, 4, 5]));
    }

    [Fact]
    public void Weights_OfAnotherEngine_AreLeftAside()
    {
        byte[] bytes = _engine.Learn(HouseWords(200), "shop", 1).Weights!.ToBytes();
        // The version stands behind the magic number and its length.
        bytes[5 + "embedded/".Length] = (byte)'9';
        TextInput text = new("This is full zarkin") { Language = "en" };

        Assert.Equal("embedded/9" + EmbeddedTextEngine.Version["embedded/1".Length..], OwnWeights.Read(bytes).BaseVersion);
        Assert.Equal(_engine.AnalyzeSentiment(text), _engine.AnalyzeSentiment(text, OwnWeights.Read(bytes)));
    }

    [Fact]
    public void Analyze_WithOwnWeights_SummaryAndInsightAgree()
    {
        OwnWeights own = _engine.Learn(HouseWords(200), "shop", 1).Weights!;

        Assert.All(HouseWords(40), t =>
        {
            TextInsight insight = _engine.Analyze(t.Input, own);
            Assert.Equal(new SentimentSummary(insight.Language, insight.Sentiment, insight.Score, insight.Confidence), _engine.AnalyzeSentiment(t.Input, own));
        });
    }

    private static IEnumerable<string> Sentences(int count) => Enumerable.Range(0, count).Select(i =>
        $"{Openings[i % 5]} {Things[i / 5 % 10]} {(i % 3) switch { 0 => "was great", 1 => "was terrible", _ => "came on a Tuesday" }} number {i}");

    /// <summary>"Zarkin" is bad and "florp" is good in this house; no list knows them.</summary>
    private static List<CorrectedText> HouseWords(int count) => [.. Enumerable.Range(0, count).Select(i => new CorrectedText(
        new TextInput($"{Openings[i % 5]} {Things[i / 5 % 10]} {(i % 3) switch { 0 => "is full zarkin", 1 => "was so florp", _ => "came on a Tuesday" }} in case {i}") { Language = "en" },
        (i % 3) switch { 0 => SentimentLabel.Negative, 1 => SentimentLabel.Positive, _ => SentimentLabel.Neutral }))];
}
