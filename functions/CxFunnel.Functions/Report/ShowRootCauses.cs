using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.RootCauses.Report;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Report;

/// <summary>What hurts most, why, and what it is worth, as JSON or CSV.</summary>
public sealed class ShowRootCauses(RootCauseReport report, ILogger<ShowRootCauses> log)
{
    [Function(nameof(ShowRootCauses))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "root-causes")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, () => ReportAnswer.CreateAsync<RootCauseQuery>(request, RootCauseQuery.Read, async (body, query, isCsv) =>
        {
            RootCauseReading reading = await report.ReadAsync(query, cancellation);
            await (isCsv ? RootCauseWriter.WriteCsvAsync(body, reading, cancellation) : RootCauseWriter.WriteJsonAsync(body, reading, cancellation));
        }));
}
