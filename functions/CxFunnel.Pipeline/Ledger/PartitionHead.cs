using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// The rows that say what may be done in a ledger partition. Every transaction replaces the one that it relies on, whatever its
/// version: that fails only when the row is not there, so that writers do not get in each other's way, and taking the row away ends
/// all writing at one instant, however late a transaction arrives.
/// </summary>
internal static class PartitionHead
{
    /// <summary>Stays for ever: a partition is opened once in its life, also if the request to open it is carried out again much later.</summary>
    private const string Born = "h|born";

    private const string Open = "h|open";
    private const string Building = "h|building";

    /// <summary>The first change of a transaction that counts feedback.</summary>
    public static RowChange MustBeOpen(string partition) => RowChange.Replace(new TableRow(partition, Open), "*");

    /// <summary>The first change of a transaction that copies into a partition which nobody reads yet.</summary>
    public static RowChange MustBeBuilding(string partition) => RowChange.Replace(new TableRow(partition, Building), "*");

    /// <summary>Opens a partition, unless that was done before.</summary>
    public static Task OpenAsync(ITableStore tables, string partition, CancellationToken cancellation) => CommitAsync(
        tables, cancellation, RowChange.Insert(new TableRow(partition, Born)), RowChange.Insert(new TableRow(partition, Open)));

    /// <summary>Makes a partition one that can be copied into, unless that was done before.</summary>
    public static Task BeginBuildingAsync(ITableStore tables, string partition, CancellationToken cancellation) => CommitAsync(
        tables, cancellation, RowChange.Insert(new TableRow(partition, Born)), RowChange.Insert(new TableRow(partition, Building)));

    public static async Task<bool> IsBuildingAsync(ITableStore tables, string partition, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.Ledger, partition, Building, cancellation) is not null;

    /// <summary>From here on nothing is copied into it any more; it can be counted in.</summary>
    public static Task FinishBuildingAsync(ITableStore tables, string partition, CancellationToken cancellation) => CommitAsync(
        tables, cancellation, RowChange.Delete(new TableRow(partition, Building), "*"), RowChange.Insert(new TableRow(partition, Open)));

    /// <summary>From here on nothing in it changes.</summary>
    public static Task CloseAsync(ITableStore tables, string partition, CancellationToken cancellation) =>
        CommitAsync(tables, cancellation, RowChange.Delete(new TableRow(partition, Open), "*"));

    /// <summary>A conflict says that it was done before.</summary>
    private static Task<CommitOutcome> CommitAsync(ITableStore tables, CancellationToken cancellation, params RowChange[] changes) =>
        tables.CommitAsync(TableNames.Ledger, changes, cancellation);
}

/// <summary>A partition is not written to any more: the program's ledger is being laid out anew, or has been.</summary>
public sealed class PartitionClosedException(string partition) : StorageUnavailableException($"The ledger partition {partition} is closed; the program has, or is getting, other ones.");
