using System.Text;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What an export is packed in, taken off: gzip and encoding.</summary>
internal sealed class ExportContainer : IAsyncDisposable
{
    private readonly List<Stream> _opened = [];

    private ExportContainer(ExportRows rows) => Rows = rows;

    public ExportRows Rows { get; }

    public static async ValueTask<ExportContainer> OpenAsync(Stream export, CancellationToken cancellation)
    {
        List<Stream> opened = [];
        byte[] head = new byte[ExportEncoding.HeadBytes];
        int length = await ExportStream.FillAsync(export, head, cancellation);
        Stream stream = new ExportStream(head.AsMemory(0, length), export, ImportLimits.MaxTextBytes);
        if (head.AsSpan(0, length).StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            GzipWhole gzip = new(stream);
            opened.Add(gzip);
            head = new byte[ExportEncoding.HeadBytes];
            try
            {
                length = await ExportStream.FillAsync(gzip, head, cancellation);
            }
            catch (InvalidDataException)
            {
                throw new UnreadableExportException("the file starts like gzip and is none");
            }

            stream = new ExportStream(head.AsMemory(0, length), gzip, ImportLimits.MaxTextBytes);
        }

        if (head.AsSpan(0, length).IndexOfAnyExcept(" \t\r\n\0"u8) < 0)
        {
            throw new UnreadableExportException("the file is empty");
        }

        (Encoding encoding, int mark) = ExportEncoding.Guess(head.AsSpan(0, length));
        byte[] skipped = new byte[mark];
        await ExportStream.FillAsync(stream, skipped, cancellation);
        ExportContainer container = new(new CsvRows(stream, encoding));
        container._opened.AddRange(opened);
        return container;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Stream stream in _opened)
        {
            await stream.DisposeAsync();
        }
    }
}
