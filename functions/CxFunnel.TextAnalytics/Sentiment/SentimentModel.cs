using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>Evidence for praise (X) and for blame (Y), each in log-odds against neutral.</summary>
internal static class SentimentEvidence
{
    public static (double Positive, double Neutral, double Negative) Probabilities(Vector2 evidence)
    {
        // Bounded, so that no text makes a certainty of it and nothing overflows.
        double positive = Math.Exp(Math.Clamp(evidence.X, -30f, 30f));
        double negative = Math.Exp(Math.Clamp(evidence.Y, -30f, 30f));
        double total = 1 + positive + negative;
        return (positive / total, 1 / total, negative / total);
    }
}

/// <summary>
/// The trained weights, as shipped: two signed bytes a bucket, floats for the few dense features, and how to turn sums into honest
/// probabilities.
/// </summary>
internal sealed class SentimentModel
{
    private const uint Magic = 0x32535843; // "CXS2"

    private readonly StillBytes _cells;
    private readonly int _mask;
    private readonly Vector2[][] _blended;

    /// <param name="cells">Praise and blame, bucket after bucket.</param>
    /// <param name="dense">For each kind and first for all: <see cref="SentimentFeatures.DenseCount"/> pairs.</param>
    /// <param name="calibration">For each blend of <see cref="KindBlend.All"/>: a factor for the evidence, then what is added to praise and to blame.</param>
    public SentimentModel(int bucketBits, float step, float gramScale, StillBytes cells, Vector2[] dense, Vector3[] calibration)
    {
        BucketBits = bucketBits;
        Step = step;
        GramScale = gramScale;
        Dense = dense;
        Calibration = calibration;
        _cells = cells;
        _mask = (1 << bucketBits) - 1;
        _blended = [.. KindBlend.All.Select(Blend)];
    }

    public int BucketBits { get; }

    /// <summary>What one step of a stored weight is worth.</summary>
    public float Step { get; }

    /// <summary>How much runs of letters count beside words.</summary>
    public float GramScale { get; }

    public Vector2[] Dense { get; }

    public Vector3[] Calibration { get; }

    public long Bytes => _cells.Length + (Dense.Length * 8L) + (Calibration.Length * 12L);

    /// <summary>The number under which a feature's weights are kept; the trainer uses the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Fold(ulong name) => (int)(name >> 33);

    /// <summary>The bucket of a feature for one kind of text; kind -1 is what all kinds share.</summary>
    /// <remarks>All kinds of one feature lie in one stretch of 32 buckets, 64 bytes: one fetch from memory brings them all.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bucket(int feature, int kind, int mask)
    {
        int shared = feature & mask;
        return kind < 0 ? shared : (shared & ~31) | ((shared + ((kind + 1) * StepOf(feature))) & 31);
    }

    public static SentimentModel Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return Read(stream);
    }

    public static SentimentModel Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        if (reader.ReadUInt32() != Magic)
        {
            throw new FormatException("Not a sentiment model.");
        }

        int bits = reader.ReadInt32();
        float step = reader.ReadSingle();
        float gramScale = reader.ReadSingle();
        Vector2[] dense = new Vector2[(SentimentKinds.Count + 1) * SentimentFeatures.DenseCount];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(dense.AsSpan()));
        Vector3[] calibration = new Vector3[KindBlend.All.Length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(calibration.AsSpan()));
        return new SentimentModel(bits, step, gramScale, StillBytes.Take(stream, 2 << bits), dense, calibration);
    }

    public void Write(Stream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.ASCII, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(BucketBits);
        writer.Write(Step);
        writer.Write(GramScale);
        writer.Write(MemoryMarshal.AsBytes(Dense.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Calibration.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_cells.Span));
    }

    /// <summary>The weights of one feature for a blend of kinds, in steps.</summary>
    public Vector2 Weigh(ulong name, KindBlend blend)
    {
        // Four pairs of bytes times their shares at once, then two sums of four: no product or sum leaves 16 bits.
        Vector128<short> sums = Kinds(Fold(name), out ushort all) * blend.Parts;
        sums += Vector128.Shuffle(sums.AsInt32(), Vector128.Create(2, 3, 0, 1)).AsInt16();
        sums += Vector128.Shuffle(sums.AsInt32(), Vector128.Create(1, 0, 3, 2)).AsInt16();
        return new Vector2(((sbyte)all * KindBlend.Whole) + sums.GetElement(0), ((sbyte)(all >> 8) * KindBlend.Whole) + sums.GetElement(1)) * (1f / KindBlend.Whole);
    }

    /// <summary>The weights of all runs of letters of a word together for a blend of kinds, in steps.</summary>
    /// <param name="normal">As the tokenizer writes it: of at most <see cref="Tokenizer.MaxWordChars"/>.</param>
    /// <param name="count">How many runs there are.</param>
    public Vector2 WeighGrams(ReadOnlySpan<char> normal, KindBlend blend, out int count)
    {
        // Bytes are summed first and take their shares at the end: of 4 * 49 runs no sum leaves 16 bits.
        Vector128<short> kinds = default;
        int praise = 0;
        int blame = 0;
        int runs = 0;
        SentimentFeatures.Grams grams = new(normal);
        while (grams.Next(out ulong gram))
        {
            kinds += Kinds(Fold(gram), out ushort all);
            praise += (sbyte)all;
            blame += (sbyte)(all >> 8);
            runs++;
        }

        count = runs;
        (Vector128<int> first, Vector128<int> second) = Vector128.Widen(kinds);
        (Vector128<int> firstParts, Vector128<int> secondParts) = Vector128.Widen(blend.Parts);
        Vector128<int> sums = (first * firstParts) + (second * secondParts);
        return new Vector2((praise * KindBlend.Whole) + sums[0] + sums[2], (blame * KindBlend.Whole) + sums[1] + sums[3]) * (1f / KindBlend.Whole);
    }

    /// <summary>The weights of the dense features for a blend of kinds.</summary>
    public ReadOnlySpan<Vector2> DenseOf(KindBlend blend) => _blended[blend.Index];

    /// <summary>How far apart the kinds of one feature lie in its stretch; odd, so that no two meet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StepOf(int feature) => ((int)(((uint)feature >> 22) * 0x9E3779B1u >> 27) + 1) | 1;

    private Vector2[] Blend(KindBlend blend)
    {
        const int Count = SentimentFeatures.DenseCount;
        Vector2[] dense = Dense[..Count];
        foreach ((int kind, float share) in blend.Shares)
        {
            for (int i = 0; i < Count; i++)
            {
                dense[i] += share * Dense[((kind + 1) * Count) + i];
            }
        }

        return dense;
    }

    /// <summary>A feature's weights for any, social, review and comment, each praise and blame.</summary>
    /// <param name="all">What all kinds share, praise in the lower byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<short> Kinds(int feature, out ushort all)
    {
        int shared = feature & _mask;
        int line = shared & ~31;
        int step = StepOf(feature);
        int any = shared + step;
        int social = any + step;
        int review = social + step;
        all = Pair(shared);
        ulong pairs = Pair(line | (any & 31)) | ((ulong)Pair(line | (social & 31)) << 16)
            | ((ulong)Pair(line | (review & 31)) << 32) | ((ulong)Pair(line | ((review + step) & 31)) << 48);
        return Vector128.WidenLower(Vector128.CreateScalar(pairs).AsSByte());
    }

    /// <summary>A bucket's two weights, praise in the lower byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ushort Pair(int bucket)
    {
        ushort pair = Unsafe.ReadUnaligned<ushort>(in Unsafe.As<sbyte, byte>(ref Unsafe.AsRef(in _cells.At(bucket * 2))));
        return BitConverter.IsLittleEndian ? pair : BinaryPrimitives.ReverseEndianness(pair);
    }
}
