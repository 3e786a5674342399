using Azure.Storage.Queues.Models;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Count;

/// <summary>Counts what is in the inbox, after whoever waits for an answer.</summary>
public sealed class CountFeedback(FeedbackIntake intake, CountingPause pause, TimeProvider clock)
{
    [Function(nameof(CountFeedback))]
    public async Task Run([QueueTrigger(QueueNames.FeedbackInbox)] QueueMessage message, CancellationToken cancellation)
    {
        await pause.WaitAsync(cancellation);
        await intake.CountAsync(message.Body.ToMemory(), message.InsertedOn ?? clock.GetUtcNow(), cancellation);
    }
}
