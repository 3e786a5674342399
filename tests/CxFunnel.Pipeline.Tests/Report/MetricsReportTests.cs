using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Report;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Report;

public sealed class MetricsReportTests
{
    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal) { ["one"] = new() { Shards = 3 } });
    private static readonly DateOnly First = new(2025, 12, 17);

    private readonly MemoryTables _tables = new();

    [Theory]
    [InlineData(Grain.Week)]
    [InlineData(Grain.Month)]
    [InlineData(Grain.Total)]
    public async Task Read_LongerGrain_AddsUpToTheDays(Grain grain)
    {
        SumUp(days: 60, new Random(1));
        IReadOnlyList<MetricsRow> days = await ReadAsync(Grain.Day, "channel");

        IReadOnlyList<MetricsRow> periods = await ReadAsync(grain, "channel");

        Assert.Equal(grain switch { Grain.Week => 9, Grain.Month => 3, _ => 1 }, periods.Select(p => p.Date).Distinct().Count());
        foreach (MetricsRow period in periods)
        {
            MetricsRow[] own = [.. days.Where(d => d.Value == period.Value && Start(d.Date, grain) == period.Date)];
            Assert.Equal(own.Sum(d => d.Metrics.Feedback), period.Metrics.Feedback);
            Assert.Equal(own.Sum(d => d.Metrics.NpsResponses), period.Metrics.NpsResponses);
            Assert.Equal(own.Sum(d => d.Metrics.Promoters), period.Metrics.Promoters);
            Assert.Equal(own.Sum(d => d.Metrics.Detractors), period.Metrics.Detractors);
            Assert.Equal(own.Sum(d => d.Metrics.ValueAtRisk), period.Metrics.ValueAtRisk, 6);
            Assert.Equal(own.Sum(d => d.Metrics.CsatMean * d.Metrics.CsatResponses) / Math.Max(1, own.Sum(d => d.Metrics.CsatResponses)), period.Metrics.CsatMean, 9);
            Assert.Equal(100.0 * (period.Metrics.Promoters - period.Metrics.Detractors) / Math.Max(1, period.Metrics.NpsResponses), period.Metrics.Nps, 9);
        }

        Assert.Equal(days.Sum(d => d.Metrics.Feedback), periods.Sum(p => p.Metrics.Feedback));
    }

    [Fact]
    public async Task Read_Weeks_BeginOnMonday()
    {
        SumUp(days: 30, new Random(2));

        Assert.All(await ReadAsync(Grain.Week, "all"), r => Assert.Equal(DayOfWeek.Monday, r.Date.DayOfWeek));
    }

    [Fact]
    public async Task Read_RangeOfDays_IncludesBothEnds()
    {
        SumUp(days: 30, new Random(3));

        IReadOnlyList<MetricsRow> rows = await new MetricsReport(new DaySums(_tables, new Layouts(_tables, Programs)), Programs)
            .ReadAsync(new MetricsQuery("one", First.AddDays(3), First.AddDays(5), Grain.Day, "all"), CancellationToken.None);

        Assert.Equal([First.AddDays(3), First.AddDays(4), First.AddDays(5)], rows.Select(r => r.Date));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+cmd")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    public async Task WriteCsv_ValueThatASpreadsheetWouldRun_IsEscaped(string value)
    {
        string[] cells = (await CsvAsync(Row(value, new Tally { [Measure.Feedback] = 1 })))[1].Split(',');

        Assert.DoesNotContain(cells[2].TrimStart('"')[0], "=+-@");
        Assert.Contains(value, cells[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteCsv_NegativeNumbers_StayNumbers()
    {
        Tally tally = new() { [Measure.Feedback] = 2, [Measure.NpsResponses] = 2, [Measure.Detractors] = 2, [Measure.GapResponses] = 2, [Measure.GapSum] = -3_500 };

        string[] lines = await CsvAsync(Row("email", tally));

        Dictionary<string, string> row = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(p => p.First, p => p.Second);
        Assert.Equal(("-100", "-1.75", "2025-12-17", "email"), (row["Nps"], row["GapMean"], row["Date"], row["Value"]));
        Assert.Equal("Date,Dimension,Value,Feedback,NpsResponses,Promoters,Passives,Detractors,Nps,NpsLow,NpsHigh,CsatResponses,CsatMean,CsatLow,CsatHigh,CesResponses,CesMean,RatingResponses,RatingMean,Texts,Positive,Neutral,Negative,Mixed,SentimentMean,NetSentiment,GapResponses,GapMean,ValueAtRisk", lines[0]);
    }

    [Fact]
    public async Task WriteJson_AnyRows_NamesTheQueryAndEveryNumber()
    {
        using MemoryStream body = new();
        await MetricsWriter.WriteJsonAsync(
            body, new MetricsQuery("one", First, First, Grain.Total, "channel"), [Row("e\"mail", new Tally { [Measure.Feedback] = 7 })], CancellationToken.None);

        using JsonDocument json = JsonDocument.Parse(body.ToArray());
        JsonElement row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(("one", "total", "2025-12-17"), (json.RootElement.GetProperty("program").GetString(), json.RootElement.GetProperty("grain").GetString(), json.RootElement.GetProperty("from").GetString()));
        Assert.Equal(("e\"mail", 7), (row.GetProperty("value").GetString(), row.GetProperty("feedback").GetInt64()));
        Assert.Equal(3 + Metrics.Of(new Tally(), 0).Columns().Count(), row.EnumerateObject().Count());
    }

    private static DateOnly Start(DateOnly day, Grain grain) => grain switch
    {
        Grain.Month => new DateOnly(day.Year, day.Month, 1),
        Grain.Total => First,
        _ => Enumerable.Range(0, 7).Select(i => day.AddDays(-i)).First(d => d.DayOfWeek == DayOfWeek.Monday),
    };

    private static MetricsRow Row(string value, Tally tally) => new(First, Dimensions.Channel, value, Metrics.Of(tally, 0.25));

    private static async Task<string[]> CsvAsync(params MetricsRow[] rows)
    {
        using MemoryStream body = new();
        await MetricsWriter.WriteCsvAsync(body, rows, CancellationToken.None);
        return Encoding.UTF8.GetString(body.ToArray()).TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    private Task<IReadOnlyList<MetricsRow>> ReadAsync(Grain grain, string by) =>
        new MetricsReport(new DaySums(_tables, new Layouts(_tables, Programs)), Programs)
            .ReadAsync(new MetricsQuery("one", MetricsQuery.Earliest, MetricsQuery.Latest, grain, by), CancellationToken.None);

    private void SumUp(int days, Random random)
    {
        for (int day = 0; day < days; day++)
        {
            for (int shard = 0; shard < 3; shard++)
            {
                Aggregates sums = new();
                foreach (string channel in new[] { "email", "web" })
                {
                    (int promoters, int passives, int detractors) = (random.Next(5), random.Next(5), random.Next(5));
                    int csat = random.Next(4);
                    Tally tally = new()
                    {
                        [Measure.Feedback] = promoters + passives + detractors + csat + 1,
                        [Measure.NpsResponses] = promoters + passives + detractors,
                        [Measure.Promoters] = promoters,
                        [Measure.Passives] = passives,
                        [Measure.Detractors] = detractors,
                        [Measure.DetractorValue] = detractors * 12_345,
                        [Measure.CsatResponses] = csat,
                        [Measure.CsatSum] = csat * 250_000,
                        [Measure.CsatSquares] = csat * 62_500,
                    };
                    sums.At(new Cell(Dimensions.Channel, channel)).Add(tally);
                    sums.At(Cell.All).Add(tally);
                }

                string partition = LedgerKeys.Partition("one", shard);
                _tables.Commit(TableNames.Ledger, [(DayRow.Missing(First.AddDays(day)) with { Sums = sums, Version = 1 }).Change(partition)]);
            }
        }
    }
}
