using System.Globalization;
using CxFunnel.Samples.Story;
using CxFunnel.Samples.Voice;

namespace CxFunnel.Samples.Wire;

/// <summary>The columns of a "Bulk Mentions Download" and the cells that Tavolind's account fills. All others stay empty.</summary>
internal static class BrandwatchRow
{
    public const string QueryName = "Tavolind - brand";

    private const string NotRated = "";

    private static readonly Dictionary<string, (string Alpha3, string Name)> Countries = new(StringComparer.Ordinal)
    {
        ["GB"] = ("GBR", "United Kingdom"),
        ["FR"] = ("FRA", "France"),
        ["BE"] = ("BEL", "Belgium"),
        ["DE"] = ("DEU", "Germany"),
        ["AT"] = ("AUT", "Austria"),
        ["IT"] = ("ITA", "Italy"),
        ["ES"] = ("ESP", "Spain"),
        ["PT"] = ("PRT", "Portugal"),
        ["NL"] = ("NLD", "Netherlands"),
    };

    private static readonly Dictionary<string, (string Domain, string Name)> Networks = new(StringComparer.Ordinal)
    {
        ["twitter"] = ("twitter.com", "X"),
        ["instagram"] = ("instagram.com", "Instagram"),
        ["facebook"] = ("facebook.com", "Facebook"),
        ["review"] = ("reviews.example.com", "Review"),
        ["forum"] = ("forum.example.org", "Forum"),
        ["reddit"] = ("reddit.com", "Reddit"),
    };

    public static IReadOnlyList<string> Columns { get; } =
    [
        "Query Id", "Query Name", "Date", "Title", "Snippet", "Url", "Domain", "Sentiment", "Page Type", "Language", "Country Code",
        "Continent Code", "Continent", "Country", "City Code", "Account Type", "Added", "Assignment", "Author", "Avatar", "Category Details",
        "Checked", "City", "Expanded URLs", "Full Name", "Full Text", "Gender", "Hashtags", "Impact", "Impressions", "Location Name",
        "Media URLs", "Mentioned Authors", "Original Url", "Priority", "Resource Id", "Starred", "Status", "Thread Author",
        "Thread Created Date", "Thread Entry Type", "Thread Id", "Thread URL", "X Author ID", "X Followers", "X Following", "X Likes",
        "X Replies", "X Reposts", "X Repost of", "X Reply to", "X Verified", "Updated", "Reach (new)", "Content Source",
        "Content Source Name", "Page Type Name", "Rating", "Region", "Subreddit", "Weblog Title", "Topics - Delivery", "Topics - Billing",
        "Topics - App", "Topics - Store",
    ];

    /// <summary>The filled cells of a mention by column.</summary>
    public static Dictionary<string, string> Cells(PlannedMention mention)
    {
        PlannedFeedback feedback = mention.Feedback;
        (string alpha3, string countryName) = Countries[feedback.Country];
        (string domain, string networkName) = Networks[mention.Network];
        string text = feedback.Text ?? "";
        string opening = Opening(text);
        string url = Url(mention, domain);
        string stamp = feedback.SubmittedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000+0000'", CultureInfo.InvariantCulture);
        var cells = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Query Id"] = "2004418230",
            ["Query Name"] = QueryName,
            ["Date"] = feedback.SubmittedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'.0'", CultureInfo.InvariantCulture),
            ["Title"] = opening,
            // Forum posts come without a full text: the snippet is all there is.
            ["Snippet"] = mention.Network == "forum" ? text : opening,
            ["Full Text"] = mention.Network == "forum" ? "" : text,
            ["Url"] = url,
            ["Original Url"] = url,
            ["Domain"] = domain,
            ["Sentiment"] = Sentiment(feedback),
            ["Page Type"] = mention.Network,
            ["Page Type Name"] = networkName,
            ["Content Source"] = mention.Network,
            ["Content Source Name"] = networkName,
            ["Language"] = feedback.Language,
            ["Country Code"] = alpha3,
            ["Country"] = countryName,
            ["Continent Code"] = "EUROPE",
            ["Continent"] = "Europe",
            ["Account Type"] = "individual",
            ["Added"] = stamp,
            ["Updated"] = stamp,
            ["Author"] = mention.Author,
            ["Checked"] = "false",
            ["Starred"] = "false",
            ["Gender"] = "unknown",
            ["Resource Id"] = feedback.SourceId!,
            ["Thread Entry Type"] = "post",
            ["Thread Id"] = "0",
            ["Reach (new)"] = mention.Reach.ToString(CultureInfo.InvariantCulture),
            ["Rating"] = feedback.Rating?.ToString(CultureInfo.InvariantCulture) ?? "",
        };
        if (mention.Network == "twitter")
        {
            cells["X Author ID"] = $"19{feedback.SourceId![^9..]}";
            cells["X Followers"] = (mention.Reach / 3).ToString(CultureInfo.InvariantCulture);
            cells["X Likes"] = (mention.Reach % 37).ToString(CultureInfo.InvariantCulture);
            cells["X Replies"] = (mention.Reach % 5).ToString(CultureInfo.InvariantCulture);
            cells["X Reposts"] = (mention.Reach % 11).ToString(CultureInfo.InvariantCulture);
        }

        string? topicColumn = mention.Topic switch
        {
            Touchpoints.Delivery => "Topics - Delivery",
            Touchpoints.Billing => "Topics - Billing",
            Touchpoints.App => "Topics - App",
            Touchpoints.Store => "Topics - Store",
            _ => null,
        };
        if (topicColumn is not null)
        {
            cells[topicColumn] = "X";
        }

        return cells;
    }

    /// <summary>The tool's own label, with the tool's own mistakes: about one in eight texts is called neutral.</summary>
    private static string Sentiment(PlannedFeedback feedback)
    {
        if (feedback.Text is null)
        {
            return NotRated;
        }

        bool isMisread = feedback.SourceId![^1] is '0' or '7' && feedback.SourceId[^2] < '6';
        return isMisread ? "neutral" : feedback.Tone switch { Tone.Negative => "negative", Tone.Positive => "positive", _ => "neutral" };
    }

    /// <summary>The first line, at most 60 characters, no half of an emoji.</summary>
    private static string Opening(string text)
    {
        string line = text.Split('\n')[0];
        if (line.Length <= 60)
        {
            return line;
        }

        return char.IsHighSurrogate(line[59]) ? line[..59] : line[..60];
    }

    private static string Url(PlannedMention mention, string domain)
    {
        string id = mention.Feedback.SourceId!;
        return mention.Network switch
        {
            "twitter" => $"http://{domain}/{mention.Author}/statuses/{id}",
            "instagram" => $"http://www.{domain}/p/{id[..11]}",
            "facebook" => $"https://www.{domain}/tavolind/posts/{id}",
            "reddit" => $"https://www.{domain}/r/tavolind/comments/{id[..6]}/thread/",
            _ => $"https://{domain}/tavolind/{id}",
        };
    }
}
