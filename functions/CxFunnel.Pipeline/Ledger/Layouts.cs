using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>The layouts of the programs, in the rows of the table <c>programs</c>.</summary>
public sealed class Layouts(ITableStore tables, Programs programs)
{
    public const string Partition = "program";
    private const string ShardsColumn = "Shards";
    private const string StateColumn = "Layout";
    private const string SinceColumn = "LayoutSince";

    /// <summary>What storage says at this moment; made from the settings where it says nothing yet.</summary>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<Layout> StoredAsync(string program, CancellationToken cancellation)
    {
        while (true)
        {
            Layout layout = await LatestAsync(program, cancellation);
            if (layout.ETag is not null)
            {
                return layout;
            }

            await CreateAsync(layout, cancellation);
        }
    }

    /// <summary>What storage says at this moment; before the first write, what will be made.</summary>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<Layout> LatestAsync(string program, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.Programs, Partition, program, cancellation) is { } row && Read(row) is { } stored
            ? stored
            : new Layout(program, [programs.Of(program).Shards], LayoutState.Settled, ETag: null);

    /// <summary>The layouts of all programs whose ledger is being laid out anew, in the order of their names. One read, of a row for each program there is.</summary>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<IReadOnlyList<Layout>> UnderWayAsync(CancellationToken cancellation)
    {
        List<Layout> underWay = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Programs, Partition, RowKeyRange.All, columns: null, cancellation))
        {
            if (Read(row) is { State: not LayoutState.Settled } layout)
            {
                underWay.Add(layout);
            }
        }

        return underWay;
    }

    /// <param name="next">What it becomes; its ETag is of no account.</param>
    /// <returns>False when someone else has changed it since it was read.</returns>
    /// <exception cref="StorageUnavailableException">Changed or not; read it again.</exception>
    internal async Task<bool> ChangeAsync(Layout seen, Layout next, CancellationToken cancellation) =>
        await tables.CommitAsync(TableNames.Programs, [RowChange.Replace(Row(next), seen.ETag!)], cancellation) is CommitOutcome.Done;

    /// <summary>Partitions first: whoever reads the layout may count on them.</summary>
    private async Task CreateAsync(Layout layout, CancellationToken cancellation)
    {
        foreach (string partition in layout.Partitions)
        {
            await PartitionHead.OpenAsync(tables, partition, cancellation);
        }

        // The program may be known from before layouts were stored; then its feedback lies where the setting said.
        TableRow? row = await tables.FindAsync(TableNames.Programs, Partition, layout.Program, cancellation);
        if (row?.Text(ShardsColumn) is null)
        {
            await tables.CommitAsync(TableNames.Programs, [RowChange.After(row, Row(layout))], cancellation);
        }
    }

    /// <returns>Null where the program is known from before layouts were stored.</returns>
    private static Layout? Read(TableRow row) => row.Text(ShardsColumn) is { } shards
        ? new Layout(
            row.RowKey,
            [.. shards.Split(' ').Select(s => int.Parse(s, NumberStyles.None, CultureInfo.InvariantCulture))],
            Enum.Parse<LayoutState>(row.Text(StateColumn)!),
            row.ETag)
        {
            Since = row.Instant(SinceColumn),
        }
        : null;

    private static TableRow Row(Layout layout) => new(Partition, layout.Program)
    {
        [ShardsColumn] = string.Join(' ', layout.Shards),
        [StateColumn] = layout.State.ToString(),
        [SinceColumn] = layout.Since,
    };
}
