using System.Numerics;
using System.Runtime.InteropServices;
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

    /// <summary>Adds the evidence of one word to the sums, one sum a lane.</summary>
    public void Add(ReadOnlySpan<char> normal, ulong wordHash, Span<short> sums)
    {
        ref short sum = ref MemoryMarshal.GetReference(sums);
        AddRow(WordBucket(wordHash) & _mask, ref sum);
        Grams grams = new(normal);
        while (grams.Next(out ulong gram))
        {
            AddRow((int)gram & _mask, ref sum);
        }
    }

    public static int WordBucket(ulong wordHash) => (int)(wordHash >> 20);

    private void AddRow(int bucket, ref short sums)
    {
        ref readonly sbyte row = ref _weights.At(bucket * Lanes);
        for (int at = 0; at < Lanes; at += Vector<sbyte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(in row, (nuint)at), out Vector<short> low, out Vector<short> high);
            (Vector.LoadUnsafe(ref sums, (nuint)at) + low).StoreUnsafe(ref sums, (nuint)at);
            nuint upper = (nuint)(at + Vector<short>.Count);
            (Vector.LoadUnsafe(ref sums, upper) + high).StoreUnsafe(ref sums, upper);
        }
    }

    /// <summary>All runs of one to four letters of a word between its two marks.</summary>
    public ref struct Grams(ReadOnlySpan<char> word)
    {
        private readonly ReadOnlySpan<char> _word = word;
        private int _start = -1;
        private int _length;
        private ulong _state = WordHash.Start;

        public bool Next(out ulong hash)
        {
            int last = _word.Length; // Index of the closing mark.
            if (_length == MaxGram || _start + _length > last)
            {
                _start++;
                _length = 0;
                _state = WordHash.Start;
            }

            if (_start > last)
            {
                hash = 0;
                return false;
            }

            int at = _start + _length;
            char c = at < 0 ? '<' : at == last ? '>' : _word[at];
            _state = WordHash.Extend(_state, c);
            _length++;
            hash = WordHash.Finish(_state);
            return true;
        }
    }
}
