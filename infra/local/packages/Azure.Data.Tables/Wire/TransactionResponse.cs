using System.Globalization;
using System.Text;

namespace Azure.Data.Tables;

/// <summary>Takes the multipart answer to a transaction apart into one response an action, without copying it.</summary>
internal static class TransactionResponse
{
    /// <returns>In the order of the actions; a single failed response when the transaction was refused.</returns>
    /// <exception cref="InvalidDataException">It is not such an answer.</exception>
    public static List<Response> Parse(Response response)
    {
        ReadOnlyMemory<byte> body = response.Content.ToMemory();
        byte[] boundary = Encoding.ASCII.GetBytes("--" + FindChangeSet(body.Span));
        List<Response> parts = [];
        int start = body.Span.IndexOf(boundary);
        while (start >= 0)
        {
            int from = start + boundary.Length;
            if (body.Span[from..].StartsWith("--"u8))
            {
                break;
            }

            int length = body.Span[from..].IndexOf(boundary);
            if (length < 0)
            {
                throw new InvalidDataException("The answer to a transaction ends in the middle.");
            }

            parts.Add(ParsePart(body.Slice(from, length)));
            start = from + length;
        }

        return parts;
    }

    private static string FindChangeSet(ReadOnlySpan<byte> body)
    {
        int at = body.IndexOf("boundary="u8);
        if (at < 0)
        {
            throw new InvalidDataException("The answer to a transaction holds no change set.");
        }

        ReadOnlySpan<byte> rest = body[(at + "boundary="u8.Length)..];
        int end = rest.IndexOfAny("\r\n;"u8);
        return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]).Trim('"', ' ');
    }

    private static ActionResponse ParsePart(ReadOnlyMemory<byte> part)
    {
        int start = part.Span.IndexOf("HTTP/1."u8);
        if (start < 0)
        {
            throw new InvalidDataException("A part of the answer to a transaction is not an HTTP response.");
        }

        ReadOnlyMemory<byte> response = part[start..];
        int lineEnd = response.Span.IndexOf((byte)'\n');
        string[] status = Encoding.ASCII.GetString(lineEnd < 0 ? response.Span : response.Span[..lineEnd]).Trim().Split(' ', 3);
        if (lineEnd < 0 || status.Length < 2 || !int.TryParse(status[1], NumberStyles.None, CultureInfo.InvariantCulture, out int code))
        {
            throw new InvalidDataException("A part of the answer to a transaction has no status.");
        }

        ReadOnlyMemory<byte> rest = response[(lineEnd + 1)..];
        int headersEnd = rest.Span.IndexOf("\r\n\r\n"u8);
        ReadOnlyMemory<byte> headers = headersEnd < 0 ? rest : rest[..headersEnd];
        ReadOnlyMemory<byte> content = headersEnd < 0 ? default : rest[(headersEnd + 4)..];
        return new ActionResponse(code, status.Length > 2 ? status[2] : string.Empty, headers, content[..content.Span.TrimEnd("\r\n"u8).Length]);
    }
}
