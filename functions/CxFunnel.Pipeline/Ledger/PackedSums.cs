using System.Buffers;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// Sums at rest, in about 100 bytes a cell (an estimate) instead of 400: most of a tally's numbers are 0. The cells stay as they are, for they are
/// what takes time to read and what days share with each other.
/// </summary>
internal sealed class PackedSums
{
    private static readonly PackedSums Empty = new([], []);

    private readonly Cell[] _cells;
    private readonly byte[] _tallies;

    private PackedSums(Cell[] cells, byte[] tallies)
    {
        _cells = cells;
        _tallies = tallies;
    }

    public int Cells => _cells.Length;

    public static PackedSums Of(Aggregates sums)
    {
        if (sums.IsEmpty)
        {
            return Empty;
        }

        Cell[] cells = new Cell[sums.Cells.Count];
        ArrayBufferWriter<byte> tallies = new(16 * cells.Length);
        int i = 0;
        foreach ((Cell cell, Tally tally) in sums.Cells)
        {
            cells[i++] = cell;
            tally.WriteTo(tallies);
        }

        return new PackedSums(cells, tallies.WrittenSpan.ToArray());
    }

    /// <summary>Sums of their own: the caller may change them.</summary>
    public Aggregates Unpack()
    {
        Aggregates sums = new();
        ReadOnlySpan<byte> rest = _tallies;
        foreach (Cell cell in _cells)
        {
            sums.Put(cell, Tally.ReadFrom(ref rest));
        }

        return sums;
    }
}
