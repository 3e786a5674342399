using System.Diagnostics.Metrics;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Verify;

/// <summary>
/// Recounts the ledger and compares it with every aggregate, at any time and beside everything else that goes on. Memory
/// grows with days and cells, not with feedback.
/// </summary>
public sealed class VerifyCounts(ProgramRegistry registry, Layouts layouts, LedgerVerifier ledger, MetricsVerifier metrics, VerificationLog log, TimeProvider clock)
{
    private static readonly Meter Meter = new("CxFunnel.Verify");

    private static readonly Gauge<long> Differences = Meter.CreateGauge<long>(
        "cxfunnel.verify.differences", "{difference}", "Numbers that the latest recount found different from the ledger.");

    private static readonly Gauge<long> Feedback = Meter.CreateGauge<long>(
        "cxfunnel.verify.feedback", "{feedback}", "Ledger rows that the latest recount read.");

    private static readonly Gauge<double> Duration = Meter.CreateGauge<double>(
        "cxfunnel.verify.duration", "s", "How long the latest recount took.");

    /// <param name="program">Null for every program; only then is the result kept as the latest one.</param>
    /// <param name="progress">Gets ledger rows as they are read; null for nobody.</param>
    /// <exception cref="Storage.StorageUnavailableException">No result.</exception>
    public async Task<VerificationReport> VerifyAsync(string? program, IProgress<long>? progress, CancellationToken cancellation)
    {
        DateTimeOffset startedAt = clock.GetUtcNow();
        List<ProgramVerification> programs = [];
        foreach (string name in program is null ? await registry.ListAsync(cancellation) : [program])
        {
            programs.Add(await VerifyProgramAsync(name, progress, cancellation));
        }

        VerificationReport report = new(startedAt, clock.GetUtcNow(), programs);
        if (program is null)
        {
            Differences.Record(report.Differences);
            Feedback.Record(report.Feedback);
            Duration.Record((report.FinishedAt - report.StartedAt).TotalSeconds);
            await log.SaveAsync(report, cancellation);
        }

        return report;
    }

    private async Task<ProgramVerification> VerifyProgramAsync(string program, IProgress<long>? progress, CancellationToken cancellation)
    {
        Layout layout = await layouts.LatestAsync(program, cancellation);
        while (true)
        {
            Findings findings = new(program);
            (long feedback, int days, IReadOnlyList<DateOnly> busyDays) = await ledger.VerifyAsync(findings, layout, progress, cancellation);
            int pendingDays = await metrics.VerifyAsync(findings, layout, cancellation);
            Layout after = await layouts.LatestAsync(program, cancellation);
            if (after.IsSameAs(layout) && (after.State == layout.State || findings.Count == 0))
            {
                return new ProgramVerification(program, feedback, days, pendingDays, busyDays, findings.Count, findings.Listed);
            }

            // Laid out anew meanwhile: the partitions were emptied under our eyes.
            layout = after;
        }
    }
}
