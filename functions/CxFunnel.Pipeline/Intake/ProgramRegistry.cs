using System.Collections.Concurrent;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Intake;

/// <summary>The programs that feedback was ever counted for, so that a sweep knows where to look.</summary>
public sealed class ProgramRegistry(ITableStore tables)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Notes a program; before its first feedback is written, so that none can be overlooked.</summary>
    public async Task EnsureAsync(string program, CancellationToken cancellation)
    {
        if (!_known.ContainsKey(program))
        {
            // A conflict: it is known already, and its row says more by now.
            await tables.CommitAsync(TableNames.Programs, [RowChange.Insert(new TableRow(Layouts.Partition, program))], cancellation);
            _known[program] = true;
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        List<string> programs = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Programs, Layouts.Partition, RowKeyRange.All, columns: null, cancellation))
        {
            programs.Add(row.RowKey);
        }

        return programs;
    }
}
