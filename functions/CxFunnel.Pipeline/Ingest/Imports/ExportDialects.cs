using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>The exports that are recognised by their header. Column names are read in any case, with blanks, dots and <c>_</c> alike.</summary>
internal static class ExportDialects
{
    /// <summary>
    /// "Bulk Mentions Download": five label rows and a blank one before the header, 60 to 200 columns that vary by account. Dates
    /// are UTC. The same mention stands in overlapping downloads and once for each query.
    /// </summary>
    private static readonly ExportDialect Brandwatch = new()
    {
        Source = "brandwatch",
        Signature = ["Query Id", "Date"],
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["Resource Id"],
            [ExportField.Date] = ["Date"],
            [ExportField.Text] = ["Full Text", "Snippet", "Title"],
            [ExportField.Sentiment] = ["Sentiment"],
            [ExportField.Language] = ["Language"],
            [ExportField.Country] = ["Country Code", "Country"],
            [ExportField.Author] = ["Author", "Full Name"],
            [ExportField.Url] = ["Url", "Original Url"],
            [ExportField.Network] = ["Page Type", "Content Source"],
            [ExportField.Reach] = ["Reach (new)"],
            [ExportField.Rating] = ["Rating"],
        },
    };

    /// <summary>
    /// One column an API field. Sentiment is a number from -5 to 5. Posts of X come without text, address and author, and are
    /// reported. Dates carry no zone: a setting, else UTC. Hootsuite's listening exports are presumed to be the same.
    /// </summary>
    private static readonly ExportDialect Talkwalker = new()
    {
        Source = "talkwalker",
        Signature = ["content_snippet", "source_type", "domain_url", "published"],
        HasNumericSentiment = true,
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["url", "external_id"],
            [ExportField.Date] = ["published"],
            [ExportField.Text] = ["content", "content_snippet", "title"],
            [ExportField.Sentiment] = ["sentiment"],
            [ExportField.Language] = ["lang"],
            [ExportField.Country] =
            [
                "extra_author_attributes.world_data.country_code", "extra_article_attributes.world_data.country_code",
                "extra_source_attributes.world_data.country_code",
            ],
            [ExportField.Author] = ["extra_author_attributes.short_name", "extra_author_attributes.name"],
            [ExportField.Url] = ["url"],
            [ExportField.Network] = ["source_type"],
            [ExportField.Reach] = ["reach"],
            [ExportField.Engagement] = ["engagement"],
        },
        // "FORUM,FORUM_OTHER": the last one is the more exact.
        NetworkOf = types => Networks.Of(types[(types.LastIndexOf(',') + 1)..]),
    };

    private static readonly string[] MeltwaterDates =
    [
        "d-MMM-yyyy h:mmtt", "d-MMM-yyyy h:mm tt", "d-MMM-yyyy h:mm:ss tt", "d-MMM-yyyy HH:mm", "d-MMM-yyyy HH:mm:ss", "d-MMM-yyyy", "d-MMM-yy", "d-MMM-yy h:mmtt", "d-MMM-yy h:mm tt",
    ];

    /// <summary>"CSV" that is UTF-16 with tabs. The zone of its dates is a setting of the account and not in the file.</summary>
    private static readonly ExportDialect MeltwaterClassic = new()
    {
        Source = "meltwater",
        Signature = ["Date", "Hit Sentence", "Influencer", "Source"],
        DateFormats = MeltwaterDates,
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["Tweet Id", "Document ID", "URL"],
            [ExportField.Date] = ["Date"],
            [ExportField.Time] = ["Time"],
            [ExportField.Text] = ["Hit Sentence", "Opening Text", "Headline"],
            [ExportField.Sentiment] = ["Sentiment"],
            [ExportField.Language] = ["Language"],
            [ExportField.Country] = ["Country"],
            [ExportField.Author] = ["Influencer"],
            [ExportField.Url] = ["URL"],
            [ExportField.Network] = ["Source"],
            [ExportField.Reach] = ["Reach"],
            [ExportField.Engagement] = ["Engagement"],
        },
        // A network, or the name of a publication.
        NetworkOf = source => Networks.Known(source) ?? "news",
        Finish = ExactTweetId,
    };

    private static readonly ExportDialect MeltwaterNewer = new()
    {
        Source = "meltwater",
        Signature = ["Date", "Hit Sentence", "Source Type", "Author Handle"],
        DateFormats = MeltwaterDates,
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["Tweet Id", "Document ID", "URL"],
            [ExportField.Date] = ["Date"],
            [ExportField.Time] = ["Time"],
            [ExportField.Text] = ["Hit Sentence", "Opening Text", "Title"],
            [ExportField.Sentiment] = ["Sentiment"],
            [ExportField.Language] = ["Language"],
            [ExportField.Country] = ["Country"],
            [ExportField.Author] = ["Author Handle", "Author Name"],
            [ExportField.Url] = ["URL"],
            [ExportField.Network] = ["Source Type", "Source Name"],
            [ExportField.Reach] = ["Reach"],
            [ExportField.Engagement] = ["Engagement"],
        },
        Finish = ExactTweetId,
    };

    /// <summary>
    /// The monthly file of the Play Console, UTF-16. Rows without text are stars alone, without link and id. An edited review keeps
    /// its id and is in the next file again.
    /// </summary>
    private static readonly ExportDialect GooglePlay = new()
    {
        Source = "google-play",
        Kind = FeedbackKind.Review,
        Network = "google_play",
        Signature = ["Package Name", "Star Rating", "Review Text", "Review Link"],
        TitleIsText = true,
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Date] = ["Review Submit Date and Time", "Review Submit Millis Since Epoch"],
            [ExportField.Updated] = ["Review Last Update Date and Time", "Review Last Update Millis Since Epoch"],
            [ExportField.Text] = ["Review Text"],
            [ExportField.Title] = ["Review Title"],
            [ExportField.Language] = ["Reviewer Language"],
            [ExportField.Url] = ["Review Link"],
            [ExportField.Rating] = ["Star Rating"],
        },
        Finish = static (_, _, mention) => mention with { Id = QueryValue(mention.Url, "reviewId") },
    };

    /// <summary>The person who builds the widget picks the columns; these were seen.</summary>
    private static readonly ExportDialect Sprinklr = new()
    {
        Source = "sprinklr",
        Signature = ["Conversation Stream", "Permalink", "Created Time"],
        HasNumericDates = true,
        DayFirst = false,
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["Permalink"],
            [ExportField.Date] = ["Created Time"],
            [ExportField.Text] = ["Conversation Stream"],
            [ExportField.Sentiment] = ["Sentiment"],
            [ExportField.Language] = ["Language"],
            [ExportField.Country] = ["Country"],
            [ExportField.Author] = ["Author Screen Name", "Sender Screen Name", "User Name"],
            [ExportField.Url] = ["Permalink"],
            [ExportField.Network] = ["snType column", "snType"],
        },
    };

    /// <summary>Named after the fields of its API; the header of its own file could not be confirmed.</summary>
    private static readonly ExportDialect MentionCom = new()
    {
        Source = "mention",
        Signature = ["original_url", "source_name", "tone", "published_at"],
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["id"],
            [ExportField.Date] = ["published_at"],
            [ExportField.Text] = ["description", "title"],
            [ExportField.Sentiment] = ["tone"],
            [ExportField.Language] = ["language"],
            [ExportField.Country] = ["country"],
            [ExportField.Author] = ["author"],
            [ExportField.Url] = ["original_url"],
            [ExportField.Network] = ["source_type"],
            [ExportField.Reach] = ["reach"],
        },
    };

    /// <summary>What a French spreadsheet makes of it; nothing about this tool could be confirmed.</summary>
    private static readonly ExportDialect Digimind = new()
    {
        Source = "digimind",
        Signature = ["Titre", "Texte", "Tonalité", "Audience"],
        HasNumericDates = true,
        DayFirst = true,
        Zone = "Europe/Paris",
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["URL"],
            [ExportField.Date] = ["Date"],
            [ExportField.Text] = ["Texte", "Titre"],
            [ExportField.Sentiment] = ["Tonalité"],
            [ExportField.Language] = ["Langue"],
            [ExportField.Country] = ["Pays"],
            [ExportField.Author] = ["Auteur"],
            [ExportField.Url] = ["URL"],
            [ExportField.Network] = ["Source"],
            [ExportField.Reach] = ["Audience"],
        },
    };

    /// <summary>Responses of a survey; <see cref="QualtricsRows"/> reads them, since which columns are questions differs from survey to survey.</summary>
    private static readonly ExportDialect Qualtrics = new()
    {
        Source = "qualtrics",
        Kind = FeedbackKind.Survey,
        HasThreeHeaderRows = true,
        Signature = ["StartDate", "EndDate", "RecordedDate", "ResponseId", "Finished"],
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["ResponseId"],
            [ExportField.Date] = ["RecordedDate", "EndDate"],
        },
    };

    public static IReadOnlyList<ExportDialect> All { get; } =
        [Brandwatch, Talkwalker, MeltwaterClassic, MeltwaterNewer, GooglePlay, Sprinklr, MentionCom, Digimind, Qualtrics];

    /// <summary>A spreadsheet may have wrapped the id in quotes or rounded it (<c>1.91E+18</c>): then its digits stand in the address.</summary>
    private static Mention ExactTweetId(ExportColumns columns, ExportRows row, Mention mention)
    {
        if (columns.Cell(row, "Tweet Id").IsWhiteSpace())
        {
            return mention;
        }

        string id = mention.Id!.Trim('"', '\'', ' ');
        string? inUrl = mention.Url is { } url && url.LastIndexOf("/status", StringComparison.Ordinal) > 0
            ? url[(url.LastIndexOf('/') + 1)..]
            : null;
        return mention with { Id = id.All(char.IsAsciiDigit) ? id : inUrl is { Length: > 0 } && inUrl.All(char.IsAsciiDigit) ? inUrl : mention.Url };
    }

    private static string? QueryValue(string? url, string name)
    {
        int at = url?.IndexOf($"{name}=", StringComparison.Ordinal) ?? -1;
        if (at < 1 || url![at - 1] is not ('?' or '&'))
        {
            return null;
        }

        string value = url[(at + name.Length + 1)..];
        int end = value.IndexOfAny(['&', '#']);
        return CleanText.Normalize(Uri.UnescapeDataString(end < 0 ? value : value[..end]));
    }
}
