using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ingest.Quarantine;

public sealed class QuarantineRetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 4, 15, 0, TimeSpan.Zero);

    [Fact]
    public async Task Expire_InputsOfAllAges_DeletesTheOldOnesWholeAndSaysHowMany()
    {
        MemoryBlobs blobs = new();
        QuarantineStore store = new(blobs, new MemoryTables(), new SteppedClock(Now));
        foreach ((string program, int days) in new[] { ("one", 1), ("one", 29), ("one", 30), ("one", 31), ("two", 400), ("two", 45), ("three", 0) })
        {
            // A second later than that many days ago.
            SetAside input = new(program, "tally", null, "x"u8.ToArray(), days.ToString(CultureInfo.InvariantCulture), Now.AddDays(-days).AddSeconds(days == 30 ? 1 : 0));
            await store.KeepAsync(input, CancellationToken.None);
        }

        QuarantineRetention retention = new(store, new QuarantineOptions { RetentionDays = 30 }, new SteppedClock(Now));
        IReadOnlyDictionary<string, int> deleted = await retention.ExpireAsync(CancellationToken.None);
        IReadOnlyDictionary<string, int> again = await retention.ExpireAsync(CancellationToken.None);

        Assert.Equal([("one", 1), ("two", 2)], deleted.Select(d => (d.Key, d.Value)).Order());
        Assert.Empty(again);
        Assert.Equal(["1", "29", "30"], (await store.AllAsync("one", CancellationToken.None)).Select(i => i.Reason));
        Assert.Empty(await store.AllAsync("two", CancellationToken.None));
        Assert.Equal(4, blobs.Names(ContainerNames.Quarantine).Count());
    }
}
