using System.Buffers;

namespace Azure.Data.Tables;

/// <summary>All bytes of a buffered answer in one piece, whatever stream they are in. To be read before the message is closed.</summary>
internal readonly struct ResponseBody : IDisposable
{
    private readonly byte[] _rented;
    private readonly int _length;

    public ResponseBody(Response response)
    {
        Stream content = response.ContentStream!;
        content.Position = 0;
        _length = checked((int)content.Length);
        _rented = ArrayPool<byte>.Shared.Rent(_length);
        content.ReadExactly(_rented, 0, _length);
    }

    public ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
