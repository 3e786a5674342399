using System.Buffers;
using System.IO.Compression;
using CxFunnel.Pipeline.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Functions.Http;

/// <summary>A whole body in memory.</summary>
/// <param name="Raw">As received: what a signature covers.</param>
/// <param name="Content">Decompressed; the same bytes where nothing was compressed.</param>
internal sealed record RequestBody(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Content)
{
    private const int UsualBytes = 4 * 1024;

    /// <exception cref="PayloadTooLargeException">Over <see cref="FeedbackLimits.MaxBodyBytes"/>, before or after decompression.</exception>
    /// <exception cref="InvalidDataException">The compressed body is damaged.</exception>
    /// <exception cref="UnsupportedEncodingException">A Content-Encoding other than gzip, deflate and br.</exception>
    /// <exception cref="CxFunnel.Pipeline.Storage.StorageUnavailableException">The bodies of others take all the memory that there is for them.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        // Known too large, it is not read at all.
        PayloadTooLargeException.ThrowIfLonger(request.ContentLength, FeedbackLimits.MaxBodyBytes);
        BodyBudget.Lease room = request.HttpContext.RequestServices.GetRequiredService<BodyBudget>().Enter();
        request.HttpContext.Response.RegisterForDispose(room);
        ReadOnlyMemory<byte> raw = await ReadAsync(request.Body, room, alreadyHeld: 0, Room(request.ContentLength), cancellation);
        string encoding = request.Headers.ContentEncoding.ToString().Trim();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new RequestBody(raw, raw);
        }

        await using Stream decompressed = Decompress(encoding, new MemoryStream(raw.ToArray(), writable: false));
        return new RequestBody(raw, await ReadAsync(decompressed, room, alreadyHeld: raw.Length, UsualBytes, cancellation));
    }

    /// <summary>Raises the web server's own limit for one request; the caller enforces the limit of its route while reading.</summary>
    public static void AllowBytes(HttpRequest request, long maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = maxBytes;
        }
    }

    /// <summary>For a body that says how long it is: that and a byte more, in which its end is read. What it says is believed up to the usual size.</summary>
    private static int Room(long? announced) => (int)Math.Min((announced ?? UsualBytes) + 1, UsualBytes);

    private static Stream Decompress(string encoding, Stream raw) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
        "deflate" => new ZLibStream(raw, CompressionMode.Decompress),
        "br" => new BrotliStream(raw, CompressionMode.Decompress),
        _ => throw new UnsupportedEncodingException(),
    };

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, BodyBudget.Lease room, long alreadyHeld, int usual, CancellationToken cancellation)
    {
        await using LimitedStream limited = new(body, FeedbackLimits.MaxBodyBytes);
        ArrayBufferWriter<byte> content = new(usual);
        int read;
        // As much as there is room for: a small body does not make the array grow only to see its end.
        while ((read = await limited.ReadAsync(content.GetMemory(), cancellation)) > 0)
        {
            content.Advance(read);
            room.Cover(alreadyHeld + content.WrittenCount);
        }

        return content.WrittenMemory;
    }
}

/// <summary>The body is over the limit of its route: 413.</summary>
internal sealed class PayloadTooLargeException(long maxBytes) : Exception($"The body is over the limit of {maxBytes / (1024 * 1024)} MB.")
{
    public static void ThrowIfLonger(long? length, long maxBytes)
    {
        if (length > maxBytes)
        {
            throw new PayloadTooLargeException(maxBytes);
        }
    }
}

/// <summary>The body is encoded in a way that nothing here reads: 415.</summary>
internal sealed class UnsupportedEncodingException() : Exception("The Content-Encoding is none of gzip, deflate, br.");
