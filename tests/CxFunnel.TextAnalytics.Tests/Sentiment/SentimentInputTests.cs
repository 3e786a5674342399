namespace CxFunnel.TextAnalytics.Tests.Sentiment;

/// <summary>What the question and the scores say moves the answer.</summary>
public sealed class SentimentInputTests
{
    private readonly EmbeddedTextEngine _engine = new();

    [Theory]
    [InlineData("en", "What could we do better?", "The queue at the checkout", "What did you like most?")]
    [InlineData("fr", "Que pouvons-nous améliorer ?", "La file d'attente", "Qu'avez-vous préféré ?")]
    [InlineData("de", "Was hat Sie gestört?", "Die Kasse", "Was hat Ihnen am besten gefallen?")]
    [InlineData("es", "¿Qué podemos mejorar?", "La cola de la caja", "¿Qué es lo que más le gustó?")]
    public void Score_SameWords_FollowTheQuestion(string language, string blaming, string text, string praising)
    {
        double asked = Score(text, language, blaming);
        double praised = Score(text, language, praising);

        Assert.True(asked < praised, $"{asked} should be below {praised}");
    }

    [Fact]
    public void Sentiment_NothingToImprove_IsPositive() =>
        Assert.Equal(SentimentLabel.Positive, _engine.Analyze(new TextInput("Nothing") { Language = "en", Question = "What could we do better?" }).Sentiment);

    [Fact]
    public void Score_SameWords_FollowTheScoresGiven()
    {
        TextInput text = new("It was as described.") { Language = "en", Kind = TextKind.Review };

        Assert.True(_engine.Analyze(text with { ScoreHint = 0 }).Score < _engine.Analyze(text).Score);
        Assert.True(_engine.Analyze(text with { ScoreHint = 1 }).Score > _engine.Analyze(text).Score);
    }

    [Theory]
    [InlineData("@user the new menu is up")]
    [InlineData("The new menu is up #lunch")]
    [InlineData("The new menu is up https://example.com/menu")]
    public void Score_UnknownKindWithTheMarksOfAPost_IsReadAsAMention(string text)
    {
        TextInput unknown = new(text) { Language = "en" };

        Assert.Equal(_engine.Analyze(unknown with { Kind = TextKind.Mention }).Score, _engine.Analyze(unknown).Score);
        Assert.NotEqual(_engine.Analyze(unknown with { Kind = TextKind.Ticket }).Score, _engine.Analyze(unknown).Score);
    }

    [Fact]
    public void AnalyzeSentiment_AnyText_AgreesWithAnalyze()
    {
        foreach (string text in new[] { "Great service, but slow.", "Nicht schlecht!", "👍", "", "Jag är besviken" })
        {
            TextInsight whole = _engine.Analyze(new TextInput(text));
            SentimentSummary part = _engine.AnalyzeSentiment(new TextInput(text));

            Assert.Equal((whole.Language, whole.Sentiment, whole.Score, whole.Confidence), (part.Language, part.Sentiment, part.Score, part.Confidence));
        }
    }

    [Fact]
    public void AnalyzeSentiment_WarmText_AllocatesNothing()
    {
        TextInput text = new("The delivery was slow but the driver was lovely, thanks!");
        _engine.AnalyzeSentiment(text);
        _engine.AnalyzeSentiment(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _engine.AnalyzeSentiment(text);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private double Score(string text, string language, string question) =>
        _engine.Analyze(new TextInput(text) { Language = language, Question = question, Kind = TextKind.Survey }).Score;
}
