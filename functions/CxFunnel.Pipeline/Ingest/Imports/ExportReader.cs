using System.Runtime.CompilerServices;

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
    /// <param name="export">The file, as it is or with gzip; read forward once, not disposed.</param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UnreadableExportException">No row can be read at all: no known header, no text.</exception>
    public static async IAsyncEnumerable<ExportRow> ReadAsync(
        Stream export, ExportOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using ExportContainer container = await ExportContainer.OpenAsync(export, cancellation);
        using ExportRows rows = container.Rows;
        (ExportDialect dialect, ExportColumns columns) = await ExportHeader.FindAsync(rows, options, cancellation);
        ExportMapper mapper = new(dialect, columns, options);
        while (true)
        {
            (RowRead read, string? end) = await TryReadAsync(rows, columns.Count, cancellation);
            if (end is not null)
            {
                yield return new ExportRow.Rejected(rows.Number + 1, $"{end}; the rest of the file was not read");
                yield break;
            }

            if (read == RowRead.End)
            {
                yield break;
            }

            if (read == RowRead.Broken)
            {
                yield return new ExportRow.Rejected(rows.Number, rows.Problem!);
            }
            else if (!rows.IsBlank())
            {
                yield return mapper.Map(rows);
            }
        }
    }

    /// <summary>Damage in the middle of a file ends it with a row that says so: what came before is good.</summary>
    private static async ValueTask<(RowRead Read, string? End)> TryReadAsync(ExportRows rows, int columns, CancellationToken cancellation)
    {
        try
        {
            return (await rows.ReadAsync(columns, cancellation), null);
        }
        catch (UnreadableExportException e)
        {
            return (RowRead.End, e.Message);
        }
        catch (InvalidDataException)
        {
            return (RowRead.End, "the compressed data is damaged or cut off");
        }
    }
}

/// <summary>A file of which no row can be read; the message says what was found and what was expected, without a word of its texts.</summary>
public sealed class UnreadableExportException(string reason) : Exception(reason);
