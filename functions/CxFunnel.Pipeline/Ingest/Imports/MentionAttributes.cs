using System.Collections.Concurrent;
using System.Globalization;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What a mention has beside the fields of the contract, as attributes in the order of their names.</summary>
internal static class MentionAttributes
{
    /// <summary>Networks are a tool's words, so what is kept of them is bounded.</summary>
    private const int MaxShared = 1_000;

    private static readonly ConcurrentDictionary<(string? Network, string? Sentiment), IReadOnlyDictionary<string, string>> SharedByWords = new();

    /// <summary>One object for all rows that say the same: most rows have nothing but these two. Null for none.</summary>
    public static IReadOnlyDictionary<string, string>? Shared(string? network, string? sentiment)
    {
        if (network is null && sentiment is null)
        {
            return null;
        }

        if (SharedByWords.TryGetValue((network, sentiment), out IReadOnlyDictionary<string, string>? shared))
        {
            return shared;
        }

        shared = Of(network, sentiment, engagement: null, cutFromChars: null)!;
        if (SharedByWords.Count < MaxShared)
        {
            SharedByWords.TryAdd((network, sentiment), shared);
        }

        return shared;
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
}
