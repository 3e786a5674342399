using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// The few operations on vectors that clustering needs. Sums are built in one fixed order whatever the processor can do, so that the
/// same texts give the same bytes on every machine.
/// </summary>
/// <remarks>Lengths are multiples of <see cref="Lanes"/>; a fused multiply-add would round differently where there is none, so none is used.</remarks>
internal static class Vectors
{
    public const int Lanes = 8;

    public const int WholeProductsAtOnce = 4;

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

        return Sum(even + odd);
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

    /// <summary>The products of <paramref name="x"/> with four vectors that lie behind each other; each as <see cref="Dot"/> gives it.</summary>
    /// <remarks>A sum waits for the one before; four at once keep the processor busy meanwhile.</remarks>
    public static Vector128<float> DotsOfFour(ReadOnlySpan<float> x, ReadOnlySpan<float> four)
    {
        ref float point = ref MemoryMarshal.GetReference(x);
        nuint length = (nuint)x.Length;
        ref float first = ref MemoryMarshal.GetReference(four[..(4 * x.Length)]);
        ref float second = ref Unsafe.Add(ref first, length);
        ref float third = ref Unsafe.Add(ref second, length);
        ref float fourth = ref Unsafe.Add(ref third, length);
        (Vector256<float> even1, Vector256<float> even2, Vector256<float> even3, Vector256<float> even4) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        (Vector256<float> odd1, Vector256<float> odd2, Vector256<float> odd3, Vector256<float> odd4) = (even1, even2, even3, even4);
        nuint i = 0;
        for (; i + (2 * Lanes) <= length; i += 2 * Lanes)
        {
            Vector256<float> even = Vector256.LoadUnsafe(ref point, i);
            Vector256<float> odd = Vector256.LoadUnsafe(ref point, i + Lanes);
            even1 += even * Vector256.LoadUnsafe(ref first, i);
            even2 += even * Vector256.LoadUnsafe(ref second, i);
            even3 += even * Vector256.LoadUnsafe(ref third, i);
            even4 += even * Vector256.LoadUnsafe(ref fourth, i);
            odd1 += odd * Vector256.LoadUnsafe(ref first, i + Lanes);
            odd2 += odd * Vector256.LoadUnsafe(ref second, i + Lanes);
            odd3 += odd * Vector256.LoadUnsafe(ref third, i + Lanes);
            odd4 += odd * Vector256.LoadUnsafe(ref fourth, i + Lanes);
        }

        for (; i + Lanes <= length; i += Lanes)
        {
            Vector256<float> even = Vector256.LoadUnsafe(ref point, i);
            even1 += even * Vector256.LoadUnsafe(ref first, i);
            even2 += even * Vector256.LoadUnsafe(ref second, i);
            even3 += even * Vector256.LoadUnsafe(ref third, i);
            even4 += even * Vector256.LoadUnsafe(ref fourth, i);
        }

        return Vector128.Create(Sum(even1 + odd1), Sum(even2 + odd2), Sum(even3 + odd3), Sum(even4 + odd4));
    }

    /// <summary>Whether the processor multiplies whole numbers fast; where it does not, floating point is as good.</summary>
    public static bool HasWholeProducts => Avx2.IsSupported;

    /// <summary>The products of <paramref name="x"/> with four vectors that lie behind each other.</summary>
    /// <param name="x">A multiple of 16 numbers, at most 1,024.</param>
    /// <exception cref="PlatformNotSupportedException">There are no <see cref="HasWholeProducts"/>.</exception>
    public static Vector128<int> DotsOfFour(ReadOnlySpan<short> x, ReadOnlySpan<sbyte> four)
    {
        ref short point = ref MemoryMarshal.GetReference(x);
        nuint length = (nuint)x.Length;
        ref sbyte first = ref MemoryMarshal.GetReference(four[..(WholeProductsAtOnce * x.Length)]);
        ref sbyte second = ref Unsafe.Add(ref first, length);
        ref sbyte third = ref Unsafe.Add(ref second, length);
        ref sbyte fourth = ref Unsafe.Add(ref third, length);
        (Vector256<int> sum1, Vector256<int> sum2, Vector256<int> sum3, Vector256<int> sum4) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i + (nuint)Vector256<short>.Count <= length; i += (nuint)Vector256<short>.Count)
        {
            Vector256<short> at = Vector256.LoadUnsafe(ref point, i);
            sum1 += Avx2.MultiplyAddAdjacent(at, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref first, i)));
            sum2 += Avx2.MultiplyAddAdjacent(at, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref second, i)));
            sum3 += Avx2.MultiplyAddAdjacent(at, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref third, i)));
            sum4 += Avx2.MultiplyAddAdjacent(at, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref fourth, i)));
        }

        // Each half holds the four sums of its half of the lanes.
        Vector256<int> sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sum1, sum2), Avx2.HorizontalAdd(sum3, sum4));
        return sums.GetLower() + sums.GetUpper();
    }

    /// <summary><paramref name="into"/> += <paramref name="factor"/> * <paramref name="cells"/>.</summary>
    /// <param name="cells">A multiple of 32 of them.</param>
    public static void Add(Span<float> into, ReadOnlySpan<sbyte> cells, float factor)
    {
        ref float to = ref MemoryMarshal.GetReference(into);
        ref sbyte from = ref MemoryMarshal.GetReference(cells);
        Vector256<float> by = Vector256.Create(factor);
        nuint length = (nuint)Math.Min(into.Length, cells.Length);
        for (nuint i = 0; i + (nuint)Vector256<sbyte>.Count <= length; i += (nuint)Vector256<sbyte>.Count)
        {
            (Vector256<short> low, Vector256<short> high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, i));
            (Vector256<int> first, Vector256<int> second) = Vector256.Widen(low);
            (Vector256<int> third, Vector256<int> fourth) = Vector256.Widen(high);
            Accumulate(ref to, i, by * Vector256.ConvertToSingle(first));
            Accumulate(ref to, i + Lanes, by * Vector256.ConvertToSingle(second));
            Accumulate(ref to, i + (2 * Lanes), by * Vector256.ConvertToSingle(third));
            Accumulate(ref to, i + (3 * Lanes), by * Vector256.ConvertToSingle(fourth));
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
    public static float Quantize(ReadOnlySpan<float> x, Span<sbyte> into) => Quantize(x, into, sbyte.MaxValue);

    /// <summary>Rounds to two bytes a number; gives what one step is worth.</summary>
    public static float Quantize(ReadOnlySpan<float> x, Span<short> into) => Quantize(x, into, short.MaxValue);

    private static float Quantize<T>(ReadOnlySpan<float> x, Span<T> into, float steps)
        where T : struct, INumberBase<T>
    {
        float largest = 0;
        foreach (float value in x)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        float step = largest / steps;
        for (int i = 0; i < x.Length; i++)
        {
            into[i] = step > 0 ? T.CreateTruncating(MathF.Round(x[i] / step)) : T.Zero;
        }

        return step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector256<float> lanes)
    {
        Vector128<float> half = lanes.GetLower() + lanes.GetUpper();
        return half[0] + half[2] + (half[1] + half[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref float to, nuint at, Vector256<float> values) => (Vector256.LoadUnsafe(ref to, at) + values).StoreUnsafe(ref to, at);
}
