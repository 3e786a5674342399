using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Learning;

/// <summary>
/// What a program's owners taught on top of the shipped weights: how sure to be, how common praise and blame are among their texts and,
/// from a few hundred corrections on, what their own words mean. Immutable and safe to share between threads.
/// </summary>
public sealed class OwnWeights
{
    /// <summary>2^15 buckets hold the words of some thousand corrections with few that meet.</summary>
    internal const int BucketBits = 15;

    private const uint Magic = 0x314F5843; // "CXO1"

    /// <summary>Own runs of letters count half as much as own words, as in the shipped model.</summary>
    private const float GramScale = 0.5f;

    private readonly Vector2[] _cells;
    private readonly Vector2[] _dense;

    internal OwnWeights(string version, Recalibration recalibration, bool saysMixed, Vector2[] cells, Vector2[] dense)
    {
        Version = version;
        Recalibration = recalibration;
        SaysMixed = saysMixed;
        _cells = cells;
        _dense = dense;
    }

    /// <summary>Stored beside each result that these weights had a part in, for example <c>embedded/1.5+default.3</c>.</summary>
    public string Version { get; }

    /// <summary>The shipped engine that they were trained on top of; on another one they mean nothing.</summary>
    public string BaseVersion => Version.Split('+')[0];

    /// <summary>Whether they know words, or only how sure to be.</summary>
    public bool KnowsWords => _cells.Length > 0;

    internal Recalibration Recalibration { get; }

    /// <summary>False where the owners never call a text mixed: then its larger side is the answer.</summary>
    internal bool SaysMixed { get; }

    /// <exception cref="FormatException">The bytes are no weights of this kind.</exception>
    public static OwnWeights Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            using BinaryReader reader = new(new MemoryStream(bytes), Encoding.UTF8);
            if (reader.ReadUInt32() != Magic)
            {
                throw new FormatException("Not a program's own weights.");
            }

            string version = reader.ReadString();
            Recalibration recalibration = new(reader.ReadSingle(), new Vector2(reader.ReadSingle(), reader.ReadSingle()));
            bool saysMixed = reader.ReadBoolean();
            Vector2[] dense = new Vector2[reader.ReadInt32() is 0 ? 0 : SentimentFeatures.DenseCount];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(dense.AsSpan()));
            int count = reader.ReadInt32();
            Vector2[] cells = count < 0 ? [] : new Vector2[1 << BucketBits];
            for (int i = 0; i < count; i++)
            {
                int bucket = reader.ReadInt32();
                cells[bucket] = new Vector2(reader.ReadSingle(), reader.ReadSingle());
            }

            return new OwnWeights(version, recalibration, saysMixed, cells, dense);
        }
        catch (Exception e) when (e is EndOfStreamException or IndexOutOfRangeException or DecoderFallbackException)
        {
            throw new FormatException("A program's own weights are damaged.", e);
        }
    }

    /// <summary>The same weights give the same bytes. No word of any text is in them, only sums under hashed names.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(Recalibration.Factor);
            writer.Write(Recalibration.Offset.X);
            writer.Write(Recalibration.Offset.Y);
            writer.Write(SaysMixed);
            writer.Write(_dense.Length);
            writer.Write(MemoryMarshal.AsBytes(_dense.AsSpan()));
            writer.Write(KnowsWords ? _cells.Count(c => c != Vector2.Zero) : -1);
            for (int bucket = 0; bucket < _cells.Length; bucket++)
            {
                if (_cells[bucket] != Vector2.Zero)
                {
                    writer.Write(bucket);
                    writer.Write(_cells[bucket].X);
                    writer.Write(_cells[bucket].Y);
                }
            }
        }

        return stream.ToArray();
    }

    internal static int Bucket(ulong name) => (int)(name >> (64 - BucketBits));

    /// <summary>The shipped evidence, as these weights see it.</summary>
    internal Vector2 Adjust(Vector2 shipped, TokenBuffer buffer, Reading reading, TokenRange range, ulong salt)
    {
        Vector2 sum = Recalibration.Apply(shipped);
        if (!KnowsWords)
        {
            return sum;
        }

        Vector2 words = default;
        Vector2 grams = default;
        int wordCount = 0;
        int gramCount = 0;
        OwnFeatures.Reader features = new(buffer, reading, range, salt);
        while (features.Next(out ulong name, out bool isGram))
        {
            Vector2 cell = _cells[Bucket(name)];
            if (isGram)
            {
                grams += cell;
                gramCount++;
            }
            else
            {
                words += cell;
                wordCount++;
            }
        }

        Span<float> dense = stackalloc float[SentimentFeatures.DenseCount];
        SentimentFeatures.Dense(buffer.Tokens, reading.Senses, range, dense);
        for (int i = 0; i < dense.Length; i++)
        {
            sum += dense[i] * _dense[i];
        }

        return sum + (words / MathF.Sqrt(Math.Max(1, wordCount))) + (grams * (GramScale / MathF.Sqrt(Math.Max(1, gramCount))));
    }

    /// <summary>The same sum from features that were gathered before.</summary>
    internal Vector2 Sum(OwnRow row) => KnowsWords ? Sum(row, Recalibration, _cells, _dense) : Recalibration.Apply(row.Shipped);

    /// <summary>The same sum with weights that are being learned.</summary>
    internal static Vector2 Sum(OwnRow row, Recalibration recalibration, ReadOnlySpan<Vector2> cells, ReadOnlySpan<Vector2> dense)
    {
        Vector2 words = default;
        foreach (int bucket in row.Words)
        {
            words += cells[bucket];
        }

        Vector2 grams = default;
        foreach (int bucket in row.Grams)
        {
            grams += cells[bucket];
        }

        Vector2 sum = recalibration.Apply(row.Shipped) + (words * WordScale(row)) + (grams * PerGram(row));
        for (int i = 0; i < row.Dense.Length; i++)
        {
            sum += row.Dense[i] * dense[i];
        }

        return sum;
    }

    internal static float WordScale(OwnRow row) => 1 / MathF.Sqrt(Math.Max(1, row.Words.Length));

    internal static float PerGram(OwnRow row) => GramScale / MathF.Sqrt(Math.Max(1, row.Grams.Length));
}

/// <summary>How sure to be, and what is added to praise and to blame.</summary>
internal readonly record struct Recalibration(float Factor, Vector2 Offset)
{
    public static Recalibration None => new(1, Vector2.Zero);

    public Vector2 Apply(Vector2 evidence) => (evidence * Factor) + Offset;
}
