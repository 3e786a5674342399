namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Reads social-listening and review exports as a stream of rows; the dialect is recognised from the header.</summary>
public static class ExportReader
{
    /// <inheritdoc cref="ReadAsync(Stream, ExportOptions, CancellationToken)"/>
    /// <param name="source">The source that the upload stated; null takes the dialect's own.</param>
    public static IAsyncEnumerable<ExportRow> ReadAsync(Stream export, string? source, CancellationToken cancellation) =>
        ReadAsync(export, new ExportOptions { Source = source }, cancellation);

    /// <summary>
    /// Reads rows one by one; memory does not grow with the file. The same bytes give the same rows at every reading. An id may
    /// occur more than once in a file: whoever counts knows it as a duplicate.
    /// </summary>
    /// <param name="export">
    /// The file: CSV of any kind or a workbook, as it is, with gzip or alone in a zip; not disposed. Where it can seek, it is
    /// read a second time if only its dates can tell day from month.
    /// </param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UnreadableExportException">No row can be read at all: no known header, no text.</exception>
    public static IAsyncEnumerable<ExportRow> ReadAsync(Stream export, ExportOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(options);
        return new ExportReading(export, options, cancellation);
    }
}

/// <summary>A file of which no row can be read; the message says what was found and what was expected, without a word of its texts.</summary>
public sealed class UnreadableExportException(string reason) : Exception(reason);
