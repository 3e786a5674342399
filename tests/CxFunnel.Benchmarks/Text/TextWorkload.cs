using System.Text;

namespace CxFunnel.Benchmarks.Text;

/// <summary>Comments of about 80 characters in seven languages, made from a seed: the same texts on every machine, from no one's data.</summary>
public static class TextWorkload
{
    private static readonly (string[] Things, string[] Links, string[] Judgements, string[] Ends)[] Languages =
    [
        (["The delivery", "Your support", "The new app", "Checkout", "The hotel room", "My last order", "The waiter", "Customer service", "The return policy", "Parking"],
         ["was", "is", "has always been", "seemed", "felt"],
         ["really slow", "not good at all", "absolutely lovely", "a bit expensive", "quick and easy", "far too complicated", "friendly", "broken again", "ok", "worth every penny"],
         ["but the driver was kind.", "and nobody answers the phone!", "thanks a lot 😀", "so I will not come back.", "as expected.", "and I waited 45 minutes.", "see order 4711882.", "would recommend."]),
        (["La livraison", "Le service client", "L'application", "Votre site", "La chambre", "Mon colis", "Le serveur", "Le remboursement", "L'accueil", "Le prix"],
         ["était", "est", "a toujours été", "reste"],
         ["très en retard", "vraiment excellent", "pas terrible", "trop cher", "rapide et facile", "décevant", "agréable", "cassé", "correct", "au top"],
         ["mais le livreur était sympa.", "et personne ne répond !", "merci beaucoup 😀", "je ne reviendrai plus.", "comme d'habitude.", "après 45 minutes d'attente.", "commande 4711882.", "je recommande."]),
        (["Die Lieferung", "Der Kundenservice", "Die App", "Das Zimmer", "Mein Paket", "Die Bedienung", "Der Preis", "Die Hotline", "Das Essen", "Der Termin"],
         ["war", "ist", "bleibt", "wirkte"],
         ["viel zu spät", "wirklich super", "nicht gut", "zu teuer", "schnell und einfach", "enttäuschend", "freundlich", "kaputt", "in Ordnung", "jeden Cent wert"],
         ["aber der Fahrer war nett.", "und niemand meldet sich!", "vielen Dank 😀", "ich komme nicht wieder.", "wie immer.", "nach 45 Minuten Wartezeit.", "Bestellung 4711882.", "gerne wieder."]),
        (["La entrega", "El servicio", "La aplicación", "La habitación", "Mi pedido", "El camarero", "El precio", "La atención", "La comida", "El hotel"],
         ["fue", "es", "estaba", "parece"],
         ["muy lenta", "realmente excelente", "nada bueno", "demasiado caro", "rápido y fácil", "decepcionante", "amable", "roto", "correcto", "de diez"],
         ["pero el repartidor fue amable.", "y nadie contesta.", "muchas gracias 😀", "no volveré.", "como siempre.", "tras 45 minutos de espera.", "pedido 4711882.", "lo recomiendo."]),
        (["La consegna", "Il servizio", "L'app", "La camera", "Il mio ordine", "Il cameriere", "Il prezzo", "L'assistenza", "Il cibo", "L'albergo"],
         ["è stata", "è", "era", "sembra"],
         ["molto lenta", "davvero ottimo", "per niente buono", "troppo caro", "veloce e facile", "deludente", "gentile", "rotto", "corretto", "perfetto"],
         ["ma il corriere era gentile.", "e nessuno risponde!", "grazie mille 😀", "non tornerò.", "come sempre.", "dopo 45 minuti di attesa.", "ordine 4711882.", "lo consiglio."]),
        (["A entrega", "O atendimento", "O aplicativo", "O quarto", "Meu pedido", "O garçom", "O preço", "O suporte", "A comida", "O hotel"],
         ["foi", "é", "estava", "parece"],
         ["muito lenta", "realmente excelente", "nada bom", "caro demais", "rápido e fácil", "decepcionante", "simpático", "quebrado", "normal", "nota dez"],
         ["mas o entregador foi simpático.", "e ninguém responde!", "muito obrigado 😀", "não volto mais.", "como sempre.", "depois de 45 minutos de espera.", "pedido 4711882.", "recomendo."]),
        (["De levering", "De klantenservice", "De app", "De kamer", "Mijn bestelling", "De ober", "De prijs", "De helpdesk", "Het eten", "Het hotel"],
         ["was", "is", "blijft", "leek"],
         ["veel te laat", "echt geweldig", "niet goed", "te duur", "snel en makkelijk", "teleurstellend", "vriendelijk", "kapot", "prima", "elke cent waard"],
         ["maar de bezorger was aardig.", "en niemand reageert!", "hartelijk dank 😀", "ik kom niet terug.", "zoals altijd.", "na 45 minuten wachten.", "bestelling 4711882.", "een aanrader."]),
    ];

    /// <summary>Texts in a fixed order; neighbours are in different languages.</summary>
    public static string[] ShortComments(int count, int seed)
    {
        Random random = new(seed);
        string[] texts = new string[count];
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            (string[] things, string[] links, string[] judgements, string[] ends) = Languages[random.Next(Languages.Length)];
            text.Clear().Append(Pick(things)).Append(' ').Append(Pick(links)).Append(' ').Append(Pick(judgements)).Append(", ").Append(Pick(ends));
            if (random.Next(2) == 0)
            {
                text.Append(' ').Append(Pick(things)).Append(' ').Append(Pick(links)).Append(' ').Append(Pick(judgements)).Append('.');
            }

            texts[i] = text.ToString();
        }

        return texts;

        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
