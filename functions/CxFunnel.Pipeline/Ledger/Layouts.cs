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
        await tables.FindAsync(TableNames.Programs, Partition, program, cancellation) is { } row && row.Text(ShardsColumn) is { } shards
            ? new Layout(
                program,
                [.. shards.Split(' ').Select(s => int.Parse(s, NumberStyles.None, CultureInfo.InvariantCulture))],
                Enum.Parse<LayoutState>(row.Text(StateColumn)!),
                row.ETag)
            : new Layout(program, [programs.Of(program).Shards], LayoutState.Settled, ETag: null);

    /// <returns>False when someone else has changed it since it was read.</returns>
    /// <exception cref="StorageUnavailableException">Changed or not; read it again.</exception>
    internal async Task<bool> ChangeAsync(Layout seen, IReadOnlyList<int> shards, LayoutState state, CancellationToken cancellation) =>
        await tables.CommitAsync(TableNames.Programs, [RowChange.Replace(Row(seen.Program, shards, state), seen.ETag!)], cancellation) is CommitOutcome.Done;

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
            await tables.CommitAsync(TableNames.Programs, [RowChange.After(row, Row(layout.Program, layout.Shards, layout.State))], cancellation);
        }
    }

    private static TableRow Row(string program, IReadOnlyList<int> shards, LayoutState state) => new(Partition, program)
    {
        [ShardsColumn] = string.Join(' ', shards),
        [StateColumn] = state.ToString(),
    };
}
