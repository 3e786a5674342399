using System.Net;

namespace CxFunnel.Cli.Importing;

/// <summary>A file as a request body, streamed, with the bytes sent so far.</summary>
public sealed class UploadContent : HttpContent
{
    private const int PieceBytes = 64 * 1024;

    private readonly ExportFile _file;
    private readonly Action<long> _onSent;

    public UploadContent(ExportFile file, Action<long> onSent)
    {
        _file = file;
        _onSent = onSent;
        Headers.ContentType = new(file.ContentType);
        if (file.IsGzip)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using Stream source = _file.OpenRaw();
        byte[] piece = new byte[PieceBytes];
        long sent = 0;
        for (int read; (read = await source.ReadAsync(piece, cancellationToken)) > 0; _onSent(sent += read))
        {
            await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _file.Bytes;
        return true;
    }
}
