using System.Text.Json;
using CxFunnel.Pipeline.Ingest.Locales;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Reads a post as X's API v2 gives it.</summary>
internal static class XPosts
{
    /// <param name="users">Names by id, from the page's <c>includes</c>; null when the author stands in the post.</param>
    public static Mention Read(JsonElement json, Dictionary<string, string>? users)
    {
        string? id = json.Text("id"u8);
        string? author = json.TryObject("author"u8, out JsonElement embedded) ? embedded.Text("username"u8) : null;
        author ??= json.Text("author_id"u8) is { } authorId ? users?.GetValueOrDefault(authorId) : null;
        return new Mention
        {
            Id = id,
            PublishedAt = Times.Any(json.Text("created_at"u8)),
            // "text" is cut for long posts.
            Text = ExportText.Clean((json.TryObject("note_tweet"u8, out JsonElement note) ? note.Text("text"u8) : null) ?? json.Text("text"u8)),
            Language = Language(json.Text("lang"u8)),
            Author = author,
            Url = author is null ? $"https://x.com/i/status/{id}" : $"https://x.com/{author}/status/{id}",
            Network = Networks.X,
            Engagement = Engagement(json),
        };
    }

    /// <summary>X has codes of its own for posts that are in no language: hashtags, links, emoji.</summary>
    private static string? Language(string? code) =>
        code is "qme" or "qht" or "qam" or "qst" or "qct" or "zxx" or "art" or "und" ? null : LanguageNames.Code(code);

    private static long? Engagement(JsonElement json)
    {
        if (!json.TryObject("public_metrics"u8, out JsonElement metrics))
        {
            return null;
        }

        return Count(metrics, "retweet_count"u8) + Count(metrics, "reply_count"u8) + Count(metrics, "like_count"u8) + Count(metrics, "quote_count"u8);

        static long Count(JsonElement metrics, ReadOnlySpan<byte> name) => Math.Min(ExportNumbers.Count(metrics.Text(name)) ?? 0, 1L << 50);
    }
}
