using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Replay;

/// <summary>Sends everything that was set aside through the pipeline again, after what was wrong has been mended.</summary>
public sealed class ReplaySetAside(QuarantineReplay quarantine, PoisonReplay poison, ILogger<ReplaySetAside> log)
{
    [Function("ReplayQuarantine")]
    public Task<IActionResult> Quarantine(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "operations/replay/quarantine")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () => RequestNames.TryProgramOrAll(request, out string? program)
            ? Answers.Json(StatusCodes.Status200OK, await quarantine.ReplayAsync(program, request.Query["source"] is [{ Length: > 0 } source, ..] ? source : null, cancellation))
            : Answers.Invalid("/program", RequestNames.ProgramForm));

    [Function("ReplayPoison")]
    public Task<IActionResult> Poison(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "operations/replay/poison")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () => Answers.Json(StatusCodes.Status200OK, await poison.ReplayAsync(cancellation)));
}
