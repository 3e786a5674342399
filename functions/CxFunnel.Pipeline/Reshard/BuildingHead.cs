using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Reshard;

/// <summary>
/// The head of a partition of the next layout, which says how far it is built. It moves on in the very transactions that build: what they
/// hold is there if and only if the head says so, and of several who build, each transaction lets one move on.
/// </summary>
/// <param name="Source">Which partition of the layout before is being copied, from 0; those before it are copied. Their number when all are.</param>
/// <param name="After">The key of the last row that was copied of it; null when none was.</param>
/// <param name="IsSummed">Whether the sums are there too, and with them everything.</param>
/// <param name="ETag">The version that a transaction which moves it on relies on.</param>
internal sealed record BuildingHead(string Partition, int Source, string? After, bool IsSummed, string ETag)
{
    private const string SourceColumn = "Source";
    private const string AfterColumn = "After";
    private const string SummedColumn = "Summed";

    /// <summary>The first change of a transaction that brings the partition to where this head says it is.</summary>
    public RowChange Move => RowChange.Replace(
        new TableRow(Partition, PartitionHead.Building) { [SourceColumn] = Source.ToString(CultureInfo.InvariantCulture), [AfterColumn] = After, [SummedColumn] = IsSummed }, ETag);

    /// <returns>The head of this moment; null when it is built, or was never begun.</returns>
    public static async Task<BuildingHead?> FindAsync(ITableStore tables, string partition, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.Ledger, partition, PartitionHead.Building, cancellation) is { } row
            ? new BuildingHead(
                partition, int.Parse(row.Text(SourceColumn) ?? "0", NumberStyles.None, CultureInfo.InvariantCulture), row.Text(AfterColumn), row[SummedColumn] is true, row.ETag!)
            : null;

    /// <summary>Whether a row of a partition of the layout before was copied already, if it belongs here.</summary>
    public bool Holds(int source, string rowKey) =>
        source < Source || (source == Source && After is not null && string.CompareOrdinal(rowKey, After) <= 0);
}
