using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>How far a program's ledger is on its way to other causes.</summary>
public enum SwitchPhase
{
    /// <summary>No change is under way.</summary>
    None,

    /// <summary>Feedback gets its new causes row by row; the tables for BI keep the old state.</summary>
    Rescoring,

    /// <summary>All feedback has its new causes; every day is carried into the tables for BI.</summary>
    RollingUp,
}

/// <summary>
/// The row that says so. A rollup looks at it after it has read its markers: a day that it leaves out for a rescoring was changed
/// before the rescoring ended, so that the rollup of every day, which follows, has it.
/// </summary>
public sealed class CauseSwitch(ITableStore tables, TimeProvider clock)
{
    private const string Key = "switch";
    private const string PhaseColumn = "Phase";

    public async Task<SwitchPhase> PhaseAsync(string program, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.CauseKnowledge, program, Key, cancellation) is { } row
        && Enum.TryParse(row.Text(PhaseColumn), ignoreCase: true, out SwitchPhase phase) ? phase : SwitchPhase.None;

    public Task SetAsync(string program, SwitchPhase phase, CancellationToken cancellation) => tables.CommitAsync(
        TableNames.CauseKnowledge,
        [RowChange.Put(new TableRow(program, Key) { [PhaseColumn] = phase.ToString().ToLowerInvariant(), ["At"] = clock.GetUtcNow() })],
        cancellation);
}
