using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Verify;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Reshard;

/// <summary>On real storage, beside a writer that hears nothing of it.</summary>
public sealed class ReshardTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private readonly string _program = SharedAzurite.UniqueName("reshard");

    [Fact]
    public async Task Reshard_WhileFeedbackIsCounted_CountsEverythingOnce()
    {
        const int rounds = 12;
        await CountAsync(0);
        Task counting = Task.Run(async () =>
        {
            for (int round = 1; round < rounds; round++)
            {
                await CountAsync(round);
            }
        });

        foreach (int shards in new[] { 9, 2, 5 })
        {
            Assert.Equal(shards, (await pipeline.Get<ReshardProgram>().ReshardAsync(_program, shards, CancellationToken.None))!.Shards);
        }

        await counting;
        await pipeline.RollUpAsync(_program);
        ProgramVerification verified = (await pipeline.Get<VerifyCounts>().VerifyAsync(_program, progress: null, CancellationToken.None)).Programs.Single();
        Assert.Equal((0, 20 + ((rounds - 1) * 10)), (verified.DifferenceCount, verified.Feedback));
        Assert.Equal(verified.Feedback, (await pipeline.LedgerAsync(_program, LedgerKeys.Feedback)).Count);
    }

    /// <summary>Half of each round was in the one before.</summary>
    private Task CountAsync(int round) => pipeline.CountAsync(_program, Enumerable.Range(round * 10, 20).Select(id => StoredPipeline.Item(id, id % 11)));
}
