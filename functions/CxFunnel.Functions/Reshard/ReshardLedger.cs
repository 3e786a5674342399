using System.Globalization;
using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Reshard;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Reshard;

/// <summary>Gives a program another number of shards, and finishes what was begun and left.</summary>
public sealed class ReshardLedger(ReshardProgram reshard, ILogger<ReshardLedger> log)
{
    [Function("Reshard")]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "operations/reshard")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            if (!int.TryParse(request.Query["shards"], NumberStyles.None, CultureInfo.InvariantCulture, out int shards) || shards is < 1 or > ReshardProgram.MaxShards)
            {
                return Answers.Invalid("/shards", $"is no number from 1 to {ReshardProgram.MaxShards}");
            }

            return await reshard.ReshardAsync(program, shards, cancellation) is { } report
                ? Answers.Json(StatusCodes.Status200OK, report)
                : Answers.Problem(StatusCodes.Status404NotFound, "There is no such program.");
        });

    [Function("ResumeReshards")]
    public Task Resume([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellation) => reshard.ResumeAsync(cancellation);
}
