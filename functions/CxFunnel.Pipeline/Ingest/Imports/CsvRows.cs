using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Rows of a delimited text file: RFC 4180 with doubled quotes, any line ends, line breaks inside quotes. Made for files that
/// people have handled: a stray quote costs its own line and not the rest of the file.
/// </summary>
/// <remarks>
/// Written here because the readers at hand take everything up to the next quote into a cell, whole files included: ADR 20.
/// </remarks>
internal sealed class CsvRows : ExportRows
{
    /// <summary>Small in debug builds, so that tests reach the growth and shift paths.</summary>
#if DEBUG
    private const int FirstBufferChars = 256;
#else
    private const int FirstBufferChars = 1 << 15;
#endif

    /// <summary>With the characters that they make, they stay in a core's second cache.</summary>
    private const int BufferBytes = 1 << 15;

    /// <summary>Holds any preamble and the longest header; the first data rows need not fit.</summary>
    private const int HeadChars = 128 * 1024;

    private static readonly char[] Delimiters = [',', '\t', ';', '|'];

    private readonly Stream _stream;
    private readonly Decoder _decoder;
    private readonly byte[] _bytes = new byte[BufferBytes];
    private ReadOnlyMemory<byte> _undecoded;
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private char _delimiter = ',';
    private char[] _unquoted = new char[1024];
    private long _reread;
    private bool _opensInsideQuotes;
    private bool _isCutOff;

    /// <param name="stream">Behind any byte order mark; not disposed.</param>
    public CsvRows(Stream stream, Encoding encoding) => (_stream, _decoder, Text) = (stream, encoding.GetDecoder(), new char[FirstBufferChars + CellEnds.BlockChars]);

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
        while (_start < _end && Text[_start] == '\uFEFF')
        {
            _start++;
        }

        ReadOnlyMemory<char> head = Text.AsMemory(_start, _end - _start);
        if (head.Span.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && head.Length > 5 && char.IsAscii(head.Span[4]) && head.Span[5] is '\r' or '\n')
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
            int firstLine = Text.AsSpan(_start, end - _start).IndexOfAny('\r', '\n');
            bool spansLines = firstLine >= 0 && AfterLineEnd(_start + firstLine) < end;
            if (scan == Scan.Row && (!spansLines || (Fits(columns) && !_opensInsideQuotes && !_isCutOff)))
            {
                _start = next;
                return RowRead.Row;
            }

            // A row that spans lines and has the wrong number of cells, or in whose quotes another cell opens or the file ends, began with
            // a quote that nothing closes: its first line is given up and the next line read as a row of its own.
            Problem = scan switch
            {
                Scan.Row when _isCutOff => "opens a quote that nothing closes before the file ends",
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
        if (start == _end || ScanRow(out int next) != Scan.Row || (!Fits(columns) && columns != 0) || _opensInsideQuotes || _isCutOff)
        {
            CellCount = 0;
            return false;
        }

        Problem = null;
        Number++;
        _start = next;
        return true;
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
    private bool Fits(int columns)
    {
        bool fits = columns == 0 || CellCount >= columns;
        for (int i = columns; columns > 0 && fits && i < CellCount; i++)
        {
            fits = Places[i].Length == 0;
        }

        return fits;
    }

    private Scan ScanRow(out int next)
    {
        ReadOnlySpan<char> buffer = Text.AsSpan(0, _end);
        CellEnds ends = new(Text, _end, _delimiter);
        int at = _start;
        int cells = 0;
        next = _start;
        _opensInsideQuotes = false;
        _isCutOff = false;
        while (true)
        {
            if (cells == ImportLimits.MaxColumns)
            {
                return Scan.TooWide;
            }

            if (cells == Places.Length)
            {
                CellPlace[] places = Places;
                Array.Resize(ref places, cells * 2);
                Places = places;
            }

            int cellEnd;
            if (at < buffer.Length && buffer[at] == '"')
            {
                cellEnd = QuotedEnd(buffer, at + 1, out bool hasQuotes);
                if (cellEnd < 0)
                {
                    return Scan.NeedsMore;
                }

                _isCutOff |= cellEnd == buffer.Length;

                Places[cells++] = new CellPlace(at + 1, cellEnd - at - 1, hasQuotes);
                cellEnd = cellEnd < buffer.Length ? cellEnd + 1 : cellEnd;
            }
            else
            {
                cellEnd = ends.From(at);
                Places[cells++] = new CellPlace(at, cellEnd - at, HasQuotes: false);
            }

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

    protected override ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> cell)
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
        Text[at] == '\r' && at + 1 < _end && Text[at + 1] == '\n' ? at + 2 : at + 1;

    private async ValueTask SkipToLineEndAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int end = Text.AsSpan(_start, _end - _start).IndexOfAny('\r', '\n');
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
            Text.AsSpan(_start, _end - _start).CopyTo(Text);
            _end -= _start;
            _start = 0;
        }

        if (_end > Text.Length / 2)
        {
            char[] text = Text;
            Array.Resize(ref text, text.Length * 2);
            Text = text;
        }

        // A few bytes may be no character yet.
        for (int before = _end; _end == before && !_isAtEnd;)
        {
            bool isLast = false;
            if (_undecoded.IsEmpty)
            {
                _undecoded = _bytes.AsMemory(0, await _stream.ReadAsync(_bytes, cancellation));
                isLast = _undecoded.IsEmpty;
            }

            _decoder.Convert(_undecoded.Span, Text.AsSpan(_end, Text.Length - CellEnds.BlockChars - _end), isLast, out int bytes, out int chars, out bool isDone);
            _undecoded = _undecoded[bytes..];
            _end += chars;
            _isAtEnd = isLast && isDone && chars == 0;
        }
    }

    /// <summary>Finds delimiters and line ends, a block at a time: cells are short, and to search anew for the end of each costs more than to read it.</summary>
    /// <param name="buffer">Has at least a block behind the text.</param>
    private ref struct CellEnds(ReadOnlySpan<char> buffer, int textChars, char delimiter)
    {
        public const int BlockChars = 32;

        private readonly ReadOnlySpan<ushort> _buffer = MemoryMarshal.Cast<char, ushort>(buffer);
        private readonly Vector256<byte> _delimiter = Vector256.Create((byte)delimiter);
        private int _block = -BlockChars;

        /// <summary>A bit for each character of the block.</summary>
        private uint _ends;

        /// <summary>The first at or behind a place; the end of the text for none.</summary>
        /// <param name="at">Not before the place that was asked last.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int From(int at)
        {
            uint ahead = at - _block < BlockChars ? _ends >> (at - _block) : 0;
            return ahead != 0 ? Math.Min(at + BitOperations.TrailingZeroCount(ahead), textChars) : Search(at);
        }

        /// <summary>Goes on with the next blocks.</summary>
        private int Search(int at)
        {
            at = at - _block < BlockChars ? _block + BlockChars : at;
            for (; at < textChars; at += BlockChars)
            {
                _block = at;
                ReadOnlySpan<ushort> block = _buffer.Slice(at, BlockChars);
                // What is no ASCII becomes 255, which is no end of a cell either.
                Vector256<byte> text = Vector256.NarrowWithSaturation(Vector256.Create(block), Vector256.Create(block[(BlockChars / 2)..]));
                _ends = (Vector256.Equals(text, _delimiter) | Vector256.Equals(text, Vector256.Create((byte)'\r')) | Vector256.Equals(text, Vector256.Create((byte)'\n')))
                    .ExtractMostSignificantBits();
                if (_ends != 0)
                {
                    return Math.Min(at + BitOperations.TrailingZeroCount(_ends), textChars);
                }
            }

            return textChars;
        }
    }
}
