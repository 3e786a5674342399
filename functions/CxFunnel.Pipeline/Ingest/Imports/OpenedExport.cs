namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>A file whose packing has been taken off, and of which it is known what made it: ready for its first data row.</summary>
internal sealed class OpenedExport : IAsyncDisposable
{
    private readonly ExportContainer _container;

    private OpenedExport(ExportContainer container) => _container = container;

    /// <summary>Null when it is JSON.</summary>
    public ExportRows? Rows => _container.Rows;

    /// <summary>Null when it is rows.</summary>
    public JsonLines? Json => _container.Json;

    /// <summary>How many cells a row should have.</summary>
    public int Columns { get; private set; }

    /// <summary>Null when it is JSON.</summary>
    public IRowMapper? Mapper { get; private set; }

    /// <exception cref="UnreadableExportException">No row can be read at all.</exception>
    public static async ValueTask<OpenedExport> OpenAsync(Stream export, ExportOptions options, CancellationToken cancellation)
    {
        long start = export.CanSeek ? export.Position : 0;
        OpenedExport? opened = null;
        try
        {
            opened = new OpenedExport(await ExportContainer.OpenAsync(export, options.Sheet, cancellation));
            if (opened.Rows is not { } rows)
            {
                return opened;
            }

            (ExportHeader header, ExportColumns columns) = await StartAsync(rows, options, cancellation);
            bool? dayFirst = options.DayFirst;
            if (dayFirst is null && header.Dialect.HasNumericDates && export.CanSeek)
            {
                // Only the whole column tells day from month, so the file is read up to there and then begun again.
                dayFirst = await DayOrMonth.SettleAsync(rows, columns, cancellation);
                await opened.DisposeAsync();
                opened = null;
                export.Position = start;
                opened = new OpenedExport(await ExportContainer.OpenAsync(export, options.Sheet, cancellation));
                rows = opened.Rows!;
                (header, columns) = await StartAsync(rows, options, cancellation);
            }

            dayFirst ??= header.Dialect.DayFirst;
            if (dayFirst is null && header.Dialect.HasNumericDates)
            {
                throw new UnreadableExportException(
                    "every date in it could be day first or month first; say which with dayFirst=true or dayFirst=false (./cx import: --day-first)");
            }

            opened.Columns = columns.Count;
            opened.Mapper = header.Dialect.HasThreeHeaderRows
                ? await QualtricsRows.StartAsync(rows, header, options, cancellation)
                : new ExportMapper(header.Dialect, columns, options, dayFirst ?? true);
            return opened;
        }
        catch (Exception e)
        {
            if (opened is not null)
            {
                await opened.DisposeAsync();
            }

            if (e is InvalidDataException)
            {
                throw new UnreadableExportException("the file is damaged before its first row");
            }

            throw;
        }
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private static async ValueTask<(ExportHeader Header, ExportColumns Columns)> StartAsync(ExportRows rows, ExportOptions options, CancellationToken cancellation)
    {
        ExportHeader header = ExportHeader.Find(await rows.PeekAsync(cancellation), options);
        await rows.StartAfterAsync(header.Row, cancellation);
        return (header, new ExportColumns(header.Row.Cells, header.Dialect.Columns));
    }
}
