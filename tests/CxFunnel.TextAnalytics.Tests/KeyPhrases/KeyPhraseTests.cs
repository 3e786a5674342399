namespace CxFunnel.TextAnalytics.Tests.KeyPhrases;

public sealed class KeyPhraseTests
{
    private readonly EmbeddedTextEngine _engine = new();

    [Theory]
    [InlineData("en", "The battery life of this phone is great, but the charging cable broke.", "battery life", "charging cable", "phone")]
    [InlineData("fr", "Le temps d'attente au service client est trop long.", "temps d'attente", "service client")]
    [InlineData("de", "Die Rücksendung war kompliziert und der Kundenservice half nicht.", "Rücksendung", "Kundenservice")]
    [InlineData("es", "El servicio de habitaciones tardó una hora.", "servicio de habitaciones")]
    [InlineData("it", "Il tempo di consegna era lungo, il corriere scortese.", "tempo di consegna", "corriere")]
    [InlineData("pt", "O prazo de entrega não foi cumprido pela transportadora.", "prazo de entrega", "transportadora")]
    [InlineData("nl", "De wachttijd bij de klantenservice was veel te lang.", "wachttijd", "klantenservice")]
    public void KeyPhrases_OfAComment_NameItsThings(string language, string text, params string[] expected)
    {
        IReadOnlyList<string> phrases = _engine.Analyze(new TextInput(text) { Language = language }).KeyPhrases;

        Assert.All(expected, phrase => Assert.Contains(phrase, phrases));
    }

    [Fact]
    public void KeyPhrases_SingularAndPlural_AreOne()
    {
        IReadOnlyList<string> phrases = _engine.Analyze(new TextInput("The room was small. All rooms smelled. Rooms!") { Language = "en" }).KeyPhrases;

        Assert.Single(phrases, phrase => phrase.StartsWith("room", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void KeyPhrases_OnlyJudgement_AreNone() =>
        Assert.Empty(_engine.Analyze(new TextInput("It was really very good!") { Language = "en" }).KeyPhrases);
}
