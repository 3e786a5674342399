using System.Buffers;

namespace CxFunnel.Pipeline.Storage;

/// <summary>
/// Bytes in a rented array that grows. Parts of an import are half a megabyte each: made anew every time, they are what fills
/// the large object heap. Disposing gives the array back; the memory handed out is not valid after that.
/// </summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private const int MinRead = 16 * 1024;

    private byte[]? _array = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => Array.AsMemory(0, Length);

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    /// <summary>Reads a stream to its end.</summary>
    public static async Task<PooledBuffer> ReadAsync(Stream stream, int capacity, CancellationToken cancellation)
    {
        PooledBuffer buffer = new(capacity);
        int read;
        do
        {
            read = await stream.ReadAsync(buffer.GetMemory(MinRead), cancellation);
            buffer.Advance(read);
        }
        while (read > 0);
        return buffer;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => Reserve(sizeHint).AsMemory(Length);

    public Span<byte> GetSpan(int sizeHint = 0) => Reserve(sizeHint).AsSpan(Length);

    /// <summary>What was written, to read; valid until this is disposed.</summary>
    public MemoryStream AsStream() => new(Array, 0, Length, writable: false);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private byte[] Reserve(int sizeHint)
    {
        byte[] array = Array;
        if (array.Length - Length >= Math.Max(sizeHint, 1))
        {
            return array;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(array.Length * 2, Length + sizeHint));
        array.AsSpan(0, Length).CopyTo(larger);
        _array = larger;
        ArrayPool<byte>.Shared.Return(array);
        return larger;
    }
}
