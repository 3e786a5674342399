using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private const uint Magic = 0x31535843; // "CXS1"

    private readonly sbyte[] _cells;
    private readonly int _mask;

    /// <param name="cells">Praise and blame, bucket after bucket.</param>
    /// <param name="dense">For each kind and first for all: <see cref="SentimentFeatures.DenseCount"/> pairs.</param>
    /// <param name="calibration">For each kind: a factor for the evidence, then what is added to praise and to blame.</param>
    public SentimentModel(int bucketBits, float step, float gramScale, sbyte[] cells, Vector2[] dense, Vector3[] calibration)
    {
        BucketBits = bucketBits;
        Step = step;
        GramScale = gramScale;
        Dense = dense;
        Calibration = calibration;
        _cells = cells;
        _mask = (1 << bucketBits) - 1;
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
        int step = (int)(((uint)feature >> 22) * 0x9E3779B1u >> 27) + 1;
        return kind < 0 ? shared : (shared & ~31) | ((shared + ((kind + 1) * (step | 1))) & 31);
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
        Vector3[] calibration = new Vector3[SentimentKinds.Count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(calibration.AsSpan()));
        sbyte[] cells = new sbyte[2 << bits];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(cells.AsSpan()));
        return new SentimentModel(bits, step, gramScale, cells, dense, calibration);
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
        writer.Write(MemoryMarshal.AsBytes(_cells.AsSpan()));
    }

    /// <summary>The weights of one feature for a blend of kinds, in steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector2 Weigh(ulong name, KindBlend blend)
    {
        int feature = Fold(name);
        Vector2 sum = Cell(Bucket(feature, -1, _mask)) + (blend.Share * Cell(Bucket(feature, blend.Kind, _mask)));
        return blend.Share == 1 ? sum : sum + ((1 - blend.Share) * Cell(Bucket(feature, blend.Other, _mask)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector2 Cell(int bucket)
    {
        ref sbyte cell = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_cells), bucket * 2);
        return new Vector2(cell, Unsafe.Add(ref cell, 1));
    }
}

/// <summary>Which kinds' weights a text is read with: one, or two mixed.</summary>
internal readonly record struct KindBlend(int Kind, int Other, float Share)
{
    /// <summary>
    /// There are no labelled survey answers or tickets to train on under a free licence. Survey answers are read half as reviews and
    /// half as any text, which keeps lukewarm ones neutral. A text of unknown kind that calls somebody by a handle, or carries a hashtag
    /// or a link, is a post: hardly any review or comment does, and six to nine tweets in ten.
    /// </summary>
    public static KindBlend Of(TextKind kind, ReadOnlySpan<Token> tokens) => kind switch
    {
        TextKind.Unknown when LooksLikeAPost(tokens) => new KindBlend(SentimentKinds.Social, 0, 1),
        TextKind.Mention => new KindBlend(SentimentKinds.Social, 0, 1),
        TextKind.Review => new KindBlend(SentimentKinds.Review, 0, 1),
        TextKind.Survey => new KindBlend(SentimentKinds.Review, SentimentKinds.Any, 0.5f),
        _ => new KindBlend(SentimentKinds.Any, 0, 1),
    };

    private static bool LooksLikeAPost(ReadOnlySpan<Token> tokens)
    {
        foreach (ref readonly Token token in tokens)
        {
            if (token.Kind is TokenKind.Mention or TokenKind.Hashtag or TokenKind.Url)
            {
                return true;
            }
        }

        return false;
    }
}
