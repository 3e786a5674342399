using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Where a mention was published, in one word for what tools spell in many ways.</summary>
internal static class Networks
{
    public const string Review = "review";
    public const string X = "x";

    private static readonly FrozenDictionary<string, string> ByName = Load();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByNameSpan = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The word for a tool's name of a network or type of page; an unknown one in lower case; null for blank.</summary>
    public static string? Of(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        if (name.IsEmpty || name.Length > 80)
        {
            return null;
        }

        return ByNameSpan.TryGetValue(name, out string? known) ? known : name.ToString().ToLowerInvariant().Replace(' ', '_');
    }

    /// <summary>The word for a known name; null for any other.</summary>
    public static string? Known(ReadOnlySpan<char> name) => ByNameSpan.TryGetValue(name.Trim(), out string? known) ? known : null;

    private static FrozenDictionary<string, string> Load()
    {
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        Add(X, "x", "twitter", "x (twitter)", "x/twitter", "twitter/x", "socialmedia_twitter");
        Add("facebook", "facebook", "facebook_public", "facebook page", "socialmedia_facebook");
        Add("instagram", "instagram", "instagram_public", "socialmedia_instagram");
        Add("youtube", "youtube", "socialmedia_youtube");
        Add("reddit", "reddit", "socialmedia_reddit");
        Add("linkedin", "linkedin", "socialmedia_linkedin");
        Add("tiktok", "tiktok", "socialmedia_tiktok");
        Add("pinterest", "pinterest", "socialmedia_pinterest");
        Add("tumblr", "tumblr", "socialmedia_tumblr");
        Add("bluesky", "bluesky", "socialmedia_bluesky");
        Add("threads", "threads", "socialmedia_threads");
        Add("forum", "forum", "forums", "forum_other", "message boards", "messageboard");
        Add("blog", "blog", "blogs", "blog_other");
        Add("news", "news", "online news", "onlinenews", "onlinenews_newspaper", "onlinenews_magazine", "onlinenews_other", "onlinenews_agency", "onlinenews_tvradio", "newspaper", "print", "press");
        Add(Review, "review", "reviews", "review_other", "forum_review", "consumer reviews");
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(string word, params ReadOnlySpan<string> spellings)
        {
            foreach (string spelling in spellings)
            {
                names.Add(spelling, word);
            }
        }
    }
}

/// <summary>A tool's own judgement of a text, in one word for what tools spell in many ways.</summary>
internal static class NativeSentiments
{
    private static readonly FrozenDictionary<string, string> Words = Table(
        ("positive", "positive pos positif positivo positiv positief"),
        ("neutral", "neutral neutre neutro neutrale neutraal neu"),
        ("negative", "negative neg négatif negatif negativo negativ negatief"),
        ("mixed", "mixed"));

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Null for "Not Rated", "Unknown" and blank: not rated is not neutral.</summary>
    public static string? OfWord(ReadOnlySpan<char> word) =>
        WordsBySpan.TryGetValue(word.Trim(), out string? sentiment) ? sentiment : null;

    /// <summary>From a number around 0, such as Talkwalker's -5..5.</summary>
    public static string? OfNumber(ReadOnlySpan<char> number) => ExportNumbers.Decimal(number) switch
    {
        null => null,
        < 0 => "negative",
        0 => "neutral",
        _ => "positive",
    };

    private static FrozenDictionary<string, string> Table(params ReadOnlySpan<(string Sentiment, string Words)> rows)
    {
        Dictionary<string, string> words = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string sentiment, string list) in rows)
        {
            foreach (string word in list.Split(' '))
            {
                words.Add(word, sentiment);
            }
        }

        return words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
