using CxFunnel.Pipeline.Intake;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Replay;

/// <summary>Keeps, every night, messages in the poison queues from expiring, and says how many wait there.</summary>
public sealed partial class KeepPoison(PoisonRetention retention, ILogger<KeepPoison> log)
{
    [Function(nameof(KeepPoison))]
    public async Task Run([TimerTrigger("0 20 4 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        foreach ((string queue, int messages) in await retention.KeepAsync(cancellation))
        {
            Log.Waiting(log, messages, queue);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1030, LogLevel.Warning, "{Messages} messages wait in the poison queue of {Queue} until somebody replays them.")]
        public static partial void Waiting(ILogger logger, int messages, string queue);
    }
}
