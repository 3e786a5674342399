using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// The few operations on vectors that clustering needs. Sums are built in one fixed order whatever the processor can do, so that the
/// same texts give the same bytes on every machine.
/// </summary>
/// <remarks>Lengths are multiples of <see cref="Lanes"/>; a fused multiply-add would round differently where there is none, so none is used.</remarks>
internal static class Vectors
{
    public const int Lanes = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        Vector256<float> even = Vector256<float>.Zero;
        Vector256<float> odd = Vector256<float>.Zero;
        nuint i = 0;
        nuint length = (nuint)Math.Min(a.Length, b.Length);
        for (; i + (2 * Lanes) <= length; i += 2 * Lanes)
        {
            even += Vector256.LoadUnsafe(ref x, i) * Vector256.LoadUnsafe(ref y, i);
            odd += Vector256.LoadUnsafe(ref x, i + Lanes) * Vector256.LoadUnsafe(ref y, i + Lanes);
        }

        for (; i + Lanes <= length; i += Lanes)
        {
            even += Vector256.LoadUnsafe(ref x, i) * Vector256.LoadUnsafe(ref y, i);
        }

        even += odd;
        Vector128<float> half = even.GetLower() + even.GetUpper();
        return half[0] + half[2] + (half[1] + half[3]);
    }

    /// <summary><paramref name="into"/> += <paramref name="factor"/> * <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<float> into, ReadOnlySpan<float> x, float factor)
    {
        ref float to = ref MemoryMarshal.GetReference(into);
        ref float from = ref MemoryMarshal.GetReference(x);
        Vector256<float> by = Vector256.Create(factor);
        nuint length = (nuint)Math.Min(into.Length, x.Length);
        for (nuint i = 0; i + Lanes <= length; i += Lanes)
        {
            (Vector256.LoadUnsafe(ref to, i) + (by * Vector256.LoadUnsafe(ref from, i))).StoreUnsafe(ref to, i);
        }
    }

    /// <summary>Values that are kept as signed bytes, of which 127 is worth <paramref name="step"/>.</summary>
    /// <param name="cells">A multiple of 16 of them.</param>
    /// <param name="step">The largest value there can be.</param>
    /// <param name="into">As long as the cells; is overwritten.</param>
    public static void Unpack(ReadOnlySpan<sbyte> cells, float step, Span<float> into)
    {
        const float largest = sbyte.MaxValue;
        ref sbyte from = ref MemoryMarshal.GetReference(cells);
        ref float to = ref MemoryMarshal.GetReference(into);
        nuint length = (nuint)Math.Min(cells.Length, into.Length);
        for (nuint i = 0; i + (nuint)Vector128<sbyte>.Count <= length; i += (nuint)Vector128<sbyte>.Count)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, i));
            (Vector128<int> first, Vector128<int> second) = Vector128.Widen(low);
            (Vector128<int> third, Vector128<int> fourth) = Vector128.Widen(high);
            (Vector128.ConvertToSingle(first) * step / largest).StoreUnsafe(ref to, i);
            (Vector128.ConvertToSingle(second) * step / largest).StoreUnsafe(ref to, i + 4);
            (Vector128.ConvertToSingle(third) * step / largest).StoreUnsafe(ref to, i + 8);
            (Vector128.ConvertToSingle(fourth) * step / largest).StoreUnsafe(ref to, i + 12);
        }
    }

    public static void Scale(Span<float> x, float factor)
    {
        foreach (ref float value in x)
        {
            value *= factor;
        }
    }

    /// <summary>Makes its length 1, unless it is 0; gives the length it had.</summary>
    public static float Normalize(Span<float> x)
    {
        float length = MathF.Sqrt(Dot(x, x));
        if (length > 0)
        {
            Scale(x, 1 / length);
        }

        return length;
    }

    /// <summary>Rounds to a byte a number; gives what one step is worth.</summary>
    public static float Quantize(ReadOnlySpan<float> x, Span<sbyte> into)
    {
        float largest = 0;
        foreach (float value in x)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        float step = largest / 127;
        for (int i = 0; i < x.Length; i++)
        {
            into[i] = step > 0 ? (sbyte)MathF.Round(x[i] / step) : (sbyte)0;
        }

        return step;
    }
}
