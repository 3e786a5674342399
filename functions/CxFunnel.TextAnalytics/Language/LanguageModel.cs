using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Language;

/// <summary>
/// A linear model over the letters of words: every word and every run of one to four letters in it (with marks for its start and end)
/// adds a small vector of evidence, one number a language.
/// </summary>
internal sealed class LanguageModel
{
    /// <summary>Room for evidence in one row; languages beyond the known ones stay 0. Chosen to be whole SIMD registers.</summary>
    public const int Lanes = 32;

    public const int MaxGram = 4;

    private const uint Magic = 0x314C5843; // "CXL1"

    private readonly StillBytes _weights;
    private readonly int _mask;

    public LanguageModel(string[] codes, int bucketBits, float scale, float[] bias, StillBytes weights)
    {
        Codes = codes;
        BucketBits = bucketBits;
        Scale = scale;
        Bias = bias;
        _weights = weights;
        _mask = (1 << bucketBits) - 1;
    }

    /// <summary>ISO 639-1, in the order of the lanes.</summary>
    public string[] Codes { get; }

    public int BucketBits { get; }

    /// <summary>What one step of a stored weight is worth in log-odds.</summary>
    public float Scale { get; }

    public float[] Bias { get; }

    public static LanguageModel Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        if (reader.ReadUInt32() != Magic)
        {
            throw new FormatException("Not a language model.");
        }

        string[] codes = reader.ReadString().Split(' ');
        int bits = reader.ReadInt32();
        float scale = reader.ReadSingle();
        float[] bias = new float[Lanes];
        for (int i = 0; i < Lanes; i++)
        {
            bias[i] = reader.ReadSingle();
        }

        return new LanguageModel(codes, bits, scale, bias, StillBytes.Take(stream, Lanes << bits));
    }

    public void Write(Stream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.ASCII, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(string.Join(' ', Codes));
        writer.Write(BucketBits);
        writer.Write(Scale);
        foreach (float bias in Bias)
        {
            writer.Write(bias);
        }

        writer.Write(MemoryMarshal.AsBytes(_weights.Span));
    }

    /// <summary>The evidence of one word, one sum a lane.</summary>
    public void Weigh(ReadOnlySpan<char> normal, ulong wordHash, Span<short> sums)
    {
        // Half of the lanes each, kept in registers: through memory every row would wait for the one before it.
        ref readonly sbyte row = ref Row(WordBucket(wordHash));
        (Vector256<short> low, Vector256<short> high) = Vector256.Widen(Vector256.LoadUnsafe(in row));
        Grams grams = new(normal);
        while (grams.Next(out ulong gram))
        {
            row = ref Row((int)gram);
            (Vector256<short> lower, Vector256<short> upper) = Vector256.Widen(Vector256.LoadUnsafe(in row));
            low += lower;
            high += upper;
        }

        low.CopyTo(sums);
        high.CopyTo(sums[Vector256<short>.Count..]);
    }

    public static int WordBucket(ulong wordHash) => (int)(wordHash >> 20);

    private ref readonly sbyte Row(int bucket) => ref _weights.At((bucket & _mask) * Lanes);

    /// <summary>All runs of one to four letters of a word between its two marks.</summary>
    public ref struct Grams(ReadOnlySpan<char> word)
    {
        private readonly ReadOnlySpan<char> _word = word;
        private int _start = -2;
        private int _length = MaxGram;
        private ulong _state;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Next(out ulong hash)
        {
            int last = _word.Length; // Index of the closing mark.
            if (_length == MaxGram || _start + _length > last)
            {
                _start++;
                _length = 0;
                _state = WordHash.Start;
                if (_start > last)
                {
                    hash = 0;
                    return false;
                }
            }

            int at = _start + _length;
            _state = WordHash.Extend(_state, at < 0 ? '<' : at == last ? '>' : _word[at]);
            _length++;
            hash = WordHash.Finish(_state);
            return true;
        }
    }
}
