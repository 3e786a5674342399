using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Rollup;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Rollup;

/// <summary>Rolls up: soon after a doorbell, and every minute what a lost doorbell left behind.</summary>
public sealed class RollUp(RollupProgram rollup, RollupSweep sweep)
{
    [Function(nameof(RollUp))]
    public Task Run([QueueTrigger(QueueNames.Rollup)] BinaryData message, CancellationToken cancellation) =>
        rollup.RollUpAsync(PipelineMessages.Rollup(message.ToMemory()), cancellation);

    [Function("SweepRollups")]
    public Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellation) => sweep.SweepAsync(cancellation);
}
