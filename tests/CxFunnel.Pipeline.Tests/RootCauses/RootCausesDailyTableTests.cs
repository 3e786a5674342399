using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class RootCausesDailyTableTests
{
    private const string Program = "one";

    private static readonly DateOnly Day = new(2026, 11, 2);
    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)
    {
        [Program] = new ProgramOptions { DetractorChurn = 0.5 },
    });

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Write_ACause_FillsEveryColumn()
    {
        await Table().WriteMonthAsync(Program, [Sum(version: 1, "late-delivery")], CancellationToken.None);

        TableRow row = Assert.Single(Rows(), r => r.RowKey == "20261102|late-delivery");
        Assert.Equal("one|202611", row.PartitionKey);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero), row.Instant("Date"));
        Assert.Equal((1L, 1L, -100.0, 0.75), (row["Mentions"], row["Detractors"], row["Nps"], row["ValueAtRisk"]));
        string[] columns = [.. row.Columns.Keys.Order(StringComparer.Ordinal)];
        Assert.Equal(
            "Date Detractors Mentions Nps NpsHigh NpsLow NpsResponses Passives Program Promoters RootCauseId SentimentMean Texts UpdatedAt ValueAtRisk Version".Split(' '),
            columns);
        Assert.All(Rows(), r => Assert.Equal(columns, r.Columns.Keys.Order(StringComparer.Ordinal)));
    }

    /// <summary>The worker read the sums while they held the cause; it writes after another has rolled up that it was taken back.</summary>
    [Fact]
    public async Task Write_OfAWorkerThatFellBehind_DoesNotBringACauseBack()
    {
        InterceptedTables slow = new(_tables, async (number, _, commit) =>
        {
            if (number == 0)
            {
                await Table().WriteMonthAsync(Program, [Sum(version: 2)], CancellationToken.None);
            }

            return await commit();
        });

        await Table(slow).WriteMonthAsync(Program, [Sum(version: 1, "late-delivery")], CancellationToken.None);

        TableRow guard = Assert.Single(Rows());
        Assert.Equal(("20261102|(day)", 2), (guard.RowKey, guard.Number("Version")));
    }

    private RootCausesDailyTable Table(ITableStore? tables = null) => new(tables ?? _tables, Programs, TimeProvider.System);

    private TableRow[] Rows() => [.. _tables.All(TableNames.RootCausesDaily)];

    private static DaySum Sum(long version, params string[] causes)
    {
        Aggregates sums = new();
        sums.At(Cell.All)[Measure.Feedback] = 1;
        sums.At(Cell.All)[Measure.NpsResponses] = 1;
        sums.At(Cell.All)[Measure.Detractors] = 1;
        sums.At(Cell.All)[Measure.DetractorValue] = 150;
        CauseCells.Add(sums, causes, annualValue: 150);
        return new DaySum(Day, sums, version);
    }
}
