namespace CxFunnel.Functions.Http;

/// <summary>Reads another stream forward and stops with an error when more than so many bytes come out of it.</summary>
/// <exception cref="PayloadTooLargeException">While reading, beyond the limit.</exception>
internal sealed class LimitedStream(Stream inner, long maxBytes) : Stream
{
    private long _read;

    /// <summary>Whether nothing has come out yet.</summary>
    public bool IsEmptySoFar => _read == 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Count(await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        _read += read;
        return _read <= maxBytes ? read : throw new PayloadTooLargeException(maxBytes);
    }
}
