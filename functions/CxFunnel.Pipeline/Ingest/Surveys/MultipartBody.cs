using System.Net.Http.Headers;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The text parts of a <c>multipart/form-data</c> body (RFC 7578) that is already in memory; file parts are left out.</summary>
internal static class MultipartBody
{
    /// <summary>More parts than any survey tool posts; the rest is not read.</summary>
    private const int MaxParts = 1_000;

    /// <summary>The bound that RFC 2046 sets.</summary>
    private const int MaxBoundaryChars = 70;

    /// <summary>The boundary in a content type; null when it is not multipart.</summary>
    public static string? Boundary(string? contentType)
    {
        if (contentType is null
            || !contentType.AsSpan().TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type))
        {
            return null;
        }

        string? boundary = type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        return boundary is { Length: > 0 and <= MaxBoundaryChars } ? boundary : null;
    }

    /// <summary>Never throws; of two parts with one name the first counts; a body cut off in the middle gives the parts that are whole.</summary>
    public static Dictionary<string, string> Parse(ReadOnlyMemory<byte> body, string boundary)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        byte[] delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        ReadOnlySpan<byte> rest = body.Span;
        int start = rest.IndexOf(delimiter);
        for (int parts = 0; start >= 0 && parts < MaxParts; parts++)
        {
            rest = rest[(start + delimiter.Length)..];
            if (rest.StartsWith("--"u8))
            {
                break;
            }

            start = rest.IndexOf(delimiter);
            if (start >= 0)
            {
                Add(rest[..start], fields);
            }
        }

        return fields;
    }

    private static void Add(ReadOnlySpan<byte> part, Dictionary<string, string> fields)
    {
        int blank = part.IndexOf("\r\n\r\n"u8);
        int width = 4;
        if (blank < 0)
        {
            (blank, width) = (part.IndexOf("\n\n"u8), 2);
        }

        if (blank < 0 || blank > 4_096)
        {
            return;
        }

        string headers = Encoding.UTF8.GetString(part[..blank]);
        foreach (string line in headers.Split('\n', StringSplitOptions.TrimEntries))
        {
            const string disposition = "Content-Disposition:";
            if (line.StartsWith(disposition, StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(line[disposition.Length..], out ContentDispositionHeaderValue? value)
                && value.Name?.Trim('"') is { Length: > 0 } name
                && value.FileName is null
                && value.FileNameStar is null)
            {
                ReadOnlySpan<byte> content = part[(blank + width)..];
                content = content.EndsWith("\r\n"u8) ? content[..^2] : content.EndsWith("\n"u8) ? content[..^1] : content;
                fields.TryAdd(name, Encoding.UTF8.GetString(content));
            }
        }
    }
}
