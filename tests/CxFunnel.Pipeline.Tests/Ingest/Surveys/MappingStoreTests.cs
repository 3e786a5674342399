using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

public sealed class MappingStoreTests
{
    private const string AsksNps = """{"questions":{"q1":{"role":"nps"}}}""";
    private const string AsksEase = """{"questions":{"q1":{"role":"ces","min":1,"max":7}}}""";

    private readonly MemoryTables _tables = new();
    private readonly SteppedClock _clock = new(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Find_BurstForANewProgram_ReadsEachSourceOnce()
    {
        await new MappingStore(_tables, _clock).PutAsync("one", "tally", survey: null, AsksNps, CancellationToken.None);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InterceptedTables tables = new(_tables, onRead: _ => answer.Task);
        MappingStore store = new(tables, _clock);

        Task<SourceMapping?>[] found = [.. Enumerable.Range(0, 200).Select(i => store.FindAsync("one", i % 2 == 0 ? "tally" : "typeform", $"s{i % 3}", CancellationToken.None).AsTask())];
        Assert.Equal(2, tables.Reads);
        answer.SetResult();

        SourceMapping?[] mappings = await Task.WhenAll(found);
        Assert.All(mappings.Where((_, i) => i % 2 == 0), Assert.NotNull);
        Assert.All(mappings.Where((_, i) => i % 2 == 1), Assert.Null);
        Assert.Equal(2, tables.Reads);
    }

    [Fact]
    public async Task Find_BurstAfterTenSeconds_ReadsOnceMore()
    {
        InterceptedTables tables = new(_tables);
        MappingStore store = new(tables, _clock);
        await store.FindAsync("one", "tally", survey: null, CancellationToken.None);
        await new MappingStore(_tables, _clock).PutAsync("one", "tally", survey: null, AsksNps, CancellationToken.None);

        Assert.Null(await store.FindAsync("one", "tally", survey: null, CancellationToken.None));
        _clock.Advance(TimeSpan.FromSeconds(11));
        SourceMapping?[] found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => store.FindAsync("one", "tally", survey: null, CancellationToken.None).AsTask()));

        Assert.All(found, Assert.NotNull);
        Assert.Equal(2, tables.Reads);
    }

    [Fact]
    public async Task Find_ReadingThatFails_FailsForThoseWhoWaitAndIsAskedAgain()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InterceptedTables tables = new(_tables, onRead: number => number == 0 ? answer.Task : Task.CompletedTask);
        MappingStore store = new(tables, _clock);
        Task<SourceMapping?>[] found = [.. Enumerable.Range(0, 3).Select(_ => store.FindAsync("one", "tally", survey: null, CancellationToken.None).AsTask())];

        answer.SetException(new StorageUnavailableException("no answer"));

        foreach (Task<SourceMapping?> one in found)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => one);
        }

        Assert.Null(await store.FindAsync("one", "tally", survey: null, CancellationToken.None));
        Assert.Equal(2, tables.Reads);
    }

    [Fact]
    public async Task Find_OneOfTheWaitersGivesUp_TheOthersGetTheirAnswer()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        MappingStore store = new(new InterceptedTables(_tables, onRead: _ => answer.Task), _clock);
        using CancellationTokenSource gone = new();
        Task<SourceMapping?> first = store.FindAsync("one", "tally", survey: null, gone.Token).AsTask();
        Task<SourceMapping?> second = store.FindAsync("one", "tally", survey: null, CancellationToken.None).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult();

        Assert.Null(await second);
    }

    /// <summary>The reading began before the mapping was set; whoever asks after it was set must get it.</summary>
    [Fact]
    public async Task Find_MappingSetDuringAReading_IsSeenByWhoComesLater()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InterceptedTables tables = new(_tables, onRead: number => number == 0 ? answer.Task : Task.CompletedTask);
        MappingStore store = new(tables, _clock);
        await store.PutAsync("one", "tally", survey: null, AsksEase, CancellationToken.None);
        Task<SourceMapping?> early = store.FindAsync("one", "tally", survey: null, CancellationToken.None).AsTask();

        await store.PutAsync("one", "tally", survey: null, AsksNps, CancellationToken.None);

        SourceMapping? late = await store.FindAsync("one", "tally", survey: null, CancellationToken.None);
        Assert.Equal("nps", late!.Questions["q1"].Role);
        answer.SetResult();
        Assert.NotNull(await early);
        Assert.Equal(2, tables.Reads);
    }
}
