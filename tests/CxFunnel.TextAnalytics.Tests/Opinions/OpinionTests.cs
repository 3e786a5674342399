namespace CxFunnel.TextAnalytics.Tests.Opinions;

public sealed class OpinionTests
{
    private readonly EmbeddedTextEngine _engine = new();

    [Theory]
    [InlineData("en", "Delivery was slow but the driver was lovely.", "Delivery:Negative driver:Positive")]
    [InlineData("en", "The food was not good and the staff were rude.", "food:Negative staff:Negative")]
    [InlineData("en", "I love the new app, but the checkout crashes every time!", "app:Positive checkout:Negative")]
    [InlineData("en", "Friendly staff and terrible coffee.", "staff:Positive coffee:Negative")]
    [InlineData("it", "La consegna è stata velocissima, ma il prodotto era rotto.", "consegna:Positive prodotto:Negative")]
    [InlineData("it", "Il personale è gentile e la camera pulita.", "personale:Positive camera:Positive")]
    [InlineData("es", "La comida estaba muy rica y el camarero fue muy amable.", "comida:Positive camarero:Positive")]
    [InlineData("es", "El hotel es bonito pero la habitación estaba sucia.", "hotel:Positive habitación:Negative")]
    [InlineData("fr", "Le service client est excellent mais le livreur était désagréable.", "service client:Positive livreur:Negative")]
    [InlineData("fr", "Chambre propre, personnel souriant.", "Chambre:Positive personnel:Positive")]
    [InlineData("de", "Das Essen schmeckt gut, aber die Bedienung war sehr unfreundlich.", "Essen:Positive Bedienung:Negative")]
    [InlineData("de", "Die Lieferung kam zu spät.", "Lieferung:Negative")]
    [InlineData("pt", "O atendimento foi péssimo, mas a comida estava deliciosa.", "atendimento:Negative comida:Positive")]
    [InlineData("nl", "Het personeel was vriendelijk maar de kamer was vies.", "personeel:Positive kamer:Negative")]
    public void Opinions_PraiseAndBlame_GoToTheRightTargets(string language, string text, string expected)
    {
        TextInsight insight = _engine.Analyze(new TextInput(text) { Language = language });

        Assert.Equal(expected, string.Join(' ', insight.Opinions.Select(o => $"{o.Target}:{o.Sentiment}")));
    }

    [Fact]
    public void Opinions_NegatedAssessment_IsShownWithItsNegator()
    {
        Opinion opinion = Assert.Single(_engine.Analyze(new TextInput("The food was not good.") { Language = "en" }).Opinions);

        Assert.Equal(["not good"], opinion.Assessments);
        Assert.Equal(SentimentLabel.Negative, opinion.Sentiment);
    }
}
