using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class CauseReaderTests
{
    private static readonly EmbeddedTextEngine Engine = new();
    private static readonly CauseReader Reader = new(Taxonomy.Shipped);

    [Theory]
    [InlineData("en", "The delivery was late")]
    [InlineData("fr", "livraison en retard")]
    [InlineData("it", "consegna in ritardo")]
    [InlineData("de", "Lieferung zu spät")]
    [InlineData("de", "Lieferung zu spaet")]
    [InlineData("de", "Lieferverzögerung")]
    [InlineData("pt", "entrega atrasada")]
    [InlineData("es", "la entrega llegó tarde")]
    [InlineData("nl", "levering te laat")]
    public void Read_LateDeliveryInAnyLanguage_IsOneCause(string language, string text) =>
        Assert.Equal(["late-delivery"], CausesOf(language, text));

    [Theory]
    [InlineData("en", "The delivery was not late at all.")]
    [InlineData("en", "No problems with the delivery, and no delay.")]
    [InlineData("fr", "Pas de retard de livraison.")]
    [InlineData("it", "Nessun ritardo nella consegna.")]
    [InlineData("es", "La entrega llegó sin retraso.")]
    [InlineData("de", "Keine Probleme mit der Lieferung, keine Verspätung.")]
    [InlineData("pt", "A entrega não chegou atrasada.")]
    [InlineData("nl", "De levering was niet te laat.")]
    [InlineData("en", "Fast delivery and friendly staff, thank you!")]
    [InlineData("en", "The problem with the delayed delivery was fixed at once.")]
    public void Read_ComplaintTakenBack_IsNone(string language, string text) => Assert.Empty(CausesOf(language, text));

    [Theory]
    [InlineData("en", "My parcel never arrived.")]
    [InlineData("fr", "Je n'ai jamais reçu ma commande.")]
    [InlineData("it", "Il pacco non è mai arrivato.")]
    [InlineData("es", "Nunca recibí mi pedido.")]
    [InlineData("de", "Mein Paket ist nie angekommen.")]
    [InlineData("pt", "Nunca recebi a minha encomenda.")]
    [InlineData("nl", "Mijn pakket is nooit aangekomen.")]
    public void Read_NegationThatMakesTheComplaint_IsACause(string language, string text) =>
        Assert.Contains("lost-delivery", CausesOf(language, text));

    [Fact]
    public void Read_SeveralCauses_EachComesWithItsClause()
    {
        const string Text = "The waiter was rude, but the room was spotless. My flight was delayed by three hours!";

        CauseReading reading = Read("en", Text);

        Assert.Equal(
            [("rude-staff", "The waiter was rude"), ("transport-delay", "My flight was delayed by three hours")],
            reading.Causes.Select(c => (c.RootCauseId, Text.Substring(c.Offset, c.Length))));
    }

    private static CauseReading Read(string language, string text)
    {
        TextInput input = new(text) { Language = language, Kind = TextKind.Survey };
        return Reader.Read(input, Engine.Analyze(input));
    }

    private static IEnumerable<string> CausesOf(string language, string text) => Read(language, text).Causes.Select(cause => cause.RootCauseId);
}
