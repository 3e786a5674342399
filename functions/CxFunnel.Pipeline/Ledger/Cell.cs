using System.Buffers;
using System.Globalization;
using System.Text;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>A dimension and one of its values. Orders ordinally, by dimension and then by value.</summary>
public readonly record struct Cell(string Dimension, string Value) : IComparable<Cell>
{
    /// <summary>Stands for a value that the feedback does not have.</summary>
    public const string None = "unknown";

    /// <summary>Takes the values beyond the cap of a dimension.</summary>
    public const string Other = "(other)";

    /// <summary>What storage refuses in a row key, and our own separator and escape.</summary>
    private static readonly SearchValues<char> Reserved = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c), '/', '\\', '#', '?', '|', '%']);

    public static Cell All => new(Dimensions.All, Dimensions.All);

    /// <summary><c>dimension|value</c> with the characters that a row key cannot hold as <c>%XX</c>; no two cells share it.</summary>
    public string Key => $"{Dimension}|{Escape(Value)}";

    /// <exception cref="FormatException">Not a key of a cell.</exception>
    public static Cell Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int bar = key.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 ? new Cell(Dimensions.Shared(key.AsSpan(0, bar)), Unescape(key[(bar + 1)..])) : throw new FormatException("A cell's key has no '|'.");
    }

    public int CompareTo(Cell other)
    {
        int byDimension = string.CompareOrdinal(Dimension, other.Dimension);
        return byDimension != 0 ? byDimension : string.CompareOrdinal(Value, other.Value);
    }

    public static bool operator <(Cell left, Cell right) => left.CompareTo(right) < 0;

    public static bool operator >(Cell left, Cell right) => left.CompareTo(right) > 0;

    public static bool operator <=(Cell left, Cell right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Cell left, Cell right) => left.CompareTo(right) >= 0;

    private static string Escape(string value)
    {
        if (!value.AsSpan().ContainsAny(Reserved))
        {
            return value;
        }

        StringBuilder escaped = new(value.Length + 8);
        foreach (char c in value)
        {
            _ = Reserved.Contains(c) ? escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}") : escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('%', StringComparison.Ordinal))
        {
            return value;
        }

        StringBuilder plain = new(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length
                && byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                plain.Append((char)code);
                i += 2;
            }
            else
            {
                plain.Append(value[i]);
            }
        }

        return plain.ToString();
    }
}

/// <summary>The dimensions of the sums, as the contract names them.</summary>
public static class Dimensions
{
    public const string All = "all";
    public const string Source = "source";
    public const string Channel = "channel";
    public const string Touchpoint = "touchpoint";
    public const string Language = "language";
    public const string Country = "country";
    public const string Segment = "segment";
    public const string Kind = "kind";

    /// <summary>Root causes: in the ledger's sums and the tables of root causes, not among the daily metrics.</summary>
    public const string RootCause = "rootcause";

    /// <summary>Two root causes of one feedback (<c>one+other</c>), counted by NPS answers.</summary>
    public const string RootCausePair = "rootcausepair";

    /// <summary>The dimensions of the daily metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = [All, Source, Channel, Touchpoint, Language, Country, Segment, Kind];

    private static readonly string[] Known = [.. Names, RootCause, RootCausePair];

    /// <summary>The name of a dimension as one string for all cells of it, which are many.</summary>
    internal static string Shared(ReadOnlySpan<char> name)
    {
        foreach (string known in Known)
        {
            if (name.SequenceEqual(known))
            {
                return known;
            }
        }

        return name.ToString();
    }

    /// <summary>Whether the daily metrics show the dimension.</summary>
    public static bool IsDaily(string dimension) => dimension is not (RootCause or RootCausePair);
}
