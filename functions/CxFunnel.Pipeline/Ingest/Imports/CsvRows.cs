using System.Text;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Rows of a delimited text file: RFC 4180 with doubled quotes, any line ends, line breaks inside quotes. Made for files that
/// people have handled: a stray quote costs its own line and not the rest of the file.
/// </summary>
/// <remarks>
/// Written here because the readers at hand either stop at a stray quote or take everything up to the next one into a cell; the
/// benchmark holds it against CsvHelper.
/// </remarks>
internal sealed class CsvRows : ExportRows
{
    /// <summary>Small in debug builds, so that tests reach the growth and shift paths.</summary>
#if DEBUG
    private const int FirstBufferChars = 256;
#else
    private const int FirstBufferChars = 1 << 16;
#endif

    /// <summary>Holds any preamble and the longest header; the first data rows need not fit.</summary>
    private const int HeadChars = 128 * 1024;

    private static readonly char[] Delimiters = [',', '\t', ';', '|'];

    private readonly StreamReader _reader;
    private char[] _buffer = new char[FirstBufferChars];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private char _delimiter = ',';
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private bool[] _hasQuotes = new bool[64];
    private char[] _unquoted = new char[1024];
    private long _reread;
    private bool _opensInsideQuotes;

    public CsvRows(Stream stream, Encoding encoding) =>
        _reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);

    private enum Scan
    {
        Row,
        NeedsMore,
        TooWide,
    }

    public override async ValueTask<IReadOnlyList<HeaderCandidate>> PeekAsync(CancellationToken cancellation)
    {
        while (!_isAtEnd && _end - _start < HeadChars)
        {
            await FillAsync(cancellation);
        }

        // A second mark appears where a file with one was pasted into another.
        while (_start < _end && _buffer[_start] == '\uFEFF')
        {
            _start++;
        }

        ReadOnlyMemory<char> head = _buffer.AsMemory(_start, _end - _start);
        if (head.Span.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && head.Length > 5 && head.Span[5] is '\r' or '\n')
        {
            // A spreadsheet's own line: it names the delimiter and is no row.
            char named = head.Span[4];
            _start = AfterLineEnd(_start + 5);
            return PeekRows(named);
        }

        return [.. Delimiters.SelectMany(PeekRows)];
    }

    public override async ValueTask StartAfterAsync(HeaderCandidate header, CancellationToken cancellation)
    {
        _delimiter = (char)header.Variant;
        for (int i = 0; i <= header.Index; i++)
        {
            await ReadAsync(columns: 0, cancellation);
        }
    }

    public override async ValueTask<RowRead> ReadAsync(int columns, CancellationToken cancellation)
    {
        Problem = null;
        CellCount = 0;
        while (true)
        {
            if (_start == _end && _isAtEnd)
            {
                return RowRead.End;
            }

            Scan scan = ScanRow(out int next);
            if (scan == Scan.NeedsMore && _end - _start < ImportLimits.MaxRowChars)
            {
                await FillAsync(cancellation);
                continue;
            }

            Number++;
            int end = scan == Scan.Row ? next : _end;
            int firstLine = _buffer.AsSpan(_start, end - _start).IndexOfAny('\r', '\n');
            bool spansLines = firstLine >= 0 && AfterLineEnd(_start + firstLine) < end;
            if (scan == Scan.Row && (!spansLines || (Fits(columns) && !_opensInsideQuotes)))
            {
                _start = next;
                return RowRead.Row;
            }

            // A row that spans lines and has the wrong number of cells, or in whose quotes another cell opens, began with a quote
            // that nothing closes: its first line is given up and the next line read as a row of its own.
            Problem = scan switch
            {
                Scan.Row => $"has {CellCount} cells over several lines where the header has {columns}, or quotes inside quotes: a quote is not closed",
                Scan.TooWide => $"has more than {ImportLimits.MaxColumns} cells",
                _ => $"is longer than {ImportLimits.MaxRowChars} characters: a quote is not closed",
            };
            CellCount = 0;
            if (firstLine < 0)
            {
                await SkipToLineEndAsync(cancellation);
            }
            else if ((_reread += end - _start) <= ImportLimits.MaxRereadChars)
            {
                _start = AfterLineEnd(_start + firstLine);
            }
            else
            {
                Problem += "; so are too many before it, and the rest of the file was not read";
                (_start, _end, _isAtEnd) = (0, 0, true);
            }

            return RowRead.Broken;
        }
    }

    public override bool TryRead(int columns, out RowRead read)
    {
        read = RowRead.Row;
        // What is unusual (the end, a quote that nothing closes) is left to the other reading.
        int start = _start;
        if (start == _end || ScanRow(out int next) != Scan.Row || (!Fits(columns) && columns != 0) || _opensInsideQuotes)
        {
            CellCount = 0;
            return false;
        }

        Problem = null;
        Number++;
        _start = next;
        return true;
    }

    public override ReadOnlySpan<char> Cell(int index)
    {
        if ((uint)index >= (uint)CellCount)
        {
            return default;
        }

        ReadOnlySpan<char> cell = _buffer.AsSpan(_starts[index], _lengths[index]);
        return _hasQuotes[index] ? Unquote(cell) : cell;
    }

    public override void Dispose()
    {
        _reader.Dispose();
        base.Dispose();
    }

    private List<HeaderCandidate> PeekRows(char delimiter)
    {
        (int start, char before) = (_start, _delimiter);
        _delimiter = delimiter;
        List<HeaderCandidate> rows = [];
        while (rows.Count < ImportLimits.MaxHeaderRow && _start < _end && ScanRow(out int next) == Scan.Row)
        {
            string[] row = new string[CellCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Cell(i).ToString();
            }

            rows.Add(new HeaderCandidate(delimiter, rows.Count, row));
            _start = next;
        }

        (_start, _delimiter) = (start, before);
        return rows;
    }

    /// <summary>Whether the row has as many cells as the header; empty ones at its end are let pass.</summary>
    private bool Fits(int columns) =>
        columns == 0 || CellCount == columns || (CellCount > columns && _lengths.AsSpan(columns, CellCount - columns).IndexOfAnyExcept(0) < 0);

    private Scan ScanRow(out int next)
    {
        ReadOnlySpan<char> buffer = _buffer.AsSpan(0, _end);
        int at = _start;
        int cells = 0;
        next = _start;
        _opensInsideQuotes = false;
        while (true)
        {
            if (cells == ImportLimits.MaxColumns)
            {
                return Scan.TooWide;
            }

            if (cells == _starts.Length)
            {
                Array.Resize(ref _starts, cells * 2);
                Array.Resize(ref _lengths, cells * 2);
                Array.Resize(ref _hasQuotes, cells * 2);
            }

            _hasQuotes[cells] = false;
            int cellEnd;
            if (at < buffer.Length && buffer[at] == '"')
            {
                cellEnd = QuotedEnd(buffer, at + 1, out bool hasQuotes);
                if (cellEnd < 0)
                {
                    return Scan.NeedsMore;
                }

                _starts[cells] = at + 1;
                _lengths[cells] = cellEnd - at - 1;
                _hasQuotes[cells] = hasQuotes;
                cellEnd = cellEnd < buffer.Length ? cellEnd + 1 : cellEnd;
            }
            else
            {
                int length = buffer[at..].IndexOfAny(_delimiter, '\r', '\n');
                cellEnd = length < 0 ? buffer.Length : at + length;
                _starts[cells] = at;
                _lengths[cells] = cellEnd - at;
            }

            cells++;
            if (cellEnd >= buffer.Length)
            {
                if (!_isAtEnd)
                {
                    return Scan.NeedsMore;
                }

                CellCount = cells;
                next = buffer.Length;
                return Scan.Row;
            }

            if (buffer[cellEnd] == _delimiter)
            {
                at = cellEnd + 1;
                continue;
            }

            // CR at the very end of the buffer may be half of CRLF.
            if (buffer[cellEnd] == '\r' && cellEnd + 1 == buffer.Length && !_isAtEnd)
            {
                return Scan.NeedsMore;
            }

            CellCount = cells;
            next = AfterLineEnd(cellEnd);
            return Scan.Row;
        }
    }

    /// <summary>Where the closing quote stands; the end of the file closes too; -1 when it is not in the buffer.</summary>
    private int QuotedEnd(ReadOnlySpan<char> buffer, int at, out bool hasQuotes)
    {
        hasQuotes = false;
        while (true)
        {
            int quote = buffer[at..].IndexOf('"');
            if (quote < 0)
            {
                return _isAtEnd ? buffer.Length : -1;
            }

            at += quote;
            if (at + 1 == buffer.Length)
            {
                return _isAtEnd ? at : -1;
            }

            char after = buffer[at + 1];
            if (after == _delimiter || after is '\r' or '\n')
            {
                return at;
            }

            // Doubled, or alone in the middle of a text: either way one quote that belongs to the text.
            _opensInsideQuotes |= after != '"' && buffer[at - 1] == _delimiter;
            hasQuotes = true;
            at += after == '"' ? 2 : 1;
            if (at >= buffer.Length)
            {
                return _isAtEnd ? buffer.Length : -1;
            }
        }
    }

    private ReadOnlySpan<char> Unquote(ReadOnlySpan<char> cell)
    {
        if (_unquoted.Length < cell.Length)
        {
            _unquoted = new char[Math.Max(cell.Length, _unquoted.Length * 2)];
        }

        int length = 0;
        while (true)
        {
            int quote = cell.IndexOf("\"\"");
            if (quote < 0)
            {
                cell.CopyTo(_unquoted.AsSpan(length));
                return _unquoted.AsSpan(0, length + cell.Length);
            }

            cell[..(quote + 1)].CopyTo(_unquoted.AsSpan(length));
            length += quote + 1;
            cell = cell[(quote + 2)..];
        }
    }

    private int AfterLineEnd(int at) =>
        _buffer[at] == '\r' && at + 1 < _end && _buffer[at + 1] == '\n' ? at + 2 : at + 1;

    private async ValueTask SkipToLineEndAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOfAny('\r', '\n');
            if (end >= 0)
            {
                _start = AfterLineEnd(_start + end);
                return;
            }

            _start = _end;
            if (_isAtEnd)
            {
                return;
            }

            await FillAsync(cancellation);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end > _buffer.Length / 2)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await _reader.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _isAtEnd = read == 0;
        _end += read;
    }
}
