using CxFunnel.Pipeline.Intake;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Count;

/// <summary>Counts partial responses whose time is up, every minute.</summary>
public sealed partial class CountPartials(PartialSweep sweep, ILogger<CountPartials> logger)
{
    [Function(nameof(CountPartials))]
    public async Task Run([TimerTrigger("45 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        long counted = await sweep.SweepAsync(cancellation);
        if (counted > 0)
        {
            Log.Counted(logger, counted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Information, "Counted {Count} partial responses whose time is up.")]
        public static partial void Counted(ILogger logger, long count);
    }
}
