using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Files of no known tool, and the project's own CSV: columns by the words that people use, or as the upload names them.</summary>
internal static class GenericDialect
{
    private const string Source = "generic";

    /// <summary>German for both: the stars beside a text, and the text itself where there is no other.</summary>
    private const string TextOrRating = "bewertung";

    /// <summary>Shorter headers without a question mark are names: "recommended product" asks nothing.</summary>
    private const int MinQuestionBlanks = 3;

    /// <summary>Names in en, fr, it, es, de, pt and nl, in any case, with blanks, dots and <c>_</c> alike; the first that a file has counts.</summary>
    private static readonly Dictionary<ExportField, string[]> Words = new()
    {
        [ExportField.Id] =
            ["source id", "sourceid", "response id", "responseid", "id", "guid", "uuid", "resource id", "mention id", "document id", "external id", "post id", "message id", "review id", "ticket id", "submission id", "respondent id"],
        [ExportField.Date] =
        [
            "submitted at", "submittedat", "published at", "published", "created at", "created time", "created", "createdat", "date", "date (utc)", "posted", "posted at", "timestamp",
            "recorded date", "completed at", "datetime", "datum", "fecha", "data", "zeitstempel", "horodateur", "date de création", "erstellt", "erstellt am",
            "date de publication", "publié le", "fecha de publicación", "fecha de creación", "publicado", "marca temporal", "data di pubblicazione", "data di creazione", "pubblicato il",
            "informazioni cronologiche", "data de publicação", "data de criação", "publicado em", "carimbo de data/hora", "veröffentlicht", "veröffentlicht am", "veröffentlichungsdatum",
            "publicatiedatum", "geplaatst op", "tijdstempel", "date and time", "created date", "review date",
            "submission date", "submit date (utc)", "submit date", "completion time", "end date", "responded at", "fertigstellungszeit", "heure de fin", "hora de finalización",
            "ora di completamento", "hora de conclusão", "tijd van voltooien",
        ],
        [ExportField.Time] = ["time", "time of day", "uhrzeit", "heure", "hora", "ora", "tijd"],
        [ExportField.Updated] = ["revised at", "revisedat", "updated at", "updatedat", "last update", "updated"],
        [ExportField.Text] =
        [
            "comment", "comments", "full text", "text", "content", "message", "verbatim", "feedback", "hit sentence", "snippet", "body", "description", "conversation stream", "review text",
            "review", "texte", "commentaire", "avis", "contenu", "kommentar", TextOrRating, "inhalt", "nachricht", "testo", "commento", "recensione", "contenuto", "messaggio", "texto", "comentario",
            "comentarios", "reseña", "contenido", "mensaje", "comentário", "comentários", "resenha", "conteúdo", "mensagem", "tekst", "opmerking", "reactie", "bericht", "inhoud", "title", "titre",
            "titel", "titolo", "título",
        ],
        [ExportField.Sentiment] = ["sentiment", "tone", "tonality", "polarity", "tonalité", "tonalität", "sentimiento", "sentimento", "stimmung", "tonalidad", "tonalità", "tonalidade"],
        [ExportField.Language] = ["language", "lang", "locale", "langue", "sprache", "idioma", "lingua", "taal"],
        [ExportField.Country] = ["country code", "country", "pays", "land", "país", "paese"],
        [ExportField.Author] = ["author", "author name", "user name", "username", "screen name", "influencer", "author handle", "auteur", "autore", "autor", "verfasser", "usuario", "utente", "usuário", "gebruiker"],
        [ExportField.Url] = ["url", "link", "permalink", "original url", "perma link"],
        [ExportField.Network] = ["network", "source type", "page type", "platform", "plattform", "plateforme", "réseau", "red social"],
        [ExportField.Reach] = ["reach", "audience", "reichweite", "portée", "alcance", "impressions"],
        [ExportField.Engagement] = ["engagement", "interactions"],
        [ExportField.Rating] = ["rating", "stars", "star rating", "sterne", TextOrRating, "note", "étoiles", "estrellas", "valoración", "stelle", "valutazione", "estrelas", "avaliação", "sterren", "beoordeling"],
        [ExportField.Nps] = ["nps", "nps score", "score nps", "likelihood to recommend", "recommend"],
        [ExportField.Csat] = ["csat", "csat score", "satisfaction", "zufriedenheit", "satisfacción", "soddisfazione", "satisfação", "tevredenheid"],
        [ExportField.Ces] = ["ces", "ces score", "effort", "customer effort"],
        [ExportField.Customer] = ["customer id", "customerid", "customer", "client id", "kundennummer", "id client", "id cliente", "klantnummer"],
        [ExportField.Email] = ["email", "e-mail", "email address", "mail", "courriel", "correo"],
        [ExportField.Segment] = ["segment", "customer segment", "tier"],
        [ExportField.Channel] = ["channel", "canal", "kanal", "canale", "kanaal"],
        [ExportField.Touchpoint] = ["touchpoint", "touch point", "journey"],
    };

    /// <summary>A dialect of exactly the columns that the upload names.</summary>
    public static ExportDialect Of(IReadOnlyDictionary<ExportField, string> columns) => Dialect(
        columns.ToDictionary(c => c.Key, c => (string[])[c.Value]), [.. columns.Values]);

    /// <summary>A dialect of the columns whose names say what they hold; null without a date, or without anything that counts.</summary>
    public static ExportHeader? Guess(HeaderCandidate row, Dictionary<string, int> names)
    {
        Dictionary<ExportField, string[]> columns = [];
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach ((ExportField field, string[] words) in Words)
        {
            string[] found = [.. words.Where(w => names.ContainsKey(ExportColumns.Plain(w)) && !taken.Contains(ExportColumns.Plain(w)))];
            if (field == ExportField.Text && found.Length > 1)
            {
                found = [.. found.Where(w => w != TextOrRating)];
            }

            if (found.Length > 0)
            {
                columns[field] = found;
                taken.UnionWith(found.Select(ExportColumns.Plain));
            }
        }

        TakeQuestions(row.Cells, columns, taken);

        bool counts = columns.ContainsKey(ExportField.Text) || HasScore(columns.Keys);
        return counts && columns.ContainsKey(ExportField.Date)
            ? new ExportHeader(Dialect(columns, []), row, columns.Values.Sum(c => c.Length))
            : null;
    }

    /// <summary>Takes columns that survey tools name by their whole question, for what no shorter name says: the first of each kind.</summary>
    private static void TakeQuestions(string[] header, Dictionary<ExportField, string[]> columns, HashSet<string> taken)
    {
        foreach (string cell in header)
        {
            string question = ExportColumns.Plain(cell);
            if (IsQuestion(question) && !taken.Contains(question) && FieldOf(question) is { } field && columns.TryAdd(field, [question]))
            {
                taken.Add(question);
            }
        }
    }

    private static bool IsQuestion(string name) => name.EndsWith('?') || name.AsSpan().Count(' ') >= MinQuestionBlanks;

    private static ExportField? FieldOf(string question) =>
        QuestionWording.AsksForWords(question) ? ExportField.Text
        : QuestionWording.Guess(string.Empty, question) switch
        {
            QuestionKind.Nps => ExportField.Nps,
            QuestionKind.Csat => ExportField.Csat,
            QuestionKind.Ces => ExportField.Ces,
            _ => null,
        };

    private static ExportDialect Dialect(Dictionary<ExportField, string[]> columns, string[] signature) => new()
    {
        Source = Source,
        Kind = columns.ContainsKey(ExportField.Nps) || columns.ContainsKey(ExportField.Csat) || columns.ContainsKey(ExportField.Ces) ? FeedbackKind.Survey
            : columns.ContainsKey(ExportField.Rating) ? FeedbackKind.Review
            : FeedbackKind.Mention,
        Signature = signature,
        Columns = columns,
        HasNumericDates = true,
        TitleIsText = columns.ContainsKey(ExportField.Title),
        DateFormats =
        [
            "dd-MMM-yyyy hh:mmtt", "dd-MMM-yyyy hh:mm tt", "dd-MMM-yyyy HH:mm", "dd-MMM-yyyy", "d MMM yyyy HH:mm", "d MMM yyyy", "MMM d, yyyy h:mm tt", "MMM d, yyyy HH:mm", "MMM d, yyyy",
            "MMMM d, yyyy", "d MMMM yyyy", "ddd MMM dd HH:mm:ss 'UTC' yyyy", "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        ],
    };

    private static bool HasScore(IEnumerable<ExportField> fields) =>
        fields.Any(f => f is ExportField.Nps or ExportField.Csat or ExportField.Ces or ExportField.Rating);
}
