using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>Who an item is, and what it says: both decided by the item alone, so that every delivery comes to the same.</summary>
public static class FeedbackId
{
    /// <summary>
    /// 32 hex digits that name the feedback: from (program, source, source id), or from the content where the source has no id.
    /// </summary>
    public static string Of(string program, FeedbackItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.SourceId is { } id ? Of(program, item.Source, id) : Named($"c\0{program}\0{item.Source}\0{ContentHash(item)}");
    }

    /// <summary>The same, of an item that is not there yet.</summary>
    public static string Of(string program, string? source, string sourceId) => Named($"i\0{program}\0{source}\0{sourceId}");

    /// <summary>A NUL cannot occur in a name, so no two identities share their bytes; "i" and "c" keep ids and contents apart.</summary>
    private static string Named(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));

    /// <summary>16 hex digits that change with any part of the content; the time of delivery is no part of it.</summary>
    public static string ContentHash(FeedbackItem item) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(item, PipelineJson.Compact.FeedbackItem)).AsSpan(0, 8));
}
