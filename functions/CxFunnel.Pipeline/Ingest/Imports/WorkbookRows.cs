using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Rows of an XLSX workbook (ECMA-376): shared and inline strings, numbers as they are stored, dates as serial numbers. Blank cells
/// are left out of the file, so cells go by their reference.
/// </summary>
/// <remarks>Written here because the reader at hand reads a sheet twice and bounds neither strings nor sizes: ADR 20.</remarks>
internal sealed class WorkbookRows : ExportRows
{
    private const int MaxSheets = 50;

    /// <summary>Characters of all shared strings together; twice as many bytes in memory.</summary>
    private const long MaxSharedChars = 64L << 20;

    private readonly ZipArchive _archive;
    private readonly WorkbookBudget _budget = new();
    private readonly List<ZipArchiveEntry> _sheets = [];
    private readonly List<string> _names = [];
    private readonly List<string> _shared = [];
    private readonly List<string?> _cells = [];
    private WorkbookPart? _sheet;
    private double _daysBefore;

    /// <param name="workbook">Can seek; not disposed.</param>
    /// <param name="sheet">The only sheet to look at, by its name or else by its number from 1; null for all.</param>
    public WorkbookRows(ZipArchive workbook, string? sheet = null)
    {
        _archive = workbook;
        try
        {
            ReadWorkbook();
            ReadShared();
        }
        catch (XmlException e)
        {
            throw new InvalidDataException("The workbook's XML is damaged.", e);
        }

        if (_sheets.Count == 0)
        {
            throw new UnreadableExportException("the workbook has no sheet");
        }

        if (sheet is not null)
        {
            int index = _names.FindIndex(n => n.Equals(sheet, StringComparison.OrdinalIgnoreCase));
            index = index < 0 && int.TryParse(sheet, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number - 1 : index;
            _sheets = index >= 0 && index < _sheets.Count
                ? [_sheets[index]]
                : throw new UnreadableExportException($"the workbook has no such sheet; it has {_sheets.Count}: name one, or count from 1");
        }
    }

    public override double? SerialDateShift => _daysBefore;

    public override ValueTask<IReadOnlyList<HeaderCandidate>> PeekAsync(CancellationToken cancellation)
    {
        List<HeaderCandidate> candidates = [];
        for (int sheet = 0; sheet < _sheets.Count; sheet++)
        {
            Open(sheet);
            for (int i = 0; i < ImportLimits.MaxHeaderRow && Next(columns: 0) == RowRead.Row; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                candidates.Add(new HeaderCandidate(sheet, i, [.. _cells.Select(c => c ?? string.Empty)]));
            }
        }

        return new(candidates);
    }

    public override ValueTask StartAfterAsync(HeaderCandidate header, CancellationToken cancellation)
    {
        Open(header.Variant);
        for (int i = 0; i <= header.Index; i++)
        {
            Next(columns: 0);
        }

        return default;
    }

    public override ValueTask<RowRead> ReadAsync(int columns, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(Next(columns));
    }

    public override void Dispose()
    {
        _sheet?.Dispose();
        _archive.Dispose();
        base.Dispose();
    }

    private void Open(int sheet)
    {
        _sheet?.Dispose();
        _sheet = new WorkbookPart(_sheets[sheet], _budget);
        Number = 0;
    }

    private RowRead Next(int columns)
    {
        try
        {
            XmlReader xml = _sheet!.Xml;
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "row")
                {
                    return ReadRow(xml, columns);
                }
            }

            return RowRead.End;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException("The sheet's XML is damaged.", e);
        }
    }

    private RowRead ReadRow(XmlReader xml, int columns)
    {
        Problem = null;
        _cells.Clear();
        Number = long.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > Number ? number : Number + 1;
        int depth = xml.Depth;
        int next = 0;
        bool hasCells = !xml.IsEmptyElement;
        while (hasCells && xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c")
            {
                continue;
            }

            int index = Column(xml.GetAttribute("r")) ?? next;
            if (index >= ImportLimits.MaxColumns)
            {
                Problem = $"has more than {ImportLimits.MaxColumns} cells";
            }
            else
            {
                while (_cells.Count <= index)
                {
                    _cells.Add(null);
                }

                _cells[index] = CellText(xml);
            }

            next = index + 1;
        }

        // Blank cells at the end are not in the file.
        Take(Math.Max(_cells.Count, columns));
        return Problem is null ? RowRead.Row : RowRead.Broken;
    }

    private void Take(int count)
    {
        CellCount = count;
        int chars = _cells.Sum(c => c?.Length ?? 0);
        Text = chars <= Text.Length ? Text : new char[2 * chars];
        Places = count <= Places.Length ? Places : new CellPlace[2 * count];
        int start = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<char> cell = i < _cells.Count ? _cells[i] : default;
            cell.CopyTo(Text.AsSpan(start));
            Places[i] = new CellPlace(start, cell.Length, HasQuotes: false);
            start += cell.Length;
        }
    }

    /// <summary>The cell's text; leaves the reader on the cell's end.</summary>
    private string? CellText(XmlReader xml)
    {
        string? type = xml.GetAttribute("t");
        string? value = null;
        int depth = xml.Depth;
        bool hasValue = !xml.IsEmptyElement;
        while (hasValue && xml.Read() && xml.Depth > depth)
        {
            // <f> is the formula of which <v> is the result.
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "v" or "is" && xml.Depth == depth + 1)
            {
                value = _sheet!.Text();
            }
        }

        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < _shared.Count ? _shared[index] : null,
            "e" => null,
            _ => value,
        };
    }

    /// <summary>AB12 is column 27, counted from 0; null for what is no reference.</summary>
    private static int? Column(string? reference)
    {
        int column = 0;
        int letters = 0;
        while (reference is not null && letters < reference.Length && letters < 4 && char.IsAsciiLetterUpper(reference[letters]))
        {
            column = (column * 26) + (reference[letters++] - 'A' + 1);
        }

        return letters > 0 ? column - 1 : null;
    }

    private void ReadWorkbook()
    {
        Dictionary<string, string> targets = new(StringComparer.Ordinal);
        ForEach("xl/_rels/workbook.xml.rels", "Relationship", xml =>
            targets.TryAdd(xml.GetAttribute("Id") ?? string.Empty, (xml.GetAttribute("Target") ?? string.Empty).TrimStart('/')));
        ForEach("xl/workbook.xml", "workbookPr", xml =>
            _daysBefore = xml.GetAttribute("date1904") is "1" or "true" ? 1_462 : 0);
        ForEach("xl/workbook.xml", "sheet", xml =>
        {
            string? id = xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
                ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");
            if (id is not null && targets.TryGetValue(id, out string? target) && _sheets.Count < MaxSheets
                && (_archive.GetEntry($"xl/{target}") ?? _archive.GetEntry(target)) is { } entry)
            {
                _sheets.Add(entry);
                _names.Add(xml.GetAttribute("name") ?? string.Empty);
            }
        });
    }

    private void ReadShared()
    {
        if (_archive.GetEntry("xl/sharedStrings.xml") is not { } entry)
        {
            return;
        }

        using WorkbookPart part = new(entry, _budget);
        long chars = 0;
        while (part.Xml.Read())
        {
            if (part.Xml.NodeType == XmlNodeType.Element && part.Xml.LocalName == "si")
            {
                string text = part.Text();
                chars += text.Length + 16;
                if (chars > MaxSharedChars)
                {
                    throw new UnreadableExportException("the workbook's shared strings do not fit into memory; export it as CSV");
                }

                _shared.Add(text);
            }
        }
    }

    private void ForEach(string part, string element, Action<XmlReader> action)
    {
        if (_archive.GetEntry(part) is not { } entry)
        {
            return;
        }

        using WorkbookPart opened = new(entry, _budget);
        while (opened.Xml.Read())
        {
            if (opened.Xml.NodeType == XmlNodeType.Element && opened.Xml.LocalName == element)
            {
                action(opened.Xml);
            }
        }
    }
}
