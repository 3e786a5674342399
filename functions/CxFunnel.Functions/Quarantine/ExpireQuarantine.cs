using CxFunnel.Pipeline.Ingest.Quarantine;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Quarantine;

/// <summary>Deletes, every night, what has been in quarantine for longer than the retention says.</summary>
public sealed partial class ExpireQuarantine(QuarantineRetention retention, ILogger<ExpireQuarantine> log)
{
    [Function(nameof(ExpireQuarantine))]
    public async Task Run([TimerTrigger("0 15 4 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        foreach ((string program, int inputs) in await retention.ExpireAsync(cancellation))
        {
            Log.Expired(log, inputs, program);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "Deleted {Inputs} inputs of {Program} from quarantine: nobody replayed them within the retention.")]
        public static partial void Expired(ILogger logger, int inputs, string program);
    }
}
