using CxFunnel.TextAnalytics.PersonalData;

namespace CxFunnel.TextAnalytics.Tests.PersonalData;

public sealed class PersonalDataTests
{
    private readonly EmbeddedTextEngine _engine = new();

    [Theory]
    [InlineData("en", "Call me on +44 20 7946 0958 or john.smith@example.com", "Call me on [phone] or [email]")]
    [InlineData("fr", "Joignable au 06 12 34 56 78 le soir", "Joignable au [phone] le soir")]
    [InlineData("es", "Mi teléfono es 612 345 678, gracias", "Mi teléfono es [phone], gracias")]
    [InlineData("de", "IBAN DE89 3704 0044 0532 0130 00 bitte", "IBAN [iban] bitte")]
    [InlineData("en", "My card 4111 1111 1111 1111 was charged", "My card [card] was charged")]
    [InlineData("en", "Order number A-1234567 never came", "Order number [order] never came")]
    [InlineData("de", "Meine Kundennummer lautet 88712345.", "Meine Kundennummer lautet [customer].")]
    [InlineData("de", "Ich wohne Hauptstraße 5, 10115 Berlin.", "Ich wohne [address].")]
    [InlineData("fr", "J'habite 12 rue de la Paix, 75002 Paris.", "J'habite [address].")]
    [InlineData("fr", "Je m'appelle Marie Dupont et je suis déçue", "Je m'appelle [name] et je suis déçue")]
    [InlineData("en", "@acme_help look at https://x.example/reset?token=abc123", "[handle] look at [url]")]
    [InlineData("en", "My router is at 192.168.1.10 now", "My router is at [ip] now")]
    [InlineData("es", "Hola, soy María López, vivo en Calle Mayor 12, 28013 Madrid.", "Hola, soy [name], vivo en [address].")]
    [InlineData("it", "Mi chiamo Luca Bianchi, abito in Via Garibaldi 24, 20121 Milano, cell 347 1234567.", "Mi chiamo [name], abito in [address], cell [phone].")]
    [InlineData("pt", "Meu nome é João Silva, telefone (11) 91234-5678, pedido 123456789.", "Meu nome é [name], telefone [phone], pedido [order].")]
    [InlineData("nl", "Mijn naam is Jan de Vries, Kerkstraat 12, 1017 GL Amsterdam, klantnummer 554433.", "Mijn naam is [name], [address], klantnummer [customer].")]
    [InlineData("en", "Speak to Mr Brown at 221B Baker Street, paid £45.00 on 12/03/2026 at 14:30.", "Speak to Mr [name] at [address], paid £45.00 on 12/03/2026 at 14:30.")]
    public void Redacted_PersonalData_IsReplacedByItsKind(string language, string text, string expected) =>
        Assert.Equal(expected, _engine.Analyze(new TextInput(text) { Language = language }).Redacted);

    [Theory]
    [InlineData("en", "It cost 12.99 on 12.05.2026 and I waited 45 minutes for the XR-2000")]
    [InlineData("en", "Card 4111 1111 1111 1112 has a wrong check digit")]
    [InlineData("de", "IBAN DE89 3704 0044 0532 0130 01 ist falsch")]
    [InlineData("fr", "J'ai payé 1 299,00 € en 2024 pour 3 nuits")]
    [InlineData("es", "Pagué 123456789 € por 2 noches")]
    [InlineData("en", "See https://example.com/help for more")]
    [InlineData("de", "Auf Tabellenplatz 2 und Parkplatz 12 geht es gut")]
    [InlineData("en", "Watch Latoya tonight on Dr Drew 8:00pm at the 4th Ave Street")]
    [InlineData("en", "We miss Paul in the Old Order, 1774-1778")]
    [InlineData("pt", "Sim, senhor. Soltem isso")]
    public void Redacted_PricesDatesAndCodes_StayAsTheyAre(string language, string text) =>
        Assert.Equal(text, _engine.Analyze(new TextInput(text) { Language = language }).Redacted);

    [Fact]
    public void Analyze_RedactedText_FindsNothingNewInIt()
    {
        TextInsight first = _engine.Analyze(new TextInput("My name is John Smith, mail john@example.com about order A-1234567, the delivery was late.") { Language = "en" });
        TextInsight again = _engine.Analyze(new TextInput(first.Redacted) { Language = "en" });

        Assert.NotEmpty(first.PersonalData);
        Assert.Empty(again.PersonalData);
        Assert.Equal(first.Redacted, again.Redacted);
        Assert.DoesNotContain(again.KeyPhrases, phrase => PersonalDataKinds.All.Contains(phrase, StringComparer.Ordinal));
    }
}
