using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Rollup;

public sealed class MetricsDailyTableTests
{
    private const string Program = "one";

    private static readonly DateOnly Day = new(2026, 11, 2);
    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal));

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Write_ManyValues_WritesARowForEachAndTakesBackWhatIsGone()
    {
        await Table().WriteMonthAsync(Program, [Sum(version: 1, segments: 350)], CancellationToken.None);
        Assert.Equal(351, Rows().Length);

        await Table().WriteMonthAsync(Program, [Sum(version: 2, segments: 120)], CancellationToken.None);
        Assert.Equal(121, Rows().Length);

        await Table().WriteMonthAsync(Program, [Sum(version: 3, segments: 0)], CancellationToken.None);
        Assert.Equal(0, Assert.Single(Rows()).Number("Feedback"));
    }

    [Fact]
    public async Task Write_SameSumsAgain_WritesNothing()
    {
        await Table().WriteMonthAsync(Program, [Sum(version: 1, segments: 150)], CancellationToken.None);
        int commits = _tables.Commits;

        await Table().WriteMonthAsync(Program, [Sum(version: 1, segments: 150)], CancellationToken.None);

        Assert.Equal(commits, _tables.Commits);
    }

    [Fact]
    public async Task Write_OlderSums_ChangesNothing()
    {
        await Table().WriteMonthAsync(Program, [Sum(version: 5, segments: 3)], CancellationToken.None);

        await Table().WriteMonthAsync(Program, [Sum(version: 4, segments: 9)], CancellationToken.None);

        Assert.Equal(4, Rows().Length);
    }

    /// <summary>A slow writer of an older version, overtaken between any two of its transactions by a writer of a later one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Write_OvertakenHalfWay_LeavesTheLaterVersion(int overtakenAfterCommits)
    {
        await Table().WriteMonthAsync(Program, [Sum(version: 1, segments: 10)], CancellationToken.None);
        InterceptedTables slow = new(_tables, async (number, _, commit) =>
        {
            if (number == overtakenAfterCommits)
            {
                await Table().WriteMonthAsync(Program, [Sum(version: 3, segments: 10)], CancellationToken.None);
            }

            return await commit();
        });

        await Table(slow).WriteMonthAsync(Program, [Sum(version: 2, segments: 350)], CancellationToken.None);

        Assert.True(slow.Commits > overtakenAfterCommits);
        Assert.Equal(11, Rows().Length);
        Assert.Equal(3, Rows().Max(r => r.Number("Version")));
    }

    [Fact]
    public async Task Write_DiesHalfWay_NextWriterOfTheSameVersionFinishes()
    {
        InterceptedTables dying = new(_tables, (number, _, commit) => number == 2 ? throw new StorageUnavailableException("gone") : commit());
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Table(dying).WriteMonthAsync(Program, [Sum(version: 2, segments: 350)], CancellationToken.None));

        await Table().WriteMonthAsync(Program, [Sum(version: 2, segments: 350)], CancellationToken.None);

        Assert.Equal(351, Rows().Length);
    }

    [Fact]
    public async Task Write_AnyDay_FillsEveryColumnOfTheContract()
    {
        await Table().WriteMonthAsync(Program, [Sum(version: 1, segments: 1)], CancellationToken.None);

        foreach (TableRow row in Rows())
        {
            Assert.Equal(new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero), row.Instant("Date"));
            foreach (string column in "Feedback NpsResponses Promoters Passives Detractors Nps NpsLow NpsHigh CsatResponses CsatMean CsatLow CsatHigh CesResponses CesMean RatingResponses RatingMean Texts Positive Neutral Negative Mixed SentimentMean NetSentiment GapResponses GapMean ValueAtRisk UpdatedAt".Split(' '))
            {
                Assert.NotNull(row[column]);
            }
        }

        Assert.Equal(["20261102|all|all", "20261102|segment|s000"], Rows().Select(r => r.RowKey));
        Assert.Equal("one|202611", Rows()[0].PartitionKey);
    }

    private MetricsDailyTable Table(ITableStore? tables = null) => new(tables ?? _tables, Programs, TimeProvider.System);

    private TableRow[] Rows() => [.. _tables.All(TableNames.MetricsDaily)];

    private static DaySum Sum(long version, int segments)
    {
        Aggregates sums = new();
        for (int i = 0; i < segments; i++)
        {
            sums.At(new Cell(Dimensions.Segment, $"s{i:D3}"))[Measure.Feedback] = 1;
            sums.At(Cell.All)[Measure.Feedback]++;
        }

        return new DaySum(Day, sums, version);
    }
}
