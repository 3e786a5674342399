using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>The JSON values of a file: one a line, or one in all.</summary>
internal sealed class JsonLines(Stream stream, Encoding encoding) : IDisposable
{
    /// <summary>
    /// A value is held in memory; this bounds a document that is not one value a line. It is some 20,000 reviews, and a page of an
    /// API is a few hundred.
    /// </summary>
    private const int MaxValueChars = 32 << 20;

    private readonly StreamReader _reader = new(stream, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
    private readonly StringBuilder _line = new();
    private readonly char[] _chunk = new char[1 << 15];
    private int _at;
    private int _end;
    private bool _isFirst = true;
    private bool _isEnded;

    /// <summary>The next value, to be disposed.</summary>
    /// <returns>Null and null at the end; a problem where a line cannot be read, behind which the reading goes on.</returns>
    public async ValueTask<(JsonDocument? Value, string? Problem)> ReadAsync(CancellationToken cancellation)
    {
        while (!_isEnded && await ReadLineAsync(cancellation))
        {
            if (IsBlank())
            {
                continue;
            }

            if (TryParse(out JsonDocument? value, out string? problem))
            {
                _isFirst = false;
                return (value, null);
            }

            if (!_isFirst)
            {
                return (null, problem);
            }

            // The first line alone is no value: the file is one document over many lines.
            while (await ReadLineAsync(cancellation, append: true))
            {
            }

            _isFirst = false;
            return TryParse(out value, out problem) ? (value, null) : throw new UnreadableExportException($"the file {problem}");
        }

        return (null, null);
    }

    /// <summary>Reads no further.</summary>
    public void End() => _isEnded = true;

    public void Dispose() => _reader.Dispose();

    private bool TryParse(out JsonDocument? value, out string? problem)
    {
        bool isJson = JsonBody.TryParse(Encoding.UTF8.GetBytes(_line.ToString()), out value, out InputError? error);
        problem = error?.Detail;
        return isJson;
    }

    private bool IsBlank()
    {
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks())
        {
            if (!chunk.Span.Trim('\0').IsWhiteSpace())
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> ReadLineAsync(CancellationToken cancellation, bool append = false)
    {
        if (!append)
        {
            _line.Clear();
        }

        bool hasAny = false;
        while (true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, await _reader.ReadAsync(_chunk, cancellation));
                if (_end == 0)
                {
                    return hasAny;
                }
            }

            hasAny = true;
            int lineEnd = _chunk.AsSpan(_at, _end - _at).IndexOf('\n');
            int take = lineEnd < 0 ? _end - _at : lineEnd + 1;
            if (_line.Length + take > MaxValueChars)
            {
                throw new UnreadableExportException($"a JSON value in it is longer than {MaxValueChars >> 20} million characters; write one value a line");
            }

            _line.Append(_chunk, _at, take);
            _at += take;
            if (lineEnd >= 0)
            {
                return true;
            }
        }
    }
}
