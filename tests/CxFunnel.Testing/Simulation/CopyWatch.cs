using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// Watches ledgers being laid out anew. However often a copy is cut off, and by however many it is done at once, no feedback is copied
/// a second time: what is done again after a crash is what was not durable.
/// </summary>
public sealed class CopyWatch
{
    private readonly MemoryTables _tables;
    private readonly HashSet<(string Partition, string RowKey)> _copied = [];
    private readonly List<string> _twice = [];

    public CopyWatch(MemoryTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        _tables = tables;
        tables.OnApplied = Look;
    }

    /// <summary>Feedback that was copied into another layout.</summary>
    public int Copied => _copied.Count;

    /// <summary>Whether some of a ledger is copied at this moment, and not all.</summary>
    public bool IsInMidCopy => _tables.All(TableNames.Ledger).Any(row => row.RowKey == "h|building" && row["After"] is not null);

    /// <exception cref="InvariantException">Something was copied twice.</exception>
    public void Check()
    {
        if (_twice.Count > 0)
        {
            throw new InvariantException($"{_twice.Count} feedback was copied into its new partition again, {_twice[0]} first");
        }
    }

    private void Look(string table, IReadOnlyList<RowChange> changes)
    {
        if (table != TableNames.Ledger || changes[0] is not { Kind: RowChangeKind.Replace, Row.RowKey: "h|building" })
        {
            return;
        }

        foreach (TableRow row in changes.Select(c => c.Row).Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal)))
        {
            if (!_copied.Add((row.PartitionKey, row.RowKey)))
            {
                _twice.Add($"{row.PartitionKey} {row.RowKey}");
            }
        }
    }
}
