using Azure.Storage.Queues.Models;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Count;

/// <summary>Counts what is in the inbox.</summary>
public sealed class CountFeedback(FeedbackIntake intake, TimeProvider clock)
{
    [Function(nameof(CountFeedback))]
    public Task Run([QueueTrigger(QueueNames.FeedbackInbox)] QueueMessage message, CancellationToken cancellation) =>
        intake.CountAsync(message.Body.ToMemory(), message.InsertedOn ?? clock.GetUtcNow(), cancellation);
}
