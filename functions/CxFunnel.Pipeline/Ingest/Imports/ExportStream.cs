namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>A stream whose first bytes have been looked at, and which ends with an error beyond its limit.</summary>
/// <param name="head">The bytes already read.</param>
/// <param name="rest">What follows; not disposed.</param>
/// <param name="maxBytes">How much may be read in all.</param>
internal sealed class ExportStream(ReadOnlyMemory<byte> head, Stream rest, long maxBytes) : ForwardStream
{
    private ReadOnlyMemory<byte> _head = head;
    private long _read;

    /// <summary>Reads until the buffer is full or the stream ends.</summary>
    public static async ValueTask<int> FillAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(_head.IsEmpty ? await rest.ReadAsync(buffer, cancellationToken) : FromHead(buffer.Span));

    public override int Read(Span<byte> buffer) => Count(_head.IsEmpty ? rest.Read(buffer) : FromHead(buffer));

    private int FromHead(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _head.Length);
        _head.Span[..count].CopyTo(buffer);
        _head = _head[count..];
        return count;
    }

    private int Count(int bytes)
    {
        _read += bytes;
        return _read <= maxBytes
            ? bytes
            : throw new UnreadableExportException($"the file is larger than {maxBytes >> 20} MB after decompression");
    }
}
