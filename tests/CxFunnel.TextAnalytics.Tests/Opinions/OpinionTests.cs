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

    [Theory]
    [InlineData("en", "The menu is excellent, the coffee less so.", "menu:Positive coffee:Negative")]
    [InlineData("en", "Neither the pizza nor the pasta was good.", "pizza:Negative pasta:Negative")]
    [InlineData("en", "Apart from the pool, everything was dreadful.", "pool:Positive")]
    [InlineData("en", "The blinds let in too much light.", "blinds:Negative")]
    [InlineData("en", "There were too few sockets.", "sockets:Negative")]
    [InlineData("en", "A little sauce would do.", "")]
    [InlineData("fr", "La signalétique pourrait être plus claire.", "signalétique:Negative")]
    [InlineData("it", "Né la pizza né la pasta erano buone.", "pizza:Negative pasta:Negative")]
    [InlineData("es", "Está a poca distancia del centro.", "")]
    [InlineData("de", "Mir hat das Hotel gefallen, das Restaurant nicht.", "Hotel:Positive Restaurant:Negative")]
    [InlineData("de", "Die Portionen hätten größer sein können.", "Portionen:Negative")]
    [InlineData("pt", "Barulho a mais e luz a menos.", "Barulho:Negative luz:Negative")]
    [InlineData("nl", "Op het bed na was alles prima.", "bed:Negative")]
    [InlineData("nl", "De kast is makkelijk te monteren.", "kast:Positive")]
    [InlineData("en", "We waited an hour for the bill.", "bill:Negative")]
    [InlineData("en", "We waited only five minutes for the bill.", "")]
    [InlineData("en", "The course took three weeks.", "course:Negative")]
    [InlineData("en", "The course takes three weeks.", "")]
    [InlineData("en", "Fewer adverts in the newsletter, please.", "adverts:Negative")]
    [InlineData("en", "More information on our website.", "")]
    [InlineData("en", "Room + breakfast for two.", "")]
    [InlineData("en", "+ garden, - parking", "garden:Positive parking:Negative")]
    [InlineData("en", "Pros: the garden. Cons: the parking.", "garden:Positive parking:Negative")]
    [InlineData("en", "What a garden!", "garden:Positive")]
    [InlineData("en", "The clerk forgot our tickets.", "clerk:Negative")]
    [InlineData("en", "I forgot my umbrella at the hotel.", "")]
    [InlineData("fr", "Le serveur ? Aimable.", "serveur:Positive")]
    [InlineData("it", "C'erano formiche in bagno.", "bagno:Negative")]
    [InlineData("es", "Nadie nos explicó la factura.", "factura:Negative")]
    [InlineData("de", "Bei der Anmeldung stürzt die Anwendung ab.", "Anwendung:Negative")]
    [InlineData("de", "Die Anwendung stürzt nie ab.", "Anwendung:Positive")]
    [InlineData("de", "Die Halle braucht neue Matten.", "Matten:Negative")]
    [InlineData("pt", "O reembolso chegou depois de três semanas.", "reembolso:Negative")]
    [InlineData("nl", "De site loopt telkens vast.", "site:Negative")]
    public void Opinions_TurnsOfSpeech_AreReadWithoutAJudgingWord(string language, string text, string expected) =>
        Opinions_PraiseAndBlame_GoToTheRightTargets(language, text, expected);

    [Fact]
    public void Opinions_VerdictWithAPreposition_IsShownWithoutIt()
    {
        Opinion opinion = Assert.Single(_engine.Analyze(new TextInput("No complaints about the room.") { Language = "en" }).Opinions);

        Assert.Equal(["No complaints"], opinion.Assessments);
    }

    /// <summary>The words of opinions are kept from sentiment, whose weights were trained without them.</summary>
    [Fact]
    public void Opinions_FoundInAText_LeaveItsSentimentAsItIs()
    {
        TextInput text = new("The signage could be clearer, the coffee less so. Your hotline let me down.") { Language = "en" };

        TextInsight insight = _engine.Analyze(text);

        Assert.Equal(_engine.AnalyzeSentiment(text).Score, insight.Score);
        Assert.NotEmpty(insight.Opinions);
    }

    [Fact]
    public void Opinions_NegatedAssessment_IsShownWithItsNegator()
    {
        Opinion opinion = Assert.Single(_engine.Analyze(new TextInput("The food was not good.") { Language = "en" }).Opinions);

        Assert.Equal(["not good"], opinion.Assessments);
        Assert.Equal(SentimentLabel.Negative, opinion.Sentiment);
    }
}
