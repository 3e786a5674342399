namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>The exports that are recognised by their header. Column names are read in any case, with blanks, dots and <c>_</c> alike.</summary>
internal static class ExportDialects
{
    /// <summary>
    /// "Bulk Mentions Download": five label rows and a blank one before the header, 60 to 200 columns that vary by account. Dates
    /// are UTC. The same mention stands in overlapping downloads and once for each query.
    /// </summary>
    private static readonly ExportDialect Brandwatch = new()
    {
        Source = "brandwatch",
        Signature = ["Query Id", "Date"],
        Columns = new Dictionary<ExportField, string[]>
        {
            [ExportField.Id] = ["Resource Id"],
            [ExportField.Date] = ["Date"],
            [ExportField.Text] = ["Full Text", "Snippet", "Title"],
            [ExportField.Sentiment] = ["Sentiment"],
            [ExportField.Language] = ["Language"],
            [ExportField.Country] = ["Country Code", "Country"],
            [ExportField.Author] = ["Author", "Full Name"],
            [ExportField.Url] = ["Url", "Original Url"],
            [ExportField.Network] = ["Page Type", "Content Source"],
            [ExportField.Reach] = ["Reach (new)"],
            [ExportField.Rating] = ["Rating"],
        },
    };

    public static IReadOnlyList<ExportDialect> All { get; } = [Brandwatch];
}
