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

    /// <summary>Names are looked up by as many of their first bits; hashes, so that hardly two share them.</summary>
    private const int IndexBits = 16;

    private const int BytesPerName = sizeof(uint);

    /// <summary>A weight, a step and the direction.</summary>
    private const int BytesPerRow = 2 + Dimensions;

    private static readonly float[] Weights = Exponents(32);
    private static readonly float[] Steps = Exponents(16);

    private static Lazy<ReasonLexicon> _loaded = new(() => Read(EmbeddedData.Open("causes.bin")));

    // Both as they are in the file: unpacked they would take four times as much of a function app's memory.
    private readonly StillBytes _names;
    private readonly StillBytes _rows;

    // Where the names begin that start with these bits.
    private readonly int[] _index = new int[(1 << IndexBits) + 1];

    private ReasonLexicon(StillBytes names, StillBytes rows)
    {
        _names = names;
        _rows = rows;
        ReadOnlySpan<uint> sorted = Names;
        int start = 0;
        for (int row = 0; row < sorted.Length; row++)
        {
            if (row > 0 && sorted[row] <= sorted[row - 1])
            {
                throw new FormatException("The words of a lexicon of reasons are not in order.");
            }

            for (int first = FirstBits(sorted[row]); start <= first; start++)
            {
                _index[start] = row;
            }
        }

        _index.AsSpan(start).Fill(sorted.Length);
    }

    public static ReasonLexicon Shared => _loaded.Value;

    /// <summary>For experiments alone, in a process of their own: what a lexicon is worth that has not seen the texts it is tried on.</summary>
    public static void Replace(byte[] bytes) => _loaded = new Lazy<ReasonLexicon>(Read(new MemoryStream(bytes)));

    /// <summary>The name of a word: English words are known by their own, all others together with their language.</summary>
    public static uint NameOf(ulong word, string language) =>
        (uint)((language is "en" or DetectedLanguage.Unknown ? word : WordHash.Combine(WordHash.Of(language), word)) >> 32);

    private ReadOnlySpan<uint> Names => MemoryMarshal.Cast<sbyte, uint>(_names.Span);

    /// <summary>The row of a word, or -1.</summary>
    public int Find(ulong word, int length, string language)
    {
        int row = Find(NameOf(word, language));
        return row < 0 && language != "en" && length >= ShortestLoanWord ? Find(NameOf(word, "en")) : row;
    }

    /// <summary>How much the word says about reasons: near 1 for a word of content, near 0 for a function word.</summary>
    public float WeightOf(int row) => Weights[(byte)_rows.Span[row * BytesPerRow]];

    /// <summary>Where the word points, its weight included.</summary>
    /// <param name="row">As <see cref="Find(ulong, int, string)"/> gave it.</param>
    /// <param name="direction">Is overwritten; <see cref="Dimensions"/> long.</param>
    public void DirectionOf(int row, Span<float> direction)
    {
        ReadOnlySpan<sbyte> cells = _rows.Span.Slice(row * BytesPerRow, BytesPerRow);
        Vectors.Unpack(cells[2..], Steps[(byte)cells[1]], direction);
    }

    /// <param name="stream">Is closed. Where it is the assembly's own, the lexicon stays in it.</param>
    public static ReasonLexicon Read(Stream stream)
    {
        using BinaryReader reader = new(stream);
        if (reader.ReadUInt32() != Magic)
        {
            throw new FormatException("Not a lexicon of reasons.");
        }

        int count = reader.ReadInt32();
        return new ReasonLexicon(StillBytes.Take(stream, checked(count * BytesPerName)), StillBytes.Take(stream, checked(count * BytesPerRow)));
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

    private static int FirstBits(uint name) => (int)(name >> (32 - IndexBits));

    /// <summary>e to the power of each signed byte, divided.</summary>
    private static float[] Exponents(float divisor)
    {
        float[] exponents = new float[256];
        for (int i = 0; i < exponents.Length; i++)
        {
            exponents[i] = MathF.Exp((sbyte)i / divisor);
        }

        return exponents;
    }

    private int Find(uint name)
    {
        ReadOnlySpan<uint> names = Names;
        int first = FirstBits(name);
        for (int row = _index[first]; row < _index[first + 1]; row++)
        {
            if (names[row] == name)
            {
                return row;
            }
        }

        return -1;
    }
}
