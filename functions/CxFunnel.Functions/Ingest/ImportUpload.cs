using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CxFunnel.Functions.Ingest;

/// <summary>The file of an upload: the body itself, or the first file of a multipart form.</summary>
internal static class ImportUpload
{
    /// <summary>Room for the boundaries and headers around a file of the full size.</summary>
    private const long FormBytes = 64 * 1024;

    private static readonly HashSet<string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/csv", "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl", "application/octet-stream",
        "application/gzip", "application/x-gzip", "application/zip", "application/x-zip-compressed", "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-www-form-urlencoded", // what curl says of a file unless told otherwise
    };

    /// <returns>A stream of at most <see cref="FeedbackLimits.MaxImportBytes"/>, to read once; null when the type is not that of an export.</returns>
    /// <exception cref="InvalidDataException">A multipart form without a file, or not a form at all.</exception>
    public static async Task<LimitedStream?> OpenAsync(HttpRequest request, CancellationToken cancellation)
    {
        PayloadTooLargeException.ThrowIfLonger(request.ContentLength, FeedbackLimits.MaxImportBytes + FormBytes);
        RequestBody.AllowBytes(request, FeedbackLimits.MaxImportBytes + FormBytes);
        if (request.ContentType is null || !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            return request.ContentType is null ? new LimitedStream(request.Body, FeedbackLimits.MaxImportBytes) : null;
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return new LimitedStream(await FirstFileAsync(request.Body, type, cancellation), FeedbackLimits.MaxImportBytes);
        }

        bool isKnown = type.Type.Equals("text", StringComparison.OrdinalIgnoreCase) || Types.Contains(type.MediaType.ToString());
        return isKnown ? new LimitedStream(request.Body, FeedbackLimits.MaxImportBytes) : null;
    }

    private static async Task<Stream> FirstFileAsync(Stream body, MediaTypeHeaderValue type, CancellationToken cancellation)
    {
        string? boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
        {
            throw new InvalidDataException("The multipart form names no boundary.");
        }

        try
        {
            MultipartReader form = new(boundary, body);
            while (await form.ReadNextSectionAsync(cancellation) is { } section)
            {
                if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
                {
                    return section.Body;
                }
            }
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new InvalidDataException("The multipart form ends early.", e);
        }

        throw new InvalidDataException("The multipart form holds no file.");
    }
}
