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

    // Families of expression for goods that come late, one of each in every language.
    [Theory]
    [InlineData("en", "The lamp turned up nine days after the date on the e-mail.")]
    [InlineData("en", "Still waiting for my parcel, three weeks now.")]
    [InlineData("en", "Delivery has been moved again.")]
    [InlineData("fr", "La lampe est arrivée avec neuf jours de retard.")]
    [InlineData("fr", "Ma livraison a encore été repoussée.")]
    [InlineData("fr", "Mon colis est bloqué au dépôt depuis lundi.")]
    [InlineData("it", "La lampada è arrivata con nove giorni di ritardo.")]
    [InlineData("it", "La consegna è stata di nuovo rinviata.")]
    [InlineData("it", "Sto ancora aspettando il pacco, sono tre settimane.")]
    [InlineData("es", "La lámpara llegó con nueve días de retraso.")]
    [InlineData("es", "Han vuelto a aplazar la entrega.")]
    [InlineData("es", "Sigo esperando mi pedido desde hace tres semanas.")]
    [InlineData("de", "Die Lampe kam neun Tage zu spät.")]
    [InlineData("de", "Die Lieferung wurde wieder verschoben.")]
    [InlineData("de", "Das Paket hängt seit Montag im Depot fest.")]
    [InlineData("pt", "O candeeiro chegou com nove dias de atraso.")]
    [InlineData("pt", "A entrega foi adiada outra vez.")]
    [InlineData("pt", "Continuo à espera da encomenda há três semanas.")]
    [InlineData("nl", "De lamp kwam negen dagen te laat.")]
    [InlineData("nl", "De levering is weer uitgesteld.")]
    [InlineData("nl", "Ik wacht nog steeds op mijn pakket, al drie weken.")]
    public void Read_GoodsThatComeLate_AreALateDeliveryAndNothingElse(string language, string text) =>
        Assert.Equal(["late-delivery"], CausesOf(language, text));

    [Theory]
    [InlineData("en", "My train was three hours late.", "transport-delay")]
    [InlineData("fr", "Notre vol a eu trois heures de retard.", "transport-delay")]
    [InlineData("de", "Der Zug hatte eine Stunde Verspätung.", "transport-delay")]
    [InlineData("en", "Waited forty minutes in the queue at the till.", "long-wait")]
    [InlineData("es", "Esperamos cuarenta minutos en la cola de la caja.", "long-wait")]
    [InlineData("nl", "Veertig minuten in de rij gestaan bij de kassa.", "long-wait")]
    public void Read_WaitForSomethingElseThanGoods_IsNoLateDelivery(string language, string text, string cause) =>
        Assert.Equal([cause], CausesOf(language, text));

    [Theory]
    [InlineData("en", "Ordered on Friday and here two days later, great.")]
    [InlineData("de", "Am Freitag bestellt, zwei Tage später da. Danke!")]
    [InlineData("fr", "Commandé vendredi, reçu deux jours après. Merci !")]
    [InlineData("en", "Could you change the delivery date of my order?")]
    [InlineData("en", "The double charge was refunded within a day, with an apology.")]
    [InlineData("fr", "Le double prélèvement a été remboursé en un jour, avec des excuses.")]
    [InlineData("de", "Die doppelte Abbuchung wurde sofort erstattet, vorbildlich.")]
    [InlineData("es", "Nos devolvieron el cobro doble al día siguiente.")]
    [InlineData("nl", "De dubbele afschrijving is teruggestort binnen een dag.")]
    [InlineData("en", "The phone was well packed to avoid damage.")]
    [InlineData("en", "No queue at the till, one cashier was enough.")]
    [InlineData("en", "Your jingle makes my dog howl, awful.")]
    [InlineData("de", "Der Fahrer klingelt immer, nie Probleme.")]
    [InlineData("de", "Sollte erst am Freitag kommen, war aber schon am Donnerstag da, super!")]
    [InlineData("es", "El pedido llegó sin ningún retraso.")]
    [InlineData("pt", "Era para chegar na sexta e chegou na quinta, ótimo.")]
    [InlineData("fr", "Rien à signaler, tout s'est bien passé.")]
    [InlineData("es", "Nada que señalar, todo correcto.")]
    [InlineData("it", "Niente da segnalare, tutto bene.")]
    [InlineData("nl", "Er hangt een gemoedelijke sfeer, iedereen zegt hallo.")]
    [InlineData("en", "Upgrade went through without a hitch over the weekend, none of our people noticed a thing. Nice work.")]
    [InlineData("fr", "Croissants croustillants, pain au levain qui se garde quatre jours. Le quartier attendait ça depuis longtemps.")]
    [InlineData("it", "In due minuti ho fatto quello che in banca mi richiedeva una mattina.")]
    public void Read_DoneWellPutRightOrSomethingElse_IsNoCause(string language, string text) => Assert.Empty(CausesOf(language, text));

    // Words with two meanings, each in the one that is no cause.
    [Theory]
    [InlineData("pt", "O atendente desligou na minha cara.", "high-price")]
    [InlineData("es", "Se rieron en la cara de mi madre.", "high-price")]
    [InlineData("it", "Non funziona niente, soldi buttati.", "pending-transfer")]
    [InlineData("de", "Funktioniert nicht, rausgeworfenes Geld.", "pending-transfer")]
    public void Read_WordOfAnotherMeaning_IsNotThatCause(string language, string text, string cause) => Assert.DoesNotContain(cause, CausesOf(language, text));

    [Theory]
    [InlineData("en", "I have never met such rude staff.")]
    [InlineData("fr", "Jamais vu un personnel aussi désagréable.")]
    [InlineData("it", "Mai visto personale così scortese.")]
    [InlineData("es", "Nunca vi un personal tan desagradable.")]
    [InlineData("de", "Noch nie so unfreundliches Personal erlebt.")]
    [InlineData("pt", "Nunca vi funcionários tão antipáticos.")]
    [InlineData("nl", "Nog nooit zulk onvriendelijk personeel gezien.")]
    public void Read_NeverSoBad_IsACause(string language, string text) => Assert.Contains("rude-staff", CausesOf(language, text));

    [Theory]
    [InlineData("en", "The staff were never rude.")]
    [InlineData("de", "Das Personal war nie unfreundlich.")]
    [InlineData("es", "El personal nunca fue desagradable.")]
    public void Read_NeverBad_IsNoCause(string language, string text) => Assert.Empty(CausesOf(language, text));

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
