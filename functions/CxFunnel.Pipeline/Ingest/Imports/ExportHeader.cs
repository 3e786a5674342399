namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Finds the header row of a file and with it the tool that made it.</summary>
internal static class ExportHeader
{
    /// <summary>Holds any preamble and the longest header; the first data rows need not fit.</summary>
    private const int HeadChars = 128 * 1024;

    private static readonly char[] Delimiters = [',', '\t', ';', '|'];

    /// <summary>Moves behind the header.</summary>
    /// <exception cref="UnreadableExportException">No row is a header of a known tool.</exception>
    public static async ValueTask<(ExportDialect Dialect, ExportColumns Columns)> FindAsync(
        ExportRows rows, ExportOptions options, CancellationToken cancellation)
    {
        CsvRows csv = (CsvRows)rows;
        ReadOnlyMemory<char> head = await csv.PeekAsync(HeadChars, cancellation);
        char? named = null;
        if (head.Span.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && head.Length > 5 && head.Span[5] is '\r' or '\n')
        {
            // A spreadsheet's own line: it names the delimiter and is no row.
            named = head.Span[4];
            csv.SkipLine();
        }

        Found? best = null;
        foreach (char delimiter in named is { } only ? [only] : Delimiters)
        {
            List<string[]> candidates = csv.PeekRows(delimiter, ImportLimits.MaxHeaderRow);
            for (int i = 0; i < candidates.Count; i++)
            {
                best = Better(best, Match(candidates[i], i, delimiter));
            }
        }

        if (best is null)
        {
            throw new UnreadableExportException(
                $"none of the first {ImportLimits.MaxHeaderRow} rows is the header of a known export ({string.Join(", ", ExportDialects.All.Select(d => d.Source).Distinct())})");
        }

        csv.Use(best.Delimiter);
        for (int i = 0; i <= best.RowIndex; i++)
        {
            await rows.ReadAsync(columns: 0, cancellation);
        }

        return (best.Dialect, new ExportColumns(best.Header, best.Dialect.Columns));
    }

    private static Found? Match(string[] header, int rowIndex, char delimiter)
    {
        Dictionary<string, int> names = ExportColumns.Index(header);
        Found? best = null;
        foreach (ExportDialect dialect in ExportDialects.All)
        {
            if (dialect.Signature.All(name => names.ContainsKey(ExportColumns.Plain(name))))
            {
                int known = dialect.Columns.Values.SelectMany(c => c).Count(name => names.ContainsKey(ExportColumns.Plain(name)));
                best = Better(best, new Found(dialect, header, rowIndex, delimiter, known));
            }
        }

        return best;
    }

    /// <summary>The one that knows more names; the earlier of two that know as many.</summary>
    private static Found? Better(Found? one, Found? other) => other is null || (one is not null && one.KnownNames >= other.KnownNames) ? one : other;

    private sealed record Found(ExportDialect Dialect, string[] Header, int RowIndex, char Delimiter, int KnownNames);
}
