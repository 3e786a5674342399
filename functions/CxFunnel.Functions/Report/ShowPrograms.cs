using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Report;

/// <summary>The programs that feedback was ever counted for, so that a reader can choose one.</summary>
public sealed class ShowPrograms(ProgramRegistry programs, ILogger<ShowPrograms> log)
{
    [Function(nameof(ShowPrograms))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "programs")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
            Answers.Json(StatusCodes.Status200OK, new ProgramsAnswer(await programs.ListAsync(cancellation))));
}
