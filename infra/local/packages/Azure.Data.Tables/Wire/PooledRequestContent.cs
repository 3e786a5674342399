using System.Buffers;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>
/// A request body that is written into one rented buffer and sent from it, as often as retries want. Disposing gives
/// the buffer back, unless a transport is still reading from it: then the collector gets it, not another request.
/// </summary>
internal sealed class PooledRequestContent(int capacity) : RequestContent, IBufferWriter<byte>
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;
    private int _sending;

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(PooledRequestContent));

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Buffer.AsSpan(_length);
    }

    public override void WriteTo(Stream stream, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            stream.Write(Buffer, 0, _length);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            await stream.WriteAsync(Buffer.AsMemory(0, _length), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    public override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    public override void Dispose()
    {
        byte[]? buffer = Interlocked.Exchange(ref _buffer, null);
        if (buffer is not null && Volatile.Read(ref _sending) == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reserve(int sizeHint)
    {
        int free = Buffer.Length - _length;
        int wanted = Math.Max(sizeHint, 1);
        if (free >= wanted)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Buffer.Length * 2, _length + wanted));
        Buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Buffer);
        _buffer = larger;
    }
}
