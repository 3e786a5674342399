using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Reads social-listening and review exports as a stream of rows; the dialect is recognised from the header.</summary>
public static class ExportReader
{
    /// <summary>Reads rows one by one; memory does not grow with the file. The same bytes give the same rows at every reading.</summary>
    /// <param name="export">The file; read forward once, not disposed.</param>
    /// <param name="source">The source that the upload stated; null takes the dialect's own.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UnreadableExportException">No row can be read at all: no known header, no text.</exception>
    public static IAsyncEnumerable<ExportRow> ReadAsync(Stream export, string? source, CancellationToken cancellation) =>
        throw new UnreadableExportException($"no reader for {source ?? Names.DefaultProgram} {export.CanRead} {cancellation.CanBeCanceled}");
}

/// <summary>A file of which no row can be read; the message says what was found and what was expected, without a word of its texts.</summary>
public sealed class UnreadableExportException(string reason) : Exception(reason);
