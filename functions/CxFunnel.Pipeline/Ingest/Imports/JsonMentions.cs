using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Locales;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Makes feedback items of JSON that tools and their APIs give: X posts, App Store reviews (Connect and public feed), Google
/// Business reviews, Talkwalker results, Sprout Social messages, and the project's own items.
/// </summary>
/// <param name="source">The source that the upload stated; null takes the tool's own.</param>
internal sealed class JsonMentions(string? source)
{
    private long _number;

    /// <summary>The rows of one value: a page, a list, or one record.</summary>
    public IEnumerable<ExportRow> Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.EnumerateArray().Select(Record).OfType<ExportRow>();
        }

        if (json.TryObject("result_content"u8, out JsonElement content) && content.TryArray("data"u8, out JsonElement results))
        {
            return results.EnumerateArray().Select(r => r.TryObject("data"u8, out JsonElement inner) ? Row(Talkwalker(inner), "talkwalker") : Unknown());
        }

        if (json.TryArray("reviews"u8, out JsonElement reviews))
        {
            return reviews.EnumerateArray().Select(r => Row(GoogleBusiness(r), "google-business", FeedbackKind.Review));
        }

        if (json.TryObject("feed"u8, out JsonElement feed))
        {
            return Feed(feed);
        }

        if (json.TryArray("data"u8, out JsonElement data))
        {
            Dictionary<string, string> users = Users(json);
            return data.EnumerateArray().Select(r => Record(r, users)).OfType<ExportRow>();
        }

        // A page without a result, or with errors alone.
        return IsEmptyPage(json) ? [] : Record(json) is { } row ? [row] : [];
    }

    /// <summary>A line that cannot be read.</summary>
    public ExportRow Broken(string problem) => new ExportRow.Rejected(++_number, problem);

    private ExportRow? Record(JsonElement json) => Record(json, users: null);

    private ExportRow? Record(JsonElement json, Dictionary<string, string>? users)
    {
        if (json.Is("type"u8, "customerReviews"u8) && json.TryObject("attributes"u8, out JsonElement attributes))
        {
            return Row(AppStore(json, attributes), "app-store", FeedbackKind.Review);
        }

        if (json.Text("reviewId"u8) is not null && json.Text("starRating"u8) is not null)
        {
            return Row(GoogleBusiness(json), "google-business", FeedbackKind.Review);
        }

        if (json.Text("guid"u8) is not null && json.Text("created_time"u8) is not null)
        {
            return Row(SproutSocial(json), "sprout-social");
        }

        if (json.Text("kind"u8) is not null && json.Text("submittedAt"u8) is not null)
        {
            return Own(json);
        }

        if (json.Text("id"u8) is not null && json.Text("created_at"u8) is not null)
        {
            // A repost says again what its original says.
            return IsRepost(json) ? Skip() : Row(XPosts.Read(json, users), "x-api-v2");
        }

        return Unknown();
    }

    private ExportRow Row(Mention mention, string tool, FeedbackKind kind = FeedbackKind.Mention) => (mention with { Author = mention.Author?.TrimStart('@') is { Length: > 0 } author ? author : null }).ToRow(++_number, source ?? tool, kind);

    private ExportRow.Rejected Unknown() => new(++_number, "is no record of a known tool");

    private ExportRow? Skip()
    {
        _number++;
        return null;
    }

    private ExportRow Own(JsonElement json)
    {
        InputErrors errors = new();
        FeedbackItem? item = FeedbackReader.Read(json, string.Empty, errors, source ?? "generic");
        return item is not null
            ? new ExportRow.Read(++_number, item)
            : new ExportRow.Rejected(++_number, string.Join("; ", errors.Listed.Take(5).Select(e => $"{e.Pointer} {e.Detail}".Trim())));
    }

    private static bool IsEmptyPage(JsonElement json) =>
        json.TryObject("meta"u8, out _) || json.TryArray("errors"u8, out _) || json.TryObject("links"u8, out _)
        || (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("totalReviewCount"u8, out _));

    private static bool IsRepost(JsonElement json) =>
        json.TryArray("referenced_tweets"u8, out JsonElement referenced) && referenced.EnumerateArray().Any(r => r.Is("type"u8, "retweeted"u8));

    private static Dictionary<string, string> Users(JsonElement page)
    {
        Dictionary<string, string> users = new(StringComparer.Ordinal);
        if (page.TryObject("includes"u8, out JsonElement includes) && includes.TryArray("users"u8, out JsonElement list))
        {
            foreach (JsonElement user in list.EnumerateArray())
            {
                if (user.Text("id"u8) is { } id && user.Text("username"u8) is { } name)
                {
                    users.TryAdd(id, name);
                }
            }
        }

        return users;
    }

    private static Mention Talkwalker(JsonElement json)
    {
        json.TryObject("extra_author_attributes"u8, out JsonElement author);
        json.TryObject("extra_article_attributes"u8, out JsonElement article);
        json.TryObject("extra_source_attributes"u8, out JsonElement origin);
        string? types = json.TryArray("source_type"u8, out JsonElement list) && list.GetArrayLength() > 0 ? JsonPath.Scalar(list[list.GetArrayLength() - 1]) : json.Text("source_type"u8);
        return new Mention
        {
            Id = json.Text("url"u8) ?? json.Text("external_id"u8),
            PublishedAt = Date(json, "published"u8) ?? Date(json, "indexed"u8),
            Text = Clean(json, "content"u8) ?? Clean(json, "content_snippet"u8) ?? Clean(json, "title"u8),
            Sentiment = NativeSentiments.OfNumber(json.Text("sentiment"u8)),
            Language = LanguageNames.Code(json.Text("lang"u8)),
            Country = CountryOf(author) ?? CountryOf(article) ?? CountryOf(origin),
            Author = author.Text("short_name"u8) ?? author.Text("name"u8),
            Url = json.Text("url"u8),
            Network = Networks.Of(types.AsSpan(types is null ? 0 : types.LastIndexOf(',') + 1)),
            Reach = ExportNumbers.Count(json.Text("reach"u8)),
            Engagement = ExportNumbers.Count(json.Text("engagement"u8)),
        };

        static string? CountryOf(JsonElement attributes) =>
            attributes.TryObject("world_data"u8, out JsonElement world) ? Countries.Alpha2(world.Text("country_code"u8)) : null;
    }

    private static Mention AppStore(JsonElement json, JsonElement attributes) => new()
    {
        Id = json.Text("id"u8),
        PublishedAt = Date(attributes, "createdDate"u8),
        Text = Joined(Clean(attributes, "title"u8), Clean(attributes, "body"u8)),
        // A storefront; what the reviewer writes in is another matter.
        Country = Countries.Alpha2(attributes.Text("territory"u8)),
        Author = attributes.Text("reviewerNickname"u8),
        Network = "app_store",
        Rating = ExportNumbers.Decimal(attributes.Text("rating"u8)),
    };

    private IEnumerable<ExportRow> Feed(JsonElement feed)
    {
        string? country = FeedCountry(feed);
        // An array, one object, or missing.
        IEnumerable<JsonElement> entries = feed.TryArray("entry"u8, out JsonElement several) ? several.EnumerateArray()
            : feed.TryObject("entry"u8, out JsonElement one) ? [one]
            : [];
        foreach (JsonElement entry in entries)
        {
            // Older feeds put the app itself first; it has no rating.
            if (Label(entry, "im:rating"u8) is { } rating)
            {
                yield return Row(
                    new Mention
                    {
                        Id = Label(entry, "id"u8),
                        PublishedAt = Times.Any(Label(entry, "updated"u8)),
                        Text = Joined(ExportText.Clean(Label(entry, "title"u8)), ExportText.Clean(Label(entry, "content"u8))),
                        Country = country,
                        Author = entry.TryObject("author"u8, out JsonElement author) ? Label(author, "name"u8) : null,
                        Network = "app_store",
                        Rating = ExportNumbers.Decimal(rating),
                    },
                    "app-store",
                    FeedbackKind.Review);
            }
        }
    }

    /// <summary>The two letters behind the host in the feed's own address.</summary>
    private static string? FeedCountry(JsonElement feed)
    {
        foreach (JsonElement link in feed.TryArray("link"u8, out JsonElement links) ? links.EnumerateArray() : default)
        {
            if (link.TryObject("attributes"u8, out JsonElement attributes) && attributes.Is("rel"u8, "self"u8)
                && Uri.TryCreate(attributes.Text("href"u8), UriKind.Absolute, out Uri? address) && address.Segments.Length > 1)
            {
                return Countries.Alpha2(address.Segments[1].TrimEnd('/'));
            }
        }

        return null;
    }

    private static string? Label(JsonElement json, ReadOnlySpan<byte> name) => json.TryObject(name, out JsonElement value) ? value.Text("label"u8) : null;

    private static Mention GoogleBusiness(JsonElement json)
    {
        json.TryObject("reviewer"u8, out JsonElement reviewer);
        DateTimeOffset? createdAt = Date(json, "createTime"u8);
        DateTimeOffset? updatedAt = Date(json, "updateTime"u8);
        return new Mention
        {
            Id = json.Text("reviewId"u8) ?? json.Text("name"u8),
            PublishedAt = createdAt ?? updatedAt,
            UpdatedAt = updatedAt > createdAt ? updatedAt : null,
            Text = ExportText.Clean(Untranslated(json.Text("comment"u8))),
            Author = reviewer.Text("displayName"u8),
            Network = "google_business",
            Rating = json.Text("starRating"u8) switch { "ONE" => 1, "TWO" => 2, "THREE" => 3, "FOUR" => 4, "FIVE" => 5, var other => ExportNumbers.Decimal(other) },
        };
    }

    /// <summary>What the customer wrote, where Google puts its translation first.</summary>
    private static string? Untranslated(string? comment)
    {
        const string marker = "\n(Original)\n";
        if (comment is null || !comment.StartsWith("(Translated by Google)", StringComparison.Ordinal))
        {
            return comment;
        }

        int original = comment.IndexOf(marker, StringComparison.Ordinal);
        return original < 0 ? comment : comment[(original + marker.Length)..];
    }

    private static Mention SproutSocial(JsonElement json)
    {
        json.TryObject("from"u8, out JsonElement from);
        json.TryObject("location"u8, out JsonElement location);
        return new Mention
        {
            Id = json.Text("guid"u8),
            PublishedAt = Date(json, "created_time"u8),
            Text = Clean(json, "text"u8),
            Sentiment = NativeSentiments.OfWord(json.Text("sentiment"u8)),
            Language = LanguageNames.Code(json.Text("language"u8)),
            Country = Countries.Alpha2(location.Text("country"u8)),
            Author = from.Text("screen_name"u8) ?? from.Text("name"u8),
            Url = json.Text("perma_link"u8),
            Network = Networks.Of(json.Text("network"u8)),
        };
    }

    private static string? Clean(JsonElement json, ReadOnlySpan<byte> name) => ExportText.Clean(json.Text(name));

    private static string? Joined(string? title, string? text) => title is null ? text : text is null ? title : $"{title}\n{text}";

    private static DateTimeOffset? Date(JsonElement json, ReadOnlySpan<byte> name)
    {
        string? text = json.Text(name);
        return ExportDates.TryIso(text, out DateTimeOffset instant, out _) || ExportDates.TryEpoch(text, out instant) ? instant : null;
    }
}
