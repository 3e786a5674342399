using System.IO.Compression;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What an export is packed in, taken off: gzip, a zip with one file, a workbook, an encoding.</summary>
internal sealed class ExportContainer : IAsyncDisposable
{
    private readonly Stack<IDisposable> _opened = [];

    private readonly string? _sheet;

    private ExportContainer(string? sheet) => _sheet = sheet;

    /// <summary>The rows of a text file or workbook; null when it is JSON.</summary>
    public ExportRows? Rows { get; private set; }

    /// <summary>The JSON, one value a line or one in all; null when it is rows.</summary>
    public JsonLines? Json { get; private set; }

    /// <param name="sheet">Of a workbook: its name or number; null for any.</param>
    /// <exception cref="UnreadableExportException">There is nothing in it that can be read.</exception>
    public static async ValueTask<ExportContainer> OpenAsync(Stream export, string? sheet, CancellationToken cancellation)
    {
        ExportContainer container = new(sheet);
        try
        {
            await container.OpenAsync(export, depth: 0, cancellation);
            return container;
        }
        catch (Exception e)
        {
            await container.DisposeAsync();
            throw e is InvalidDataException ? new UnreadableExportException("the file is damaged: what it is packed in cannot be taken off") : e;
        }
    }

    public ValueTask DisposeAsync()
    {
        Rows?.Dispose();
        Json?.Dispose();
        while (_opened.TryPop(out IDisposable? opened))
        {
            opened.Dispose();
        }

        return default;
    }

    private async ValueTask OpenAsync(Stream stream, int depth, CancellationToken cancellation)
    {
        byte[] buffer = new byte[ExportEncoding.HeadBytes];
        int length = await ExportStream.FillAsync(stream, buffer, cancellation);
        ReadOnlyMemory<byte> head = buffer.AsMemory(0, length);
        ExportStream whole = new(head, stream, ImportLimits.MaxTextBytes);
        if (head.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) && depth == 0)
        {
            GzipWhole gzip = new(whole);
            _opened.Push(gzip);
            await OpenAsync(gzip, depth + 1, cancellation);
        }
        else if (head.Span.StartsWith("PK\u0003\u0004"u8) && depth <= 1)
        {
            await OpenZipAsync(whole, depth, cancellation);
        }
        else if (NoExport(head.Span) is { } reason)
        {
            throw new UnreadableExportException(reason);
        }
        else
        {
            await OpenTextAsync(whole, head, cancellation);
        }
    }

    /// <summary>What is wrong with a file that only looks like an export by its name; null for anything that may be one.</summary>
    private static string? NoExport(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart("\uFEFF \t\r\n"u8);
        return head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) ? "the file is a workbook of the old kind; save it as .xlsx or CSV"
            : head.StartsWith("PK\u0005\u0006"u8) ? "the zip is empty"
            : head.StartsWith("%PDF-"u8) ? "the file is a PDF; export the table as CSV or XLSX"
            : head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "the file is a picture; export the table as CSV or XLSX"
            : text.StartsWith("<!DOCTYPE html"u8) || text.StartsWith("<!doctype html"u8) || text.StartsWith("<html"u8) ? "the file is a web page, maybe the sign-in page of the tool; download the export again"
            : null;
    }

    private async ValueTask OpenTextAsync(ExportStream stream, ReadOnlyMemory<byte> head, CancellationToken cancellation)
    {
        if (head.Span.IndexOfAnyExcept(" \t\r\n\0"u8) < 0)
        {
            throw new UnreadableExportException("the file is empty");
        }

        (Encoding encoding, int mark) = ExportEncoding.Guess(head.Span);
        await ExportStream.FillAsync(stream, new byte[mark], cancellation);
        int first = head.Span[mark..].IndexOfAnyExcept(" \t\r\n\0"u8);
        if (first >= 0 && head.Span[mark + first] is (byte)'{' or (byte)'[')
        {
            Json = new JsonLines(stream, encoding);
        }
        else
        {
            Rows = new CsvRows(stream, encoding);
        }
    }

    private async ValueTask OpenZipAsync(ExportStream packed, int depth, CancellationToken cancellation)
    {
        // A zip is read from its end, so it has to be a file; nothing in it is written under a name of its own.
        FileStream file = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        _opened.Push(file);
        await packed.CopyToAsync(file, cancellation);
        file.Position = 0;
        ZipArchive archive = new(file, ZipArchiveMode.Read, leaveOpen: true);
        _opened.Push(archive);
        if (archive.GetEntry("[Content_Types].xml") is not null)
        {
            Rows = new WorkbookRows(archive, _sheet);
            return;
        }

        ZipArchiveEntry[] files =
        [
            .. archive.Entries.Where(e => e.Name.Length > 0
                && !e.Name.StartsWith('.')
                && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).Take(2),
        ];
        if (files.Length != 1)
        {
            throw new UnreadableExportException(files.Length == 0 ? "the zip is empty" : "the zip holds several files; one is expected");
        }

        Stream only = files[0].Open();
        _opened.Push(only);
        await OpenAsync(only, depth + 2, cancellation);
    }
}
