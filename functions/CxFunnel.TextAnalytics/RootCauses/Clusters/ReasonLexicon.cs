using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// What words say about reasons, learned from labelled texts: a weight and a direction for each word, the directions of words that stand
/// for one reason close to each other, also across languages. Ships as <c>Data/causes.bin</c>; docs/root-causes.md says what it was learned from.
/// </summary>
internal sealed class ReasonLexicon
{
    public const int Dimensions = 48;

    private const uint Magic = 0x31525843; // "CXR1"

    /// <summary>Shorter words of English are no loan words elsewhere: German "die" and "war" mean something else.</summary>
    private const int ShortestLoanWord = 5;

    private static Lazy<ReasonLexicon> _loaded = new(() => Read(EmbeddedData.ReadBytes("causes.bin")));

    private readonly Dictionary<uint, int> _rows;
    private readonly float[] _weights;

    // Kept as they are in the file: as floats they would take four times as much of a function app's memory.
    private readonly float[] _steps;
    private readonly sbyte[] _cells;

    private ReasonLexicon(uint[] names, float[] weights, float[] steps, sbyte[] cells)
    {
        _weights = weights;
        _steps = steps;
        _cells = cells;
        _rows = new Dictionary<uint, int>(names.Length);
        for (int row = 0; row < names.Length; row++)
        {
            _rows.TryAdd(names[row], row);
        }
    }

    public static ReasonLexicon Shared => _loaded.Value;

    /// <summary>For experiments alone, in a process of their own: what a lexicon is worth that has not seen the texts it is tried on.</summary>
    public static void Replace(byte[] bytes) => _loaded = new Lazy<ReasonLexicon>(Read(bytes));

    /// <summary>The name of a word: English words are known by their own, all others together with their language.</summary>
    public static uint NameOf(ulong word, string language) =>
        (uint)((language is "en" or DetectedLanguage.Unknown ? word : WordHash.Combine(WordHash.Of(language), word)) >> 32);

    /// <summary>The row of a word, or -1.</summary>
    public int Find(ulong word, int length, string language)
    {
        if (_rows.TryGetValue(NameOf(word, language), out int row))
        {
            return row;
        }

        return language != "en" && length >= ShortestLoanWord && _rows.TryGetValue(NameOf(word, "en"), out row) ? row : -1;
    }

    /// <summary>How much the word says about reasons: near 1 for a word of content, near 0 for a function word.</summary>
    public float WeightOf(int row) => _weights[row];

    /// <summary>Where the word points, its weight included.</summary>
    /// <param name="row">As <see cref="Find"/> gave it.</param>
    /// <param name="direction">Is overwritten; <see cref="Dimensions"/> long.</param>
    public void DirectionOf(int row, Span<float> direction) => Vectors.Unpack(_cells.AsSpan(row * Dimensions, Dimensions), _steps[row], direction);

    public static ReasonLexicon Read(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        if (reader.ReadUInt32() != Magic)
        {
            throw new FormatException("Not a lexicon of reasons.");
        }

        int count = reader.ReadInt32();
        uint[] names = new uint[count];
        float[] weights = new float[count];
        float[] steps = new float[count];
        sbyte[] cells = new sbyte[count * Dimensions];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(names.AsSpan()));
        for (int row = 0; row < count; row++)
        {
            weights[row] = MathF.Exp(reader.ReadSByte() / 32f);
            steps[row] = MathF.Exp(reader.ReadSByte() / 16f);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(cells.AsSpan(row * Dimensions, Dimensions)));
        }

        return new ReasonLexicon(names, weights, steps, cells);
    }

    /// <summary>The counterpart of <see cref="Read"/>; rows in the order of their names, so that the same rows give the same bytes.</summary>
    public static void Write(Stream output, IEnumerable<(uint Name, float Weight, float[] Direction)> rows)
    {
        (uint Name, float Weight, float[] Direction)[] sorted = [.. rows.OrderBy(row => row.Name)];
        using BinaryWriter writer = new(output, System.Text.Encoding.ASCII, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(sorted.Length);
        writer.Write(MemoryMarshal.AsBytes<uint>(sorted.Select(row => row.Name).ToArray()));
        foreach ((uint _, float weight, float[] direction) in sorted)
        {
            float largest = Math.Max(direction.Max(Math.Abs), 1e-3f);
            sbyte step = (sbyte)Math.Clamp(Math.Ceiling(MathF.Log(largest) * 16), -127, 127);
            float scale = 127 / MathF.Exp(step / 16f);
            writer.Write((sbyte)Math.Clamp(MathF.Round(MathF.Log(Math.Max(weight, 1e-2f)) * 32), -127, 127));
            writer.Write(step);
            foreach (float value in direction)
            {
                writer.Write((sbyte)Math.Clamp(MathF.Round(value * scale), -127, 127));
            }
        }
    }
}
