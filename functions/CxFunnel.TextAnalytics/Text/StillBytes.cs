using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>
/// Signed bytes that do not move in memory: a part of a file of <c>Data/</c> where it lies in the loaded assembly, or a copy.
/// </summary>
/// <remarks>
/// The weights of the models are five megabytes. The system maps them with the assembly as they are asked for; to read them into arrays
/// would keep them in memory twice. An assembly's own pages stay mapped for as long as its code can run.
/// </remarks>
internal readonly unsafe struct StillBytes
{
    private readonly sbyte* _at;

    // Pinned, and kept alive by this; null where the bytes are the assembly's.
    private readonly sbyte[]? _copy;

    private StillBytes(sbyte* at, int length, sbyte[]? copy)
    {
        _at = at;
        Length = length;
        _copy = copy;
    }

    public int Length { get; }

    public ReadOnlySpan<sbyte> Span => new(_at, Length);

    public static StillBytes Copy(ReadOnlySpan<sbyte> bytes)
    {
        sbyte[] copy = GC.AllocateUninitializedArray<sbyte>(bytes.Length, pinned: true);
        bytes.CopyTo(copy);
        return Pinned(copy);
    }

    /// <summary>The next bytes of a stream, which then stands behind them: in place if they lie in memory that is not the collector's, as an assembly's do.</summary>
    /// <exception cref="EndOfStreamException">The stream holds fewer.</exception>
    public static StillBytes Take(Stream stream, int count)
    {
        if (stream is UnmanagedMemoryStream mapped)
        {
            if (mapped.Length - mapped.Position < count)
            {
                throw new EndOfStreamException();
            }

            StillBytes taken = new((sbyte*)mapped.PositionPointer, count, copy: null);
            mapped.Position += count;
            return taken;
        }

        sbyte[] copy = GC.AllocateUninitializedArray<sbyte>(count, pinned: true);
        stream.ReadExactly(MemoryMarshal.AsBytes(copy.AsSpan()));
        return Pinned(copy);
    }

    /// <summary>The byte at an index below <see cref="Length"/>, which is not checked: the callers' indexes are masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly sbyte At(int index) => ref Unsafe.AsRef<sbyte>(_at + index);

    private static StillBytes Pinned(sbyte[] copy) => new((sbyte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(copy)), copy.Length, copy);
}
