using System.Collections.Concurrent;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Intake;

/// <summary>The programs that feedback was ever counted for, so that a sweep knows where to look.</summary>
public sealed class ProgramRegistry(ITableStore tables)
{
    private const string Partition = "program";

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Notes a program; before its first feedback is written, so that none can be overlooked.</summary>
    public async Task EnsureAsync(string program, CancellationToken cancellation)
    {
        if (!_known.ContainsKey(program))
        {
            await tables.CommitAsync(TableNames.Programs, [RowChange.Put(new TableRow(Partition, program))], cancellation);
            _known[program] = true;
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        List<string> programs = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Programs, Partition, RowKeyRange.All, columns: null, cancellation))
        {
            programs.Add(row.RowKey);
        }

        return programs;
    }
}
