using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace CxFunnel.Functions.Report;

/// <summary>A document that the app carries: compressed once, and sent again only when it changed.</summary>
internal sealed class EmbeddedDocument
{
    private static readonly Assembly Home = typeof(EmbeddedDocument).Assembly;

    private readonly string _contentType;
    private readonly byte[] _plain;
    private readonly byte[] _gzip;
    private readonly EntityTagHeaderValue _plainTag;
    private readonly EntityTagHeaderValue _gzipTag;

    private EmbeddedDocument(string contentType, byte[] plain, byte[] gzip)
    {
        _contentType = contentType;
        _plain = plain;
        _gzip = gzip;
        string digest = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16));
        _plainTag = new EntityTagHeaderValue($"\"{digest}\"");
        _gzipTag = new EntityTagHeaderValue($"\"{digest}-gzip\"");
    }

    public static EmbeddedDocument Of(string contentType, byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return new EmbeddedDocument(contentType, content, compressed.ToArray());
    }

    /// <param name="path">Below <c>Report/</c>, with '/'.</param>
    public static string ReadText(string path)
    {
        using Stream stream = Home.GetManifestResourceStream($"Report/{path}") ?? throw new InvalidOperationException($"The assembly does not carry 'Report/{path}'.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The document, or 304 where the client has it; clients ask each time, so that a new version shows at once.</summary>
    public IActionResult Answer(HttpRequest request)
    {
        bool takesGzip = TakesGzip(request);
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        if (takesGzip)
        {
            headers.ContentEncoding = "gzip";
        }

        return new FileContentResult(takesGzip ? _gzip : _plain, _contentType) { EntityTag = takesGzip ? _gzipTag : _plainTag };
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? encodings)
        && encodings.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
}
