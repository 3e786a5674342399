using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Erase;

public sealed class ErasuresTests
{
    private const string Program = "one";
    private const string Customer = "0123456789abcdef";

    private static readonly DateTimeOffset ErasedAt = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Erased_Customer_IsRefusedUpToTheMomentAndNotBeyond()
    {
        await AddAsync(_tables, ErasedAt);

        bool[] isRefused = await RefusedAsync(ErasedAt.AddDays(-1), ErasedAt, ErasedAt.AddTicks(1));
        Assert.Equal([true, true, false], isRefused);
    }

    /// <summary>By another machine, whose clock is behind.</summary>
    [Fact]
    public async Task Erased_AgainByAClockThatIsBehind_StaysErasedUpToTheLaterTime()
    {
        await AddAsync(_tables, ErasedAt);
        await AddAsync(_tables, ErasedAt.AddSeconds(-30));

        bool[] isRefused = await RefusedAsync(ErasedAt.AddSeconds(-1));
        Assert.Equal([true], isRefused);
    }

    [Fact]
    public async Task Erased_AgainWhileTheFirstRequestIsStillOnItsWay_StaysErasedUpToTheLaterTime()
    {
        InterceptedTables slow = new(_tables, async (number, _, commit) =>
        {
            if (number == 0)
            {
                await AddAsync(_tables, ErasedAt.AddHours(1));
            }

            return await commit();
        });

        await AddAsync(slow, ErasedAt);

        bool[] isRefused = await RefusedAsync(ErasedAt.AddHours(1));
        Assert.Equal([true], isRefused);
    }

    private static Task AddAsync(ITableStore tables, DateTimeOffset at) => new Erasures(tables).AddAsync(Program, [Customer], at, CancellationToken.None);

    private async Task<bool[]> RefusedAsync(params DateTimeOffset[] submittedAt)
    {
        ErasedCustomers erased = await new Erasures(_tables).OfAsync(Program, CancellationToken.None);
        return [.. submittedAt.Select(at => erased.Refuses(new AnalyzedFeedback(
            new FeedbackItem { Source = "generic", Kind = FeedbackKind.Survey, SubmittedAt = at }, [], Customer, AuthorRef: null)))];
    }
}
