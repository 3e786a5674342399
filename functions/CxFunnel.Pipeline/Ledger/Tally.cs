using System.Buffers;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>A vector of <see cref="Measure"/>s that can be added and taken back exactly.</summary>
public sealed class Tally : IEquatable<Tally>
{
    /// <summary>Fixed point of fractions: millionths. Rounding is half away from zero, once, when a fraction enters.</summary>
    public const double UnitsPerOne = 1e6;

    private static readonly int Measures = Enum.GetValues<Measure>().Length;

    private readonly long[] _values = new long[Measures];

    public long this[Measure measure]
    {
        get => _values[(int)measure];
        set => _values[(int)measure] = value;
    }

    public bool IsZero => !_values.AsSpan().ContainsAnyExcept(0);

    public static long ToUnits(double fraction) => (long)Math.Round(fraction * UnitsPerOne, MidpointRounding.AwayFromZero);

    public void Add(Tally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = checked(_values[i] + other._values[i]);
        }
    }

    public void Subtract(Tally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = checked(_values[i] - other._values[i]);
        }
    }

    public Tally Copy()
    {
        Tally copy = new();
        _values.CopyTo(copy._values, 0);
        return copy;
    }

    public bool Equals(Tally? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as Tally);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>A bit a measure that is not 0, then the values; all as variable-length integers.</summary>
    internal void WriteTo(IBufferWriter<byte> writer)
    {
        ulong mask = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            mask |= _values[i] == 0 ? 0 : 1UL << i;
        }

        VariableLength.Write(writer, mask);
        foreach (long value in _values)
        {
            if (value != 0)
            {
                VariableLength.Write(writer, (ulong)((value << 1) ^ (value >> 63)));
            }
        }
    }

    /// <exception cref="FormatException">The bytes are not those of a tally.</exception>
    internal static Tally ReadFrom(ref ReadOnlySpan<byte> bytes)
    {
        ulong mask = VariableLength.Read(ref bytes);
        Tally tally = new();
        for (int i = 0; mask != 0; i++, mask >>= 1)
        {
            if ((mask & 1) == 0)
            {
                continue;
            }

            if (i >= Measures)
            {
                throw new FormatException($"Stored tally has measure {i}; this version knows {Measures}. A newer version wrote it.");
            }

            ulong value = VariableLength.Read(ref bytes);
            tally._values[i] = (long)(value >> 1) ^ -(long)(value & 1);
        }

        return tally;
    }
}
