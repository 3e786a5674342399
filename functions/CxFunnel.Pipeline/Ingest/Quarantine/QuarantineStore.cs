using System.Globalization;
using System.Security.Cryptography;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Quarantine;

/// <summary>What was authentic and could not be used, kept whole until someone can.</summary>
/// <param name="Source">The survey tool, or the stage that could not read it.</param>
/// <param name="ContentType">Of the body; null when unknown.</param>
/// <param name="Body">The bytes as received.</param>
/// <param name="Reason">What was found and what was expected, without a word of the text.</param>
public sealed record SetAside(string Program, string Source, string? ContentType, ReadOnlyMemory<byte> Body, string Reason, DateTimeOffset ReceivedAt);

/// <summary>Sets inputs aside: the bytes in a blob, the reason in a row.</summary>
public sealed class QuarantineStore(IBlobStore blobs, ITableStore tables)
{
    /// <summary>Keeps an input. The same input of the same instant is kept once.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="StorageUnavailableException">It may be kept or not; keep it again.</exception>
    public async Task<string> KeepAsync(SetAside input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        string id = $"{NewestFirst(input.ReceivedAt)}-{Convert.ToHexStringLower(SHA256.HashData(input.Body.Span).AsSpan(0, 8))}";
        string blob = $"{input.Program}/{input.Source}/{id}";
        using MemoryStream content = new(input.Body.ToArray(), writable: false);
        await blobs.PutAsync(ContainerNames.Quarantine, blob, content, cancellation);
        TableRow row = new(input.Program, id)
        {
            ["Source"] = input.Source,
            ["Reason"] = input.Reason.Length <= FeedbackLimits.MaxShortTextChars ? input.Reason : input.Reason[..FeedbackLimits.MaxShortTextChars],
            ["ReceivedAt"] = input.ReceivedAt,
            ["ContentType"] = input.ContentType,
            ["Bytes"] = (long)input.Body.Length,
            ["Blob"] = blob,
        };
        await tables.CommitAsync(TableNames.Quarantine, [RowChange.Put(row)], cancellation);
        return id;
    }

    /// <summary>19 digits that sort the newest instant first.</summary>
    private static string NewestFirst(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
