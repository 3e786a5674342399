using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Ids of runs: random for the process, counted within it.</summary>
internal static class InvocationIds
{
    private static readonly byte[] Process = RandomNumberGenerator.GetBytes(8);
    private static long _count;

    public static string Next()
    {
        Span<byte> id = stackalloc byte[16];
        Process.CopyTo(id);
        BinaryPrimitives.WriteInt64BigEndian(id[8..], Interlocked.Increment(ref _count));
        return new Guid(id, bigEndian: true).ToString();
    }
}
