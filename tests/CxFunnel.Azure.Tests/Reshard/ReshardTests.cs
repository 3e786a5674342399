using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Verify;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Reshard;

/// <summary>On real storage, beside a writer that hears nothing of it.</summary>
public sealed class ReshardTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    /// <summary>What is put back is hidden for 15 s at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _program = SharedAzurite.UniqueName("reshard");

    [Fact]
    public async Task Reshard_WhileFeedbackIsCounted_CountsEverythingOnce()
    {
        const int rounds = 12;
        const int expected = 20 + ((rounds - 1) * 10);
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
        await CountWhatWasPutBackAsync(expected);
        await pipeline.RollUpAsync(_program);
        ProgramVerification verified = (await pipeline.Get<VerifyCounts>().VerifyAsync(_program, progress: null, CancellationToken.None)).Programs.Single();
        Assert.Equal((0, expected), (verified.DifferenceCount, verified.Feedback));
        Assert.Equal(verified.Feedback, (await pipeline.LedgerAsync(_program, LedgerKeys.Feedback)).Count);
    }

    /// <summary>Half of each round was in the one before.</summary>
    private Task CountAsync(int round) => pipeline.CountAsync(_program, Enumerable.Range(round * 10, 20).Select(id => StoredPipeline.Item(id, id % 11)));

    /// <summary>What the host does with messages that met the ledger while it was laid out anew, once they show again.</summary>
    private async Task CountWhatWasPutBackAsync(int expected)
    {
        QueueClient inbox = new StorageConnection { ConnectionString = (await SharedAzurite.GetAsync()).ConnectionString }.Queues().GetQueueClient(QueueNames.FeedbackInbox);
        long began = TimeProvider.System.GetTimestamp();
        while ((await pipeline.LedgerAsync(_program, LedgerKeys.Feedback)).Count < expected && TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            foreach (QueueMessage message in (await inbox.ReceiveMessagesAsync(maxMessages: 32)).Value)
            {
                if (message.Body.ToString().Contains($"\"{_program}\"", StringComparison.Ordinal))
                {
                    await pipeline.Get<FeedbackIntake>().CountAsync(message.Body.ToMemory(), message.InsertedOn!.Value, CancellationToken.None);
                    await inbox.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                }
            }
        }
    }
}
