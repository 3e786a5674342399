using System.Runtime.CompilerServices;
using System.Text.Json;

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
    public static async IAsyncEnumerable<ExportRow> ReadAsync(
        Stream export, ExportOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(options);
        await using OpenedExport opened = await OpenedExport.OpenAsync(export, options, cancellation);
        if (opened.Json is { } json)
        {
            await foreach (ExportRow record in ReadJsonAsync(json, new JsonMentions(options.Source), cancellation))
            {
                yield return record;
            }

            yield break;
        }

        ExportRows rows = opened.Rows!;
        IRowMapper mapper = opened.Mapper!;
        int columns = opened.Columns;
        while (true)
        {
            if (!rows.TryRead(columns, out RowRead read))
            {
                (read, string? end) = await TryReadAsync(rows, columns, cancellation);
                if (end is not null)
                {
                    yield return new ExportRow.Rejected(rows.Number + 1, $"{end}; the rest of the file was not read");
                    yield break;
                }
            }

            if (read == RowRead.End)
            {
                yield break;
            }

            if (read == RowRead.Broken)
            {
                yield return new ExportRow.Rejected(rows.Number, rows.Problem!);
            }
            else if (!rows.IsBlank() && mapper.Map(rows) is { } row)
            {
                yield return row;
            }
        }
    }

    private static async IAsyncEnumerable<ExportRow> ReadJsonAsync(
        JsonLines json, JsonMentions mentions, [EnumeratorCancellation] CancellationToken cancellation)
    {
        bool hasAny = false;
        while (true)
        {
            (JsonDocument? value, string? problem) = await TryReadAsync(json, hasAny, cancellation);
            using (value)
            {
                if (value is null && problem is null)
                {
                    yield break;
                }

                foreach (ExportRow row in value is null ? [mentions.Broken(problem!)] : mentions.Read(value.RootElement))
                {
                    hasAny |= row is ExportRow.Read;
                    yield return row;
                }
            }
        }
    }

    private static async ValueTask<(JsonDocument? Value, string? Problem)> TryReadAsync(JsonLines json, bool hasAny, CancellationToken cancellation)
    {
        try
        {
            return await json.ReadAsync(cancellation);
        }
        catch (InvalidDataException) when (!hasAny)
        {
            throw new UnreadableExportException("the file is damaged before its first record");
        }
        catch (Exception e) when (hasAny && e is UnreadableExportException or InvalidDataException)
        {
            json.End();
            return (null, e is UnreadableExportException ? $"{e.Message}; the rest of the file was not read" : "the compressed data is damaged or cut off; the rest of the file was not read");
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
