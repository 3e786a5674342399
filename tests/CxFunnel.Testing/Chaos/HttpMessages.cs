using System.Globalization;
using System.Text;

namespace CxFunnel.Testing.Chaos;

/// <summary>One HTTP/1.1 message, byte for byte.</summary>
/// <param name="StartLine">Request or status line, without its end.</param>
/// <param name="Bytes">All of it: start line, headers, body in its own framing.</param>
internal sealed record HttpMessage(string StartLine, byte[] Bytes)
{
    public string Method => StartLine.Split(' ')[0];

    /// <summary>Of an answer.</summary>
    public int Status => int.Parse(StartLine.Split(' ')[1], NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>Cuts a stream of bytes into HTTP/1.1 messages and changes none of them.</summary>
internal sealed class HttpMessages(Stream stream)
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;

    /// <returns>Null when the other side has ended the connection, also in the middle of a message.</returns>
    public Task<HttpMessage?> RequestAsync(CancellationToken cancellation) => ReadAsync(answerTo: null, cancellation);

    /// <param name="method">Of the request; the answer to HEAD has no body.</param>
    /// <returns>Null when the other side has ended the connection, also in the middle of a message.</returns>
    public async Task<HttpMessage?> AnswerAsync(string method, CancellationToken cancellation)
    {
        HttpMessage? answer;
        do
        {
            answer = await ReadAsync(method, cancellation);
        }
        while (answer?.Status is >= 100 and < 200);
        return answer;
    }

    private async Task<HttpMessage?> ReadAsync(string? answerTo, CancellationToken cancellation)
    {
        using MemoryStream message = new();
        while (!EndsHead(message))
        {
            if (await ByteAsync(cancellation) is not { } next)
            {
                return null;
            }

            message.WriteByte(next);
        }

        string[] lines = Encoding.ASCII.GetString(message.ToArray()).Split("\r\n");
        bool isBodiless = answerTo is not null
            && (answerTo.Equals("HEAD", StringComparison.Ordinal) || lines[0].Split(' ')[1] is ['1', ..] or "204" or "304");
        bool isWhole = isBodiless || (IsChunked(lines)
            ? await CopyChunksAsync(message, cancellation)
            : await CopyAsync(message, long.Parse(Header(lines, "Content-Length") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture), cancellation));
        return isWhole ? new HttpMessage(lines[0], message.ToArray()) : null;
    }

    private static bool EndsHead(MemoryStream message) =>
        message.Length >= HeadEnd.Length && message.GetBuffer().AsSpan((int)message.Length - HeadEnd.Length, HeadEnd.Length).SequenceEqual(HeadEnd);

    private static bool IsChunked(string[] lines) => Header(lines, "Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Header(string[] lines, string name) => lines
        .Where(l => l.Length > name.Length && l[name.Length] == ':' && l.StartsWith(name, StringComparison.OrdinalIgnoreCase))
        .Select(l => l[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    private async Task<bool> CopyChunksAsync(MemoryStream message, CancellationToken cancellation)
    {
        while (true)
        {
            StringBuilder line = new();
            while (line.Length < 2 || line[^1] != '\n')
            {
                if (await ByteAsync(cancellation) is not { } next)
                {
                    return false;
                }

                message.WriteByte(next);
                line.Append((char)next);
            }

            long size = long.Parse(line.ToString().Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            // The end of the line after the chunk belongs to it; nobody here sends trailers.
            if (!await CopyAsync(message, size + 2, cancellation))
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }
        }
    }

    private async Task<bool> CopyAsync(MemoryStream message, long bytes, CancellationToken cancellation)
    {
        while (bytes > 0)
        {
            if (_from == _to && !await FillAsync(cancellation))
            {
                return false;
            }

            int part = (int)Math.Min(bytes, _to - _from);
            message.Write(_buffer, _from, part);
            _from += part;
            bytes -= part;
        }

        return true;
    }

    private async ValueTask<byte?> ByteAsync(CancellationToken cancellation) =>
        _from < _to || await FillAsync(cancellation) ? _buffer[_from++] : null;

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        _from = 0;
        _to = await stream.ReadAsync(_buffer, cancellation);
        return _to > 0;
    }
}
