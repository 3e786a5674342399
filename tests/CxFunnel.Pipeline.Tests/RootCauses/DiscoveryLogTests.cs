using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Testing.Simulation;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class DiscoveryLogTests
{
    private const string Program = "acme";

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryTables _tables = new();
    private readonly RootCauseOptions _options = new();

    [Fact]
    public async Task IsDue_WhileFeedbackStillComes_WaitsForRest()
    {
        await CountAsync();
        Assert.False(await IsDueAsync());

        _clock.Advance(_options.LeastPause);
        await CountAsync();
        Assert.False(await IsDueAsync());

        _clock.Advance(_options.Quiet);
        Assert.True(await IsDueAsync());
    }

    [Fact]
    public async Task IsDue_WhileTheFirstFeedbackIsNotRolledUpYet_WaitsForRest()
    {
        Assert.False(await IsDueAsync());

        _clock.Advance(_options.LeastPause);
        await CountAsync();
        Assert.False(await IsDueAsync());

        _clock.Advance(_options.Quiet);
        Assert.True(await IsDueAsync());
    }

    [Fact]
    public async Task IsDue_WhereNothingWasEverNoted_IsOnceAllTheSame()
    {
        Assert.False(await IsDueAsync());

        _clock.Advance(_options.LeastPause);
        Assert.True(await IsDueAsync());
    }

    [Fact]
    public async Task IsDue_WhereFeedbackNeverRests_WaitsNoLongerThanTheLongestWait()
    {
        TimeSpan step = _options.Quiet / 2;
        TimeSpan waited = TimeSpan.Zero;
        await CountAsync();
        while (!await IsDueAsync())
        {
            _clock.Advance(step);
            waited += step;
            await CountAsync();
        }

        Assert.Equal(_options.LongestWait, waited);
    }

    [Fact]
    public async Task IsDue_AtRestAndWithoutChange_OnlyOnce()
    {
        await CountAsync();
        _clock.Advance(_options.Quiet);
        Assert.True(await IsDueAsync());

        string? change = await DiscoveryLog.ChangeAsync(_tables, Program, CancellationToken.None);
        await DiscoveryLog.DoneAsync(_tables, Program, Nothing, change, TimeSpan.FromSeconds(1), _clock.GetUtcNow(), result: null, CancellationToken.None);
        _clock.Advance(_options.LongestWait);

        Assert.False(await IsDueAsync());
    }

    private static StoredKnowledge Nothing { get; } = new(new CauseKnowledge(Taxonomy.Shipped, model: null, CauseEdits.None), TaxonomyRow: null, ModelRow: null, EditsRow: null);

    private Task CountAsync() => DiscoveryLog.NoteChangeAsync(_tables, Program, _clock.GetUtcNow(), CancellationToken.None);

    private Task<bool> IsDueAsync() =>
        DiscoveryLog.IsDueAsync(_tables, Program, Nothing, new CauseSwitch(_tables, _clock), _options, _clock, CancellationToken.None);
}
