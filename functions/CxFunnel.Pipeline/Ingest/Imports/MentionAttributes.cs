using System.Globalization;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What a mention has beside the fields of the contract, as attributes in the order of their names.</summary>
internal static class MentionAttributes
{
    private const int Places = 256;

    private static readonly Pair?[] LastPairs = new Pair?[Places];

    /// <summary>One object for all rows that say the same: most rows have nothing but these two. Null for none.</summary>
    public static IReadOnlyDictionary<string, string>? Shared(string? network, string? sentiment)
    {
        if (network is null && sentiment is null)
        {
            return null;
        }

        // The words of networks and sentiments are few and each is one object, so the last pair in a place is mostly the same again.
        int place = (Digest(network) + (31 * Digest(sentiment))) & (Places - 1);
        Pair? last = Volatile.Read(ref LastPairs[place]);
        if (last is not null && last.Network == network && last.Sentiment == sentiment)
        {
            return last.Attributes;
        }

        IReadOnlyDictionary<string, string> attributes = Of(network, sentiment, engagement: null, cutFromChars: null)!;
        Volatile.Write(ref LastPairs[place], new Pair(network, sentiment, attributes));
        return attributes;
    }

    /// <summary>Null for none.</summary>
    public static IReadOnlyDictionary<string, string>? Of(string? network, string? sentiment, long? engagement, int? cutFromChars)
    {
        // A dictionary to which nothing is removed keeps its order, and costs less than a sorted one.
        Dictionary<string, string> attributes = new(capacity: 4, StringComparer.Ordinal);
        if (cutFromChars is { } chars)
        {
            attributes.Add("cutFromChars", chars.ToString(CultureInfo.InvariantCulture));
        }

        if (engagement is { } count)
        {
            attributes.Add("engagement", count.ToString(CultureInfo.InvariantCulture));
        }

        if (sentiment is not null)
        {
            attributes.Add("nativeSentiment", sentiment);
        }

        if (network is not null)
        {
            attributes.Add("network", network);
        }

        return attributes.Count == 0 ? null : attributes;
    }

    private static int Digest(string? word) => word is { Length: > 0 } ? (word[0] * 7) + word[^1] + (word.Length * 3) : 0;

    private sealed record Pair(string? Network, string? Sentiment, IReadOnlyDictionary<string, string> Attributes);
}
