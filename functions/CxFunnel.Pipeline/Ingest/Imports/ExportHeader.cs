namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Finds the header row of a file and with it the tool that made it.</summary>
/// <param name="Row">The header row.</param>
/// <param name="KnownNames">How many of its names the dialect knows.</param>
internal sealed record ExportHeader(ExportDialect Dialect, HeaderCandidate Row, int KnownNames)
{
    /// <exception cref="UnreadableExportException">No row is a header of a known tool or of any file with a text and a date.</exception>
    public static ExportHeader Find(IReadOnlyList<HeaderCandidate> rows, ExportOptions options)
    {
        ExportHeader? best = null;
        if (options.Columns is { } named)
        {
            ExportDialect dialect = GenericDialect.Of(named);
            return rows.Select(row => Match(dialect, row, Index(row))).FirstOrDefault(h => h is not null)
                ?? throw new UnreadableExportException(
                    $"none of the first {ImportLimits.MaxHeaderRow} rows holds all the columns that map names; missing in the closest: {string.Join(", ", Missing(rows, named.Values))}");
        }

        foreach (HeaderCandidate row in rows)
        {
            Dictionary<string, int> names = Index(row);
            foreach (ExportDialect dialect in ExportDialects.All)
            {
                best = Better(best, Match(dialect, row, names));
            }
        }

        if (best is null)
        {
            foreach (HeaderCandidate row in rows)
            {
                best = Better(best, GenericDialect.Guess(row, Index(row)));
            }
        }

        return best ?? throw new UnreadableExportException(
            $"none of the first {ImportLimits.MaxHeaderRow} rows is the header of a known export ({string.Join(", ", ExportDialects.All.Select(d => d.Source).Distinct())}) or names a text and a date; say which columns they are with map=text:…,date:… (./cx import: --map)");
    }

    /// <summary>The names that the row with most of them does not hold; they are the uploader's own words and none of the file's.</summary>
    private static IEnumerable<string> Missing(IReadOnlyList<HeaderCandidate> rows, IEnumerable<string> named) =>
        rows.Select(row => named.Where(name => !Index(row).ContainsKey(ExportColumns.Plain(name))).ToList()).MinBy(missing => missing.Count) ?? named;

    private static Dictionary<string, int> Index(HeaderCandidate row) => ExportColumns.Index(row.Cells);

    private static ExportHeader? Match(ExportDialect dialect, HeaderCandidate row, Dictionary<string, int> names) =>
        dialect.Signature.All(name => names.ContainsKey(ExportColumns.Plain(name)))
            ? new ExportHeader(dialect, row, dialect.Columns.Values.SelectMany(c => c).Count(name => names.ContainsKey(ExportColumns.Plain(name))))
            : null;

    /// <summary>The one that knows more names; the earlier of two that know as many.</summary>
    private static ExportHeader? Better(ExportHeader? one, ExportHeader? other) =>
        other is null || (one is not null && one.KnownNames >= other.KnownNames) ? one : other;
}
