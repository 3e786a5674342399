using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class DayCacheTests
{
    private const string Partition = "shop|00";

    private static readonly DateOnly Newest = new(2026, 10, 31);

    private readonly MemoryTables _memory = new();
    private readonly InterceptedTables _tables;

    public DayCacheTests() => _tables = new InterceptedTables(_memory);

    [Fact]
    public async Task Get_QuarterOfDaysOneAfterTheOther_TakesTwoReads()
    {
        DayCache cache = new(Partition, _tables, new CellBudget(1_000));
        for (int day = 0; day < 90; day++)
        {
            IReadOnlyDictionary<DateOnly, DayRow> found = await cache.GetAsync([Newest.AddDays(-day)]);
            Assert.Null(found[Newest.AddDays(-day)].ETag);
        }

        Assert.Equal(2, _tables.Reads);
    }

    [Fact]
    public async Task Get_DaysWithRows_BringsThemAndTheirTags()
    {
        foreach (int day in new[] { 0, 3, 40, 44 })
        {
            await StoreAsync(Newest.AddDays(-day), version: day + 1);
        }

        DayCache cache = new(Partition, _tables, new CellBudget(1_000));
        IReadOnlyDictionary<DateOnly, DayRow> days = await cache.GetAsync([.. Enumerable.Range(0, 45).Select(d => Newest.AddDays(-d))]);

        Assert.Equal([41, 4, 1], days.Where(d => d.Value.ETag is not null && d.Key > Newest.AddDays(-44)).OrderBy(d => d.Key).Select(d => d.Value.Version));
        Assert.Equal((await RowAsync(Newest.AddDays(-3)))!.ETag, days[Newest.AddDays(-3)].ETag);
        Assert.Equal(45, days[Newest.AddDays(-44)].Version);
    }

    [Fact]
    public async Task Remember_WrittenDay_IsWhatComesNextWithoutARead()
    {
        DayCache cache = new(Partition, _tables, new CellBudget(1_000));
        DayRow next = (await cache.GetAsync([Newest]))[Newest].Next();
        cache.Remember([next], ["tag"]);

        DayRow known = (await cache.GetAsync([Newest]))[Newest];

        Assert.Equal((1L, "tag", 1), (known.Version, known.ETag, _tables.Reads));
    }

    /// <summary>A transaction that failed leaves what it had changed behind; the next attempt starts from what is stored.</summary>
    [Fact]
    public async Task Get_SumsThatTheCallerChanged_AreAsStoredTheNextTime()
    {
        await StoreAsync(Newest, version: 7);
        DayCache cache = new(Partition, _tables, new CellBudget(1_000));
        Aggregates changed = (await cache.GetAsync([Newest]))[Newest].Sums;
        changed.At(Cell.All)[Measure.Feedback] = 8;
        changed.At(new Cell(Dimensions.Channel, "email"))[Measure.Feedback] = 1;

        Aggregates stored = (await cache.GetAsync([Newest]))[Newest].Sums;

        Assert.Equal(7, Assert.Single(stored.Cells).Value[Measure.Feedback]);
    }

    /// <summary>A row that another process wrote meanwhile is found after the failed transaction, which clears the cache.</summary>
    [Fact]
    public async Task Clear_DayThatARivalWrote_IsReadAgain()
    {
        DayCache cache = new(Partition, _tables, new CellBudget(1_000));
        await cache.GetAsync([Newest]);
        await StoreAsync(Newest, version: 7);

        cache.Clear();

        Assert.Equal(7, (await cache.GetAsync([Newest]))[Newest].Version);
    }

    [Fact]
    public async Task Get_MoreCellsThanTheProcessMayHold_StartsAfresh()
    {
        CellBudget budget = new(200);
        DayCache one = new(Partition, _tables, budget);
        DayCache other = new("shop|01", _tables, budget);
        for (int i = 0; i < 50; i++)
        {
            await one.GetAsync([Newest.AddDays(-100 * i)]);
            await other.GetAsync([Newest.AddDays(-100 * i)]);
            // Above the budget by no more than one read of each.
            Assert.InRange(budget.Spent, 0, 200 + (2 * 91));
        }

        one.Clear();
        other.Clear();
        Assert.Equal(0, budget.Spent);
    }

    [Fact]
    public async Task Rest_WhileLittleIsHeld_KeepsItAndElseLetsGo()
    {
        CellBudget budget = new(200);
        DayCache cache = new(Partition, _tables, budget);
        await cache.GetAsync([Newest]);
        cache.Rest();
        Assert.Equal(91, budget.Spent);

        await cache.GetAsync([Newest.AddDays(-60)]);
        cache.Rest();

        Assert.Equal(0, budget.Spent);
    }

    private async Task StoreAsync(DateOnly day, long version)
    {
        DayRow row = new(day, new Aggregates(), version, ETag: null);
        row.Sums.At(Cell.All)[Measure.Feedback] = version;
        Assert.IsType<CommitOutcome.Done>(await _memory.CommitAsync(TableNames.Ledger, [row.Change(Partition)], CancellationToken.None));
    }

    private Task<TableRow?> RowAsync(DateOnly day) => _memory.FindAsync(TableNames.Ledger, Partition, LedgerKeys.Aggregate(day), CancellationToken.None);
}
