using System.Security.Cryptography;
using System.Text;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What one row of an export says, before it is a feedback item; every value as the tool wrote it.</summary>
internal record struct Mention
{
    public string? Id { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }

    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>Cleaned already; null for none.</summary>
    public string? Text { get; set; }

    public string? Sentiment { get; set; }

    public string? Language { get; set; }

    public string? Country { get; set; }

    public string? Author { get; set; }

    public string? Url { get; set; }

    /// <summary>In the words of <see cref="Networks"/>.</summary>
    public string? Network { get; set; }

    public long? Reach { get; set; }

    public long? Engagement { get; set; }

    /// <summary>Stars.</summary>
    public double? Rating { get; set; }

    // What files of surveys have beside the above.
    public double? Nps { get; set; }

    public double? Csat { get; set; }

    public double? Ces { get; set; }

    public string? Customer { get; set; }

    public string? Email { get; set; }

    public string? Segment { get; set; }

    public string? Channel { get; set; }

    public string? Touchpoint { get; set; }

    /// <summary>The row as an item, or why it cannot be one.</summary>
    /// <param name="number">The row's number.</param>
    public readonly ExportRow ToRow(long number, string source, FeedbackKind kind)
    {
        if (PublishedAt is not { } publishedAt)
        {
            return new ExportRow.Rejected(number, "has no date that can be read");
        }

        List<Score>? scores = Scores();
        if (Text is null && scores is null)
        {
            return new ExportRow.Rejected(
                number, (Rating ?? Nps ?? Csat ?? Ces) is null ? "has neither a text nor a rating" : "has no text, and a rating that is off its scale");
        }

        bool isCut = Text is { Length: > FeedbackLimits.MaxCommentChars };
        bool isReview = kind == FeedbackKind.Review || (kind == FeedbackKind.Mention && Network == Networks.Review);
        return new ExportRow.Read(number, new FeedbackItem
        {
            Source = source,
            SourceId = Bounded(Id ?? Url),
            Kind = isReview ? FeedbackKind.Review : kind,
            SubmittedAt = publishedAt,
            RevisedAt = UpdatedAt,
            Channel = Cut(CleanText.Lower(Channel), FeedbackLimits.MaxDimensionChars) ?? (isReview ? "review" : kind == FeedbackKind.Survey ? null : "social"),
            Touchpoint = Cut(CleanText.Lower(Touchpoint), FeedbackLimits.MaxDimensionChars),
            Customer = (Customer ?? Email ?? Segment) is null ? null : new Customer
            {
                Id = Cut(Customer, FeedbackLimits.MaxSourceIdChars),
                Email = Cut(CleanText.Lower(Email), FeedbackLimits.MaxShortTextChars),
                Segment = Cut(Segment, FeedbackLimits.MaxDimensionChars),
            },
            Language = Language,
            Country = Country,
            Scores = scores,
            Comments = Text is null ? null : [new Comment(Question: null, Cut(Text, FeedbackLimits.MaxCommentChars)!)],
            Author = Cut(Author, FeedbackLimits.MaxShortTextChars),
            Url = SafeUrl(Url),
            Reach = Reach,
            Attributes = Engagement is null && !isCut ? MentionAttributes.Shared(Network, Sentiment) : MentionAttributes.Of(Network, Sentiment, Engagement, isCut ? Text!.Length : null),
        });
    }

    private readonly List<Score>? Scores()
    {
        List<Score>? scores = null;
        if ((Rating ?? Nps ?? Csat ?? Ces) is null)
        {
            return null;
        }

        Add(ScoreType.Nps, Nps);
        Add(ScoreType.Csat, Csat);
        Add(ScoreType.Ces, Ces);
        Add(ScoreType.Rating, Rating);
        return scores;

        void Add(ScoreType type, double? value)
        {
            (double min, double max) = ScoreScales.Default(type);
            if (value is { } number && ScoreScales.Problem(new Score(type, number, min, max)) is null)
            {
                (scores ??= []).Add(new Score(type, number, min, max));
            }
        }
    }

    /// <summary>An id beyond the limit is replaced by its hash, which is as good a name.</summary>
    private static string? Bounded(string? id) =>
        id is null or { Length: <= FeedbackLimits.MaxSourceIdChars }
            ? id
            : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";

    /// <summary>Pages show it as a link, so nothing but the web's own schemes passes.</summary>
    private static string? SafeUrl(string? url) =>
        url is { Length: <= FeedbackLimits.MaxUrlChars }
        && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ? url
            : null;

    private static string? Cut(string? text, int maxChars) =>
        text is null || text.Length <= maxChars ? text : text[..(char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars)];
}
