namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Where the columns of a dialect stand in one file.</summary>
internal sealed class ExportColumns
{
    private readonly int[][] _byField = new int[Enum.GetValues<ExportField>().Length][];
    private readonly Dictionary<string, int> _byName;

    /// <param name="header">The header row's cells.</param>
    /// <param name="columns">Names by field, best first.</param>
    public ExportColumns(IReadOnlyList<string> header, IReadOnlyDictionary<ExportField, string[]> columns)
    {
        Count = header.Count;
        _byName = Index(header);
        foreach (ExportField field in Enum.GetValues<ExportField>())
        {
            _byField[(int)field] = columns.TryGetValue(field, out string[]? names)
                ? [.. names.Select(n => _byName.GetValueOrDefault(Plain(n), -1)).Where(i => i >= 0).Distinct()]
                : [];
        }
    }

    /// <summary>How many cells a row should have.</summary>
    public int Count { get; }

    public bool Has(ExportField field) => _byField[(int)field].Length > 0;

    /// <summary>The first cell of the field that is not blank; empty for none. Valid until the next cell is read.</summary>
    public ReadOnlySpan<char> Cell(ExportRows row, ExportField field)
    {
        foreach (int index in _byField[(int)field])
        {
            ReadOnlySpan<char> cell = row.Cell(index);
            if (!cell.IsWhiteSpace())
            {
                return cell;
            }
        }

        return default;
    }

    /// <summary>The cell of a column by name; empty when there is no such column.</summary>
    public ReadOnlySpan<char> Cell(ExportRows row, string name) =>
        _byName.TryGetValue(Plain(name), out int index) ? row.Cell(index) : default;

    /// <summary>Where each name stands; of two alike the first counts.</summary>
    public static Dictionary<string, int> Index(IReadOnlyList<string> header)
    {
        Dictionary<string, int> index = new(header.Count, StringComparer.Ordinal);
        for (int i = 0; i < header.Count; i++)
        {
            index.TryAdd(Plain(header[i]), i);
        }

        return index;
    }

    /// <summary>A name as names are compared: lower case, blanks, dots and <c>_</c> alike, no byte order mark.</summary>
    public static string Plain(string name) =>
        name.Trim('\uFEFF', ' ', '\t', '\u00A0').ToLowerInvariant().Replace('_', ' ').Replace('.', ' ').Replace('\u00A0', ' ');
}
