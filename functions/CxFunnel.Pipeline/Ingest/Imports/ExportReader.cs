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
        long start = export.CanSeek ? export.Position : 0;
        bool? dayFirst = options.DayFirst;
        for (bool isSettled = dayFirst is not null; ; isSettled = true)
        {
            await using ExportContainer container = await ExportContainer.OpenAsync(export, cancellation);
            if (container.Json is { } json)
            {
                await foreach (ExportRow row in ReadJsonAsync(json, new JsonMentions(options.Source), cancellation))
                {
                    yield return row;
                }

                yield break;
            }

            ExportRows rows = container.Rows!;
            (ExportHeader header, ExportColumns columns) = await ReadHeaderAsync(rows, options, cancellation);
            if (!isSettled && header.Dialect.HasNumericDates && export.CanSeek)
            {
                dayFirst = await DayOrMonth.SettleAsync(rows, columns, cancellation);
                export.Position = start;
                continue;
            }

            if ((dayFirst ?? header.Dialect.DayFirst) is null && header.Dialect.HasNumericDates)
            {
                throw new UnreadableExportException(
                    "every date in it could be day first or month first; say which with dayFirst=true or dayFirst=false");
            }

            IRowMapper mapper = header.Dialect.HasThreeHeaderRows
                ? await ReadQualtricsHeaderAsync(rows, header, options, cancellation)
                : new ExportMapper(header.Dialect, columns, options, dayFirst ?? header.Dialect.DayFirst ?? true);
            await foreach (ExportRow row in ReadRowsAsync(rows, columns.Count, mapper, cancellation))
            {
                yield return row;
            }

            yield break;
        }
    }

    private static async ValueTask<(ExportHeader Header, ExportColumns Columns)> ReadHeaderAsync(
        ExportRows rows, ExportOptions options, CancellationToken cancellation)
    {
        try
        {
            ExportHeader header = ExportHeader.Find(await rows.PeekAsync(cancellation), options);
            await rows.StartAfterAsync(header.Row, cancellation);
            return (header, new ExportColumns(header.Row.Cells, header.Dialect.Columns));
        }
        catch (InvalidDataException)
        {
            throw new UnreadableExportException("the file is damaged before its first row");
        }
    }

    private static async ValueTask<QualtricsRows> ReadQualtricsHeaderAsync(
        ExportRows rows, ExportHeader header, ExportOptions options, CancellationToken cancellation)
    {
        try
        {
            return await QualtricsRows.StartAsync(rows, header, options, cancellation);
        }
        catch (InvalidDataException)
        {
            throw new UnreadableExportException("the file is damaged before its first row");
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

    private static async IAsyncEnumerable<ExportRow> ReadRowsAsync(
        ExportRows rows, int columns, IRowMapper mapper, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            (RowRead read, string? end) = await TryReadAsync(rows, columns, cancellation);
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
            else if (!rows.IsBlank() && mapper.Map(rows) is { } row)
            {
                yield return row;
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
