using System.Buffers.Binary;
using System.IO.Compression;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Unpacks gzip and notices when its end is missing, which the platform's stream takes for the end of the data.</summary>
internal sealed class GzipWhole : ForwardStream
{
    private readonly Tail _packed;
    private readonly GZipStream _gzip;
    private long _unpacked;
    private byte _last;

    public GzipWhole(Stream packed)
    {
        _packed = new Tail(packed);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress, leaveOpen: true);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await _gzip.ReadAsync(buffer, cancellationToken), buffer.Span);

    public override int Read(Span<byte> buffer) => Count(_gzip.Read(buffer), buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int bytes, ReadOnlySpan<byte> buffer)
    {
        if (bytes > 0)
        {
            _unpacked += bytes;
            _last = buffer[bytes - 1];
            return bytes;
        }

        // The last four bytes are the size modulo 2^32 (RFC 1952). Files joined of several parts give only the last one's, and
        // end with a line end all the same.
        return buffer.IsEmpty || _unpacked == 0 || _last == '\n' || _packed.LastFour == (uint)_unpacked
            ? 0
            : throw new InvalidDataException("The gzip data ends before its end.");
    }

    /// <summary>Remembers the last four bytes that were read.</summary>
    private sealed class Tail(Stream inner) : ForwardStream
    {
        private readonly byte[] _last = new byte[4];

        public uint LastFour => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Remember(await inner.ReadAsync(buffer, cancellationToken), buffer.Span);

        public override int Read(Span<byte> buffer) => Remember(inner.Read(buffer), buffer);

        private int Remember(int bytes, ReadOnlySpan<byte> buffer)
        {
            foreach (byte b in buffer[Math.Max(0, bytes - 4)..bytes])
            {
                _last.AsSpan(1).CopyTo(_last);
                _last[3] = b;
            }

            return bytes;
        }
    }
}
