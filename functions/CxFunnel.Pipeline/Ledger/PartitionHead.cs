using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// The row that says that a ledger partition may be written to. Every transaction replaces it, whatever its version: that fails only
/// when the row is not there, so that writers do not get in each other's way, and taking it away ends at one instant all that was
/// decided in its presence, however late a transaction arrives. A head is taken away for good (<see cref="CloseAsync"/>), or gives way
/// to its successor, which has another key (<see cref="RenewAsync"/>).
/// </summary>
/// <param name="Number">Counts the heads before it, from 0.</param>
internal sealed record PartitionHead(string Partition, int Number)
{
    /// <summary>Stays for ever: a partition is opened once in its life, also if the request to open it is carried out again much later.</summary>
    private const string Born = "h|born";

    /// <summary>The key of the first head; those after it add their number.</summary>
    private const string Open = "h|open";

    /// <summary>The key of the head of a partition that is copied into and that nobody reads yet.</summary>
    public const string Building = "h|building";

    /// <summary>The first change of a transaction that relies on this head.</summary>
    public RowChange MustStand => RowChange.Replace(Row, "*");

    private TableRow Row => new(Partition, Number == 0 ? Open : string.Create(CultureInfo.InvariantCulture, $"{Open}|{Number:D10}"));

    /// <returns>The head of this moment; null when the partition is closed.</returns>
    public static async Task<PartitionHead?> FindAsync(ITableStore tables, string partition, CancellationToken cancellation)
    {
        PartitionHead? head = null;
        await foreach (TableRow row in tables.ReadAsync(TableNames.Ledger, partition, RowKeyRange.StartingWith(Open), columns: [], cancellation))
        {
            head = new PartitionHead(partition, row.RowKey == Open ? 0 : int.Parse(row.RowKey.AsSpan(Open.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return head;
    }

    /// <returns>The head of this moment.</returns>
    /// <exception cref="PartitionClosedException">There is none.</exception>
    public static async Task<PartitionHead> OfAsync(ITableStore tables, string partition, CancellationToken cancellation) =>
        await FindAsync(tables, partition, cancellation) ?? throw new PartitionClosedException(partition);

    /// <summary>Opens a partition, unless that was done before.</summary>
    public static Task OpenAsync(ITableStore tables, string partition, CancellationToken cancellation) => CommitAsync(
        tables, cancellation, RowChange.Insert(new TableRow(partition, Born)), RowChange.Insert(First(partition)));

    /// <summary>Makes a partition one that can be copied into, unless that was done before.</summary>
    public static Task BeginBuildingAsync(ITableStore tables, string partition, CancellationToken cancellation) => CommitAsync(
        tables, cancellation, RowChange.Insert(new TableRow(partition, Born)), RowChange.Insert(new TableRow(partition, Building)));

    /// <summary>From here on nothing is copied into it any more; it can be counted in.</summary>
    public static Task FinishBuildingAsync(ITableStore tables, string partition, CancellationToken cancellation) => CommitAsync(
        tables, cancellation, RowChange.Delete(new TableRow(partition, Building), "*"), RowChange.Insert(First(partition)));

    /// <summary>From here on nothing in it changes.</summary>
    public static async Task CloseAsync(ITableStore tables, string partition, CancellationToken cancellation)
    {
        // One that was renewed at this moment has a successor to delete.
        while (await FindAsync(tables, partition, cancellation) is { } head)
        {
            await CommitAsync(tables, cancellation, RowChange.Delete(head.Row, "*"));
        }
    }

    /// <summary>
    /// From here on no transaction takes effect that relies on a head which was read before this call; one that reads the head anew can
    /// see whatever was durable before this call. A partition that is closed stays so.
    /// </summary>
    public static async Task RenewAsync(ITableStore tables, string partition, CancellationToken cancellation)
    {
        PartitionHead? first = await FindAsync(tables, partition, cancellation);
        for (PartitionHead? head = first; head is not null && head == first; head = await FindAsync(tables, partition, cancellation))
        {
            // In one transaction, so that a request which is carried out again much later finds nothing to delete and brings nothing back.
            await CommitAsync(tables, cancellation, RowChange.Delete(head.Row, "*"), RowChange.Insert((head with { Number = head.Number + 1 }).Row));
        }
    }

    private static TableRow First(string partition) => new PartitionHead(partition, Number: 0).Row;

    /// <summary>A conflict says that it was done before.</summary>
    private static Task<CommitOutcome> CommitAsync(ITableStore tables, CancellationToken cancellation, params RowChange[] changes) =>
        tables.CommitAsync(TableNames.Ledger, changes, cancellation);
}

/// <summary>What was to be written relied on a head that is gone: the program's ledger is being laid out anew, or has been, or a customer was erased.</summary>
public sealed class PartitionClosedException(string partition) : StorageUnavailableException($"The ledger partition {partition} is closed, or was closed to what was decided before this moment.");
