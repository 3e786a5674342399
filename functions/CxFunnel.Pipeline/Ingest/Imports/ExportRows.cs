using System.Runtime.CompilerServices;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What reading the next row came to.</summary>
internal enum RowRead
{
    End,
    Row,

    /// <summary>A row that cannot be taken apart; it is reported, and the reading goes on behind it.</summary>
    Broken,
}

/// <summary>A row in which the header may be.</summary>
/// <param name="Variant">How the file has to be taken apart for it: the delimiter, or the sheet's index.</param>
/// <param name="Index">Which row it is under that variant, from 0.</param>
internal sealed record HeaderCandidate(int Variant, int Index, string[] Cells);

/// <summary>Rows of cells, one at a time; a row is valid until the next is read.</summary>
internal abstract class ExportRows : IDisposable
{
    /// <summary>The current row's number as a spreadsheet shows it, from 1.</summary>
    public long Number { get; protected set; }

    /// <summary>How many cells the current row has.</summary>
    public int CellCount { get; protected set; }

    /// <summary>Why the current row is broken.</summary>
    public string? Problem { get; protected set; }

    /// <summary>Days to add to a spreadsheet's serial numbers; null where dates are none.</summary>
    public virtual double? SerialDateShift => null;

    /// <summary>The first rows, taken apart in every way that the file may be meant; does not move on.</summary>
    public abstract ValueTask<IReadOnlyList<HeaderCandidate>> PeekAsync(CancellationToken cancellation);

    /// <summary>Settles how the file is taken apart, and moves behind the row.</summary>
    public abstract ValueTask StartAfterAsync(HeaderCandidate header, CancellationToken cancellation);

    /// <param name="columns">How many cells a row should have; 0 when that is not known yet.</param>
    public abstract ValueTask<RowRead> ReadAsync(int columns, CancellationToken cancellation);

    /// <summary>Reads a row that is in memory already, without the cost of waiting; false when there is more to load first.</summary>
    public virtual bool TryRead(int columns, out RowRead read)
    {
        read = default;
        return false;
    }

    /// <summary>The current row's text, and maybe what stands before and behind it.</summary>
    protected char[] Text { get; set; } = [];

    /// <summary>Where the current row's cells stand in <see cref="Text"/>, at least <see cref="CellCount"/> of them.</summary>
    protected CellPlace[] Places { get; set; } = new CellPlace[64];

    /// <summary>A cell with its quotes taken off; empty beyond the end of the row. Valid until the next cell is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<char> Cell(int index)
    {
        if ((uint)index >= (uint)CellCount)
        {
            return default;
        }

        CellPlace place = Places[index];
        ReadOnlySpan<char> cell = Text.AsSpan(place.Start, place.Length);
        return place.HasQuotes ? Unquoted(cell) : cell;
    }

    /// <summary>A cell in which quotes are doubled.</summary>
    protected virtual ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> cell) => cell;

    public virtual void Dispose()
    {
    }

    public bool IsBlank()
    {
        for (int i = 0; i < CellCount; i++)
        {
            if (!Cell(i).IsWhiteSpace())
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Where a cell stands in a text, without the quotes around it.</summary>
/// <param name="HasQuotes">Whether it holds quotes, doubled.</param>
internal readonly record struct CellPlace(int Start, int Length, bool HasQuotes);
