namespace CxFunnel.TextAnalytics.Tests.Language;

public sealed class LanguageTests
{
    private readonly EmbeddedTextEngine _engine = new();

    [Theory]
    [InlineData("en", "the app keeps crashing")]
    [InlineData("fr", "je n'ai rien reçu")]
    [InlineData("it", "non funziona niente")]
    [InlineData("es", "el pedido no llegó")]
    [InlineData("de", "das geht so nicht")]
    [InlineData("pt", "não recebi o pedido")]
    [InlineData("nl", "het pakket is er niet")]
    [InlineData("sv", "Jag har inte fått mitt paket ännu")]
    [InlineData("pl", "Nie dostałem jeszcze swojej paczki")]
    [InlineData("ru", "Посылка так и не пришла")]
    public void Language_OfAFewWords_IsRecognised(string expected, string text) =>
        Assert.Equal(expected, _engine.Analyze(new TextInput(text)).Language.Code);

    [Theory]
    [InlineData("")]
    [InlineData("12345 !!!")]
    [InlineData("😀😀")]
    [InlineData("http://example.com @someone")]
    public void Language_WithoutWords_IsUnknown(string text) =>
        Assert.Equal(DetectedLanguage.Unknown, _engine.Analyze(new TextInput(text)).Language.Code);

    [Fact]
    public void Language_Stated_IsTaken()
    {
        DetectedLanguage language = _engine.Analyze(new TextInput("Super!") { Language = "fr" }).Language;

        Assert.Equal(new DetectedLanguage("fr", 1), language);
    }

    [Fact]
    public void Sentiment_OfALanguageThatIsNotScored_IsNeutral()
    {
        TextInsight insight = _engine.Analyze(new TextInput("Jag är mycket besviken på den dåliga servicen och kommer aldrig tillbaka"));

        Assert.Equal("sv", insight.Language.Code);
        Assert.Equal((SentimentLabel.Neutral, 0.0), (insight.Sentiment, insight.Score));
    }
}
