using System.Buffers;
using System.Text;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// Tallies by cell (dimension and value). A feedback's contribution, a day of one shard and a whole day are all of this type:
/// adding contributions gives the aggregate, subtracting one undoes it, and equal sums have equal bytes.
/// </summary>
public sealed class Aggregates
{
    private const byte FormatVersion = 1;

    private readonly SortedDictionary<Cell, Tally> _cells = [];

    /// <summary>How many cells each dimension has: asked for with every feedback, where counting would cost more than adding.</summary>
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<Cell, Tally> Cells => _cells;

    public bool IsEmpty => _cells.Count == 0;

    /// <summary>The tally of a cell, made when it is missing.</summary>
    public Tally At(Cell cell)
    {
        if (!_cells.TryGetValue(cell, out Tally? tally))
        {
            tally = new Tally();
            Put(cell, tally);
        }

        return tally;
    }

    public void Add(Aggregates other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((Cell cell, Tally tally) in other._cells)
        {
            At(cell).Add(tally);
            DropIfZero(cell);
        }
    }

    public void Subtract(Aggregates other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((Cell cell, Tally tally) in other._cells)
        {
            At(cell).Subtract(tally);
            DropIfZero(cell);
        }
    }

    /// <summary>
    /// This contribution with every cell that would make a dimension of <paramref name="sum"/> grow beyond
    /// <paramref name="maxValues"/> values moved to that dimension's <see cref="Cell.Other"/>. What customers write decides
    /// the values, and a row of storage has an end.
    /// </summary>
    public Aggregates FitInto(Aggregates sum, int maxValues)
    {
        ArgumentNullException.ThrowIfNull(sum);
        HashSet<string>? crowded = null;
        foreach (Cell cell in _cells.Keys)
        {
            // Most cells are there already; only a new one can make a dimension grow.
            if (!sum._cells.ContainsKey(cell) && sum.Values(cell.Dimension) + Values(cell.Dimension) > maxValues)
            {
                (crowded ??= []).Add(cell.Dimension);
            }
        }

        if (crowded is null)
        {
            return this;
        }

        Dictionary<string, int> values = crowded.ToDictionary(d => d, sum.Values, StringComparer.Ordinal);
        Aggregates fitted = new();
        foreach ((Cell cell, Tally tally) in _cells)
        {
            bool isNew = crowded.Contains(cell.Dimension) && !sum._cells.ContainsKey(cell);
            bool fits = !isNew || values[cell.Dimension] < maxValues;
            fitted.At(fits ? cell : new Cell(cell.Dimension, Cell.Other)).Add(tally);
            if (isNew && fits)
            {
                values[cell.Dimension]++;
            }
        }

        return fitted;
    }

    /// <summary>A cell that is not there yet; one that stored bytes name twice keeps its last tally.</summary>
    internal void Put(Cell cell, Tally tally)
    {
        int before = _cells.Count;
        _cells[cell] = tally;
        if (_cells.Count > before)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_values, cell.Dimension, out _)++;
        }
    }

    /// <summary>How many values of a dimension there are.</summary>
    private int Values(string dimension) => _values.GetValueOrDefault(dimension);

    /// <summary>
    /// The distinct tallies in the order of their first cell, then the cells in order with the index of their tally: the
    /// cells of one feedback mostly share one tally, so that a contribution is about a hundred bytes.
    /// </summary>
    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> writer = new(256);
        writer.Write([FormatVersion]);
        Dictionary<Tally, int> indexes = [];
        List<Tally> distinct = [];
        foreach (Tally tally in _cells.Values)
        {
            if (indexes.TryAdd(tally, distinct.Count))
            {
                distinct.Add(tally);
            }
        }

        VariableLength.Write(writer, (ulong)distinct.Count);
        foreach (Tally tally in distinct)
        {
            tally.WriteTo(writer);
        }

        VariableLength.Write(writer, (ulong)_cells.Count);
        foreach ((Cell cell, Tally tally) in _cells)
        {
            string key = cell.Key;
            int bytes = Encoding.UTF8.GetByteCount(key);
            VariableLength.Write(writer, (ulong)bytes);
            writer.Advance(Encoding.UTF8.GetBytes(key, writer.GetSpan(bytes)));
            VariableLength.Write(writer, (ulong)indexes[tally]);
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">The bytes are not those of aggregates.</exception>
    public static Aggregates FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return new Aggregates();
        }

        if (bytes[0] != FormatVersion)
        {
            throw new FormatException($"Stored aggregates have format {bytes[0]}; this version reads {FormatVersion}.");
        }

        ReadOnlySpan<byte> rest = bytes[1..];
        Tally[] distinct = new Tally[Count(ref rest)];
        for (int i = 0; i < distinct.Length; i++)
        {
            distinct[i] = Tally.ReadFrom(ref rest);
        }

        Aggregates aggregates = new();
        int cells = Count(ref rest);
        for (int i = 0; i < cells; i++)
        {
            int length = Count(ref rest);
            Cell cell = Cell.Parse(Encoding.UTF8.GetString(rest[..length]));
            rest = rest[length..];
            ulong index = VariableLength.Read(ref rest);
            if (index >= (ulong)distinct.Length)
            {
                throw new FormatException("Stored aggregates name a tally that they do not hold.");
            }

            aggregates.Put(cell, distinct[index].Copy());
        }

        return aggregates;
    }

    private static int Count(ref ReadOnlySpan<byte> bytes)
    {
        ulong count = VariableLength.Read(ref bytes);
        // Everything counted here takes a byte at least.
        return count <= (ulong)bytes.Length ? (int)count : throw new FormatException("Stored aggregates are cut short.");
    }

    /// <summary>Taken back leaves no trace: the bytes are those of a sum that never held it.</summary>
    private void DropIfZero(Cell cell)
    {
        if (_cells[cell].IsZero)
        {
            _cells.Remove(cell);
            _values[cell.Dimension]--;
        }
    }
}
