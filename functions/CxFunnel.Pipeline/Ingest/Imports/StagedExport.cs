using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// A staged export that can be begun again: storage gives a blob as a stream to read forward once, so going back to its start
/// opens it anew. Only the whole column tells day from month, which takes a second reading.
/// </summary>
/// <param name="first">The blob, just opened.</param>
internal sealed class StagedExport(IBlobStore blobs, string container, string name, Stream first) : Stream
{
    private Stream? _blob = first;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>May only be set to 0.</summary>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(value, 0);
            _blob?.Dispose();
            _blob = null;
            _position = 0;
        }
    }

    /// <exception cref="StorageUnavailableException">No answer, or the blob is gone since.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _blob ??= await blobs.OpenAsync(container, name, cancellationToken)
            ?? throw new StorageUnavailableException("The upload was there a moment ago and is not any more.");
        int read = await _blob.ReadAsync(buffer, cancellationToken);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Everything that reads exports begins asynchronously; what goes on synchronously has the blob open.</summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = (_blob ?? throw new NotSupportedException("The first read after going back is asynchronous.")).Read(buffer, offset, count);
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blob?.Dispose();
        }

        base.Dispose(disposing);
    }
}
