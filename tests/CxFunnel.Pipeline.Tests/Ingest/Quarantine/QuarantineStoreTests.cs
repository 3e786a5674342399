using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ingest.Quarantine;

/// <summary>An input that is set aside while the same input is taken out.</summary>
public sealed class QuarantineStoreTests
{
    private const string Customer = "zeb@example.com";

    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly SetAside Input = new("shop", "tally", "application/json", Encoding.UTF8.GetBytes($$"""{"email":"{{Customer}}"}"""), "unread", Now);

    private readonly MemoryBlobs _blobs = new();
    private readonly MemoryTables _tables = new();
    private readonly SteppedClock _clock = new(Now);

    private QuarantineStore Store => new(_blobs, _tables, _clock);

    /// <summary>Its message came twice: the second time it is set aside between any two steps of its erasure.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Keep_WhileItsCustomerIsErased_LeavesNoWordsThatNobodyFinds(int step)
    {
        await Store.KeepAsync(Input, CancellationToken.None);
        int steps = 0;
        async Task BeforeStepAsync()
        {
            if (steps++ == step)
            {
                await Store.KeepAsync(Input, CancellationToken.None);
            }
        }

        QuarantineStore erasing = new(
            new SteppedBlobs(_blobs) { BeforeDelete = BeforeStepAsync },
            new InterceptedTables(_tables, async (_, _, commit) =>
            {
                await BeforeStepAsync();
                return await commit();
            }),
            _clock);

        await new QuarantineEraser(erasing).EraseAsync("shop", Customer, CancellationToken.None);

        Assert.Empty(_blobs.Names(ContainerNames.Quarantine));
        Assert.Empty(await Store.AllAsync("shop", CancellationToken.None));
    }

    /// <summary>The words are on their way to storage for longer than the erasure takes.</summary>
    [Fact]
    public async Task Keep_ItsBodyArrivesAfterItsErasure_IsTakenBack()
    {
        QuarantineStore late = new(
            new SteppedBlobs(_blobs)
            {
                BeforePut = async () =>
                {
                    // Its message came twice.
                    await Store.KeepAsync(Input, CancellationToken.None);
                    Assert.Equal(1, await new QuarantineEraser(Store).EraseAsync("shop", Customer, CancellationToken.None));
                },
            },
            _tables,
            _clock);

        await late.KeepAsync(Input, CancellationToken.None);

        Assert.Empty(_blobs.Names(ContainerNames.Quarantine));
        Assert.Empty(await Store.AllAsync("shop", CancellationToken.None));
    }

    /// <summary>Whoever sent them died, so that nobody takes them back at once.</summary>
    [Fact]
    public async Task Expire_BodyThatArrivedAfterItsErasureAndItsSenderDied_DeletesItADayLater()
    {
        string name = $"shop/tally/{await Store.KeepAsync(Input, CancellationToken.None)}";
        await new QuarantineEraser(Store).EraseAsync("shop", Customer, CancellationToken.None);
        _blobs.Put(ContainerNames.Quarantine, name, Input.Body.ToArray());
        QuarantineRetention retention = new(Store, new QuarantineOptions(), _clock);

        _clock.Advance(TimeSpan.FromHours(23));
        Assert.Empty(await retention.ExpireAsync(CancellationToken.None));
        Assert.Single(_tables.All(TableNames.Quarantine));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await retention.ExpireAsync(CancellationToken.None));

        Assert.Empty(_blobs.Names(ContainerNames.Quarantine));
        Assert.Empty(_tables.All(TableNames.Quarantine));
    }

    /// <summary>Whoever set it aside died, and what came again had another name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Expire_InputThatNeverFinishedArriving_IsKeptADayLaterWhereItsWordsAre(bool haveWords)
    {
        QuarantineStore dying = new(
            new SteppedBlobs(_blobs)
            {
                BeforePut = () =>
                {
                    _blobs.Put(ContainerNames.Quarantine, haveWords ? Assert.Single(_tables.All(TableNames.Quarantine)).Text("Blob")! : "elsewhere", Input.Body.ToArray());
                    throw new StorageUnavailableException("The sender died.");
                },
            },
            _tables,
            _clock);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => dying.KeepAsync(Input, CancellationToken.None));
        QuarantineRetention retention = new(Store, new QuarantineOptions(), _clock);

        _clock.Advance(TimeSpan.FromHours(23));
        Assert.Empty(await retention.ExpireAsync(CancellationToken.None));
        Assert.Empty(await Store.AllAsync("shop", CancellationToken.None));
        Assert.Single(_tables.All(TableNames.Quarantine));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await retention.ExpireAsync(CancellationToken.None));

        if (haveWords)
        {
            QuarantinedInput kept = Assert.Single(await Store.AllAsync("shop", CancellationToken.None));
            Assert.Equal(Input.Body.ToArray(), await Store.BodyAsync(kept, CancellationToken.None));
        }
        else
        {
            Assert.Empty(_tables.All(TableNames.Quarantine));
        }
    }

    [Fact]
    public async Task Keep_WhatWasErased_IsNotKeptAgain()
    {
        await Store.KeepAsync(Input, CancellationToken.None);
        await new QuarantineEraser(Store).EraseAsync("shop", Customer, CancellationToken.None);

        await Store.KeepAsync(Input, CancellationToken.None);

        Assert.Empty(_blobs.Names(ContainerNames.Quarantine));
        Assert.Empty(await Store.AllAsync("shop", CancellationToken.None));
    }

    /// <summary>Its response is fetched again, and fails again: it must not be lost for having been there before.</summary>
    [Fact]
    public async Task Keep_WhatWasSentOn_IsKeptAgainWithItsWords()
    {
        for (int round = 0; round < 3; round++)
        {
            await Store.KeepAsync(Input, CancellationToken.None);
            QuarantinedInput kept = Assert.Single(await Store.AllAsync("shop", CancellationToken.None));
            Assert.Equal(Input.Body.ToArray(), await Store.BodyAsync(kept, CancellationToken.None));
            Assert.Equal(Now, kept.ReceivedAt);
            Assert.True(QuarantineStore.IsId(kept.Id));

            Assert.True(await Store.RemoveAsync(kept, QuarantineState.SentOn, CancellationToken.None));
            Assert.Empty(_blobs.Names(ContainerNames.Quarantine));
        }
    }

    /// <summary>A replay sent it on, it failed once more, and came back before the replay took it out.</summary>
    [Fact]
    public async Task Remove_WhatWasSetAsideAgainMeanwhile_LeavesIt()
    {
        await Store.KeepAsync(Input, CancellationToken.None);
        QuarantinedInput sent = Assert.Single(await Store.AllAsync("shop", CancellationToken.None));
        await Store.KeepAsync(Input with { Reason = "failed again" }, CancellationToken.None);

        Assert.False(await Store.RemoveAsync(sent, QuarantineState.SentOn, CancellationToken.None));

        QuarantinedInput left = Assert.Single(await Store.AllAsync("shop", CancellationToken.None));
        Assert.Equal("failed again", left.Reason);
        Assert.NotNull(await Store.BodyAsync(left, CancellationToken.None));
    }

    [Fact]
    public async Task Keep_CutOffBeforeTheBody_IsFinishedByTheNext()
    {
        QuarantineStore dying = new(new SteppedBlobs(_blobs) { BeforePut = () => throw new TimeoutException("killed") }, _tables, _clock);
        await Assert.ThrowsAsync<TimeoutException>(() => dying.KeepAsync(Input, CancellationToken.None));
        Assert.Empty(await Store.AllAsync("shop", CancellationToken.None));

        await Store.KeepAsync(Input, CancellationToken.None);

        Assert.NotNull(await Store.BodyAsync(Assert.Single(await Store.AllAsync("shop", CancellationToken.None)), CancellationToken.None));
    }

    private sealed class SteppedBlobs(MemoryBlobs blobs) : IBlobStore
    {
        public Func<Task>? BeforePut { get; init; }

        public Func<Task>? BeforeDelete { get; init; }

        public async Task PutAsync(string container, string name, Stream content, CancellationToken cancellation)
        {
            await (BeforePut?.Invoke() ?? Task.CompletedTask);
            await blobs.PutAsync(container, name, content, cancellation);
        }

        public Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation) => blobs.OpenAsync(container, name, cancellation);

        public async Task DeleteAsync(string container, string name, CancellationToken cancellation)
        {
            await (BeforeDelete?.Invoke() ?? Task.CompletedTask);
            await blobs.DeleteAsync(container, name, cancellation);
        }
    }
}
