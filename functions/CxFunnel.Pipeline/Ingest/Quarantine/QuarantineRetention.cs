using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Ingest.Quarantine;

/// <summary>Section <c>Quarantine</c>.</summary>
public sealed class QuarantineOptions
{
    /// <summary>
    /// Days after its receipt that an input is kept, 1..3,650; default 90: long enough to notice and mend, short enough for
    /// personal data that nobody has looked at.
    /// </summary>
    [Range(1, 3_650)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>
    /// How long the row of an input stays that was sent on or erased, and how long one may take to arrive; one day by default. No
    /// request to storage is carried out later than that, so that the words of the input cannot come, or come back.
    /// </summary>
    public TimeSpan RemovedRowsFor { get; set; } = TimeSpan.FromDays(1);
}

[OptionsValidator]
internal sealed partial class ValidateQuarantineOptions : IValidateOptions<QuarantineOptions>;

/// <summary>
/// Deletes what has been in quarantine for too long, and what is left of inputs that were removed; finishes what someone began to set
/// aside and died. Nothing is dropped in silence: it is counted, and reported by who calls.
/// </summary>
public sealed class QuarantineRetention(QuarantineStore quarantine, QuarantineOptions options, TimeProvider clock)
{
    private static readonly Meter Meter = new("CxFunnel.Quarantine");

    private static readonly Counter<long> Expired = Meter.CreateCounter<long>(
        "cxfunnel.quarantine.expired", "{input}", "Inputs that were deleted from quarantine because nobody mended and replayed them in time.");

    /// <returns>How many were deleted, by program.</returns>
    /// <exception cref="Storage.StorageUnavailableException">Some were deleted; the next run takes the rest.</exception>
    public async Task<IReadOnlyDictionary<string, int>> ExpireAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset before = now - TimeSpan.FromDays(options.RetentionDays);
        Dictionary<string, int> deleted = new(StringComparer.Ordinal);
        foreach (string program in await quarantine.ProgramsAsync(cancellation))
        {
            foreach (QuarantinedInput input in await quarantine.InAnyStateAsync(program, cancellation))
            {
                bool isRemoved = input.State is QuarantineState.SentOn or QuarantineState.Erased;
                bool isSettled = now - (input.Since ?? default) >= options.RemovedRowsFor;
                if (isRemoved ? !isSettled : input.ReceivedAt >= before)
                {
                    if (input.State == QuarantineState.Arriving && isSettled)
                    {
                        await quarantine.FinishArrivalAsync(input, cancellation);
                    }

                    continue;
                }

                await quarantine.ForgetAsync(input, cancellation);
                if (!isRemoved)
                {
                    deleted[program] = deleted.GetValueOrDefault(program) + 1;
                    Expired.Add(1);
                }
            }
        }

        return deleted;
    }
}
