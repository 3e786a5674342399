using System.IO.Compression;
using System.Text;
using System.Xml;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>How much of a workbook may be unpacked, all its parts together.</summary>
internal sealed class WorkbookBudget
{
    private long _left = ImportLimits.MaxWorkbookBytes;

    public void Take(int bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw new UnreadableExportException($"the workbook is larger than {ImportLimits.MaxWorkbookBytes >> 20} MB after decompression");
        }
    }
}

/// <summary>One XML part of a workbook, read forward: no DTD, nothing from outside, no token of any length.</summary>
internal sealed class WorkbookPart : IDisposable
{
    private readonly Stream _stream;

    public WorkbookPart(ZipArchiveEntry entry, WorkbookBudget budget)
    {
        _stream = new TokenLimit(entry.Open(), budget);
        Xml = XmlReader.Create(_stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            // Cells may hold escaped control characters; they are cleaned later.
            CheckCharacters = false,
        });
    }

    public XmlReader Xml { get; }

    /// <summary>
    /// All text inside the current element, without what helps to pronounce it; the reader then stands on the element's end. What
    /// is longer than a row may be is cut.
    /// </summary>
    public string Text()
    {
        if (Xml.IsEmptyElement)
        {
            return string.Empty;
        }

        StringBuilder text = new();
        char[] chunk = new char[1024];
        int depth = Xml.Depth;
        int phonetic = -1;
        while (Xml.Read() && Xml.Depth > depth)
        {
            if (Xml.NodeType == XmlNodeType.Element && Xml.LocalName == "rPh" && phonetic < 0 && !Xml.IsEmptyElement)
            {
                phonetic = Xml.Depth;
            }
            else if (Xml.NodeType == XmlNodeType.EndElement && Xml.Depth == phonetic)
            {
                phonetic = -1;
            }
            else if (phonetic < 0 && Xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                for (int read = Xml.ReadValueChunk(chunk, 0, chunk.Length); read > 0; read = Xml.ReadValueChunk(chunk, 0, chunk.Length))
                {
                    text.Append(chunk, 0, Math.Min(read, ImportLimits.MaxRowChars - text.Length));
                }
            }
        }

        return text.ToString();
    }

    public void Dispose()
    {
        Xml.Dispose();
        _stream.Dispose();
    }

    /// <summary>Well-formed XML has no '&lt;' inside a value: a long run without one is a bomb, or no XML.</summary>
    private sealed class TokenLimit(Stream inner, WorkbookBudget budget) : ForwardStream
    {
        private const int MaxTokenBytes = 8 << 20;
        private int _run;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            budget.Take(read);
            int last = buffer[..read].LastIndexOf((byte)'<');
            _run = last < 0 ? _run + read : read - last;
            return _run <= MaxTokenBytes ? read : throw new UnreadableExportException("the workbook holds a value that is longer than any cell");
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
