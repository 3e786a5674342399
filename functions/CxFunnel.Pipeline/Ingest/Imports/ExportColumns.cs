namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Where the columns of a dialect stand in one file.</summary>
internal sealed class ExportColumns
{
    private static readonly ExportField[] Fields = Enum.GetValues<ExportField>();

    /// <summary>The best column of each field; -1 for none.</summary>
    private readonly int[] _best = new int[Fields.Length];

    /// <summary>What is read where the best is blank.</summary>
    private readonly int[][] _others = new int[Fields.Length][];
    private readonly Dictionary<string, int> _byName;

    /// <param name="header">The header row's cells.</param>
    /// <param name="columns">Names by field, best first.</param>
    public ExportColumns(IReadOnlyList<string> header, IReadOnlyDictionary<ExportField, string[]> columns)
    {
        Count = header.Count;
        _byName = Index(header);
        foreach (ExportField field in Fields)
        {
            int[] found = columns.TryGetValue(field, out string[]? names)
                ? [.. names.Select(n => _byName.GetValueOrDefault(Plain(n), -1)).Where(i => i >= 0).Distinct()]
                : [];
            _best[(int)field] = found.Length > 0 ? found[0] : -1;
            _others[(int)field] = [.. found.Skip(1)];
        }
    }

    /// <summary>How many cells a row should have.</summary>
    public int Count { get; }

    public bool Has(ExportField field) => _best[(int)field] >= 0;

    /// <summary>The first cell of the field that is not blank; empty for none. Valid until the next cell is read.</summary>
    public ReadOnlySpan<char> Cell(ExportRows row, ExportField field)
    {
        ReadOnlySpan<char> cell = row.Cell(_best[(int)field]);
        return cell.Length > 0 && char.IsAsciiLetterOrDigit(cell[0]) ? cell : FirstNotBlank(row, cell, _others[(int)field]);
    }

    private static ReadOnlySpan<char> FirstNotBlank(ExportRows row, ReadOnlySpan<char> cell, int[] others)
    {
        for (int i = 0; cell.IsWhiteSpace(); i++)
        {
            if (i == others.Length)
            {
                return default;
            }

            cell = row.Cell(others[i]);
        }

        return cell;
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
        name.Trim('\uFEFF', ' ', '\t', '\u00A0').ToLowerInvariant().Replace('_', ' ').Replace('.', ' ').Replace('\u00A0', ' ').Trim();
}
