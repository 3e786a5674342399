using System.Net.Http.Headers;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The text parts of a <c>multipart/form-data</c> body (RFC 7578) that is already in memory; file parts are left out.</summary>
internal static class MultipartBody
{
    /// <summary>More parts than any survey tool posts; the rest is not read.</summary>
    private const int MaxParts = 1_000;

    private const int MaxHeaderBytes = 4_096;

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

    /// <summary>Never throws; empty parts are left out; of two parts with one name the first counts; a body cut off in the middle gives the parts that are whole.</summary>
    /// <returns>The bytes of each part's content, which lie in the body.</returns>
    public static Dictionary<string, ReadOnlyMemory<byte>> Parse(ReadOnlyMemory<byte> body, string boundary)
    {
        Dictionary<string, ReadOnlyMemory<byte>> fields = new(StringComparer.Ordinal);
        byte[] delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        ReadOnlyMemory<byte> rest = body;
        int start = rest.Span.IndexOf(delimiter);
        for (int parts = 0; start >= 0 && parts < MaxParts; parts++)
        {
            rest = rest[(start + delimiter.Length)..];
            if (rest.Span.StartsWith("--"u8))
            {
                break;
            }

            start = rest.Span.IndexOf(delimiter);
            if (start >= 0)
            {
                Add(rest[..start], fields);
            }
        }

        return fields;
    }

    private static void Add(ReadOnlyMemory<byte> part, Dictionary<string, ReadOnlyMemory<byte>> fields)
    {
        int blank = part.Span.IndexOf("\r\n\r\n"u8);
        int width = 4;
        if (blank < 0)
        {
            (blank, width) = (part.Span.IndexOf("\n\n"u8), 2);
        }

        if (blank is < 0 or > MaxHeaderBytes)
        {
            return;
        }

        ReadOnlyMemory<byte> content = part[(blank + width)..];
        content = content.Span.EndsWith("\r\n"u8) ? content[..^2] : content.Span.EndsWith("\n"u8) ? content[..^1] : content;
        if (!content.IsEmpty && Name(part.Span[..blank]) is { } name)
        {
            fields.TryAdd(name, content);
        }
    }

    /// <summary>The name in <c>Content-Disposition: form-data; name="…"</c>; null for a part without one and for a file.</summary>
    private static string? Name(ReadOnlySpan<byte> headers)
    {
        foreach (Range range in headers.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = headers[range].Trim(" \t\r"u8);
            if (line.Length > Disposition.Length
                && Ascii.EqualsIgnoreCase(line[..Disposition.Length], Disposition)
                && Parameter(line, " filename"u8) is null
                && Parameter(line, " filename*"u8) is null
                && Parameter(line, " name"u8) is { Length: > 0 } name)
            {
                return name;
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Disposition => "content-disposition:"u8;

    /// <summary>A parameter's value, in quotes or not; names in headers are written in lower case by every sender seen.</summary>
    private static string? Parameter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        int at = line.IndexOf(name);
        if (at < 0 || at + name.Length >= line.Length || line[at + name.Length] != '=' || line[..at].TrimEnd((byte)' ') is not [.., (byte)';'])
        {
            return null;
        }

        ReadOnlySpan<byte> value = line[(at + name.Length + 1)..];
        if (value.StartsWith("\""u8))
        {
            value = value[1..];
            int close = value.IndexOf((byte)'"');
            return Encoding.UTF8.GetString(close < 0 ? value : value[..close]);
        }

        int end = value.IndexOfAny((byte)';', (byte)' ');
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
