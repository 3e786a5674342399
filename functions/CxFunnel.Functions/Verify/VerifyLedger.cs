using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Verify;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Verify;

/// <summary>The proof that the numbers are right, every night and when asked; and the repair when they are not.</summary>
/// <remarks>The routes do not begin with <c>admin</c>: the Functions host keeps those to itself.</remarks>
public sealed partial class VerifyLedger(VerifyCounts verify, RebuildAggregates rebuild, ILogger<VerifyLedger> log)
{
    [Function("VerifyNightly")]
    public async Task Nightly([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        VerificationReport report = await verify.VerifyAsync(program: null, progress: null, cancellation);
        Log.Verified(log, report.Differences == 0 ? LogLevel.Information : LogLevel.Error, report.Feedback, report.Programs.Count, report.Differences);
    }

    [Function("Verify")]
    public Task<IActionResult> Verify(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "operations/verify")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () => RequestNames.TryProgramOrAll(request, out string? program)
            ? Answers.Json(StatusCodes.Status200OK, await verify.VerifyAsync(program, progress: null, cancellation))
            : Answers.Invalid("/program", RequestNames.ProgramForm));

    [Function("Rebuild")]
    public Task<IActionResult> Rebuild(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "operations/rebuild")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgramOrAll(request, out string? program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            try
            {
                return Answers.Json(StatusCodes.Status200OK, await rebuild.RebuildAsync(program, progress: null, cancellation));
            }
            catch (LedgerDamagedException e)
            {
                return Answers.Problem(StatusCodes.Status409Conflict, e.Message);
            }
        });

    private static partial class Log
    {
        [LoggerMessage(EventId = 3001, Message = "Recounted {Feedback} feedback of {Programs} programs: {Differences} differences.")]
        public static partial void Verified(ILogger logger, LogLevel level, long feedback, int programs, long differences);
    }
}
