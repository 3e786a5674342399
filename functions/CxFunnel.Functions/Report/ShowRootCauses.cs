using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
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
        Answers.GuardAsync(request, log, async () =>
        {
            InputErrors errors = new();
            RootCauseQuery? query = RootCauseQuery.Read(name => request.Query[name], errors);
            string format = request.Query["format"].ToString();
            bool isCsv = format.Equals("csv", StringComparison.OrdinalIgnoreCase);
            if (!isCsv && format.Length > 0 && !format.Equals("json", StringComparison.OrdinalIgnoreCase))
            {
                errors.Add("/format", "is none of json, csv");
            }

            if (query is null || errors.Count > 0)
            {
                return Answers.Invalid(errors);
            }

            RootCauseReading reading = await report.ReadAsync(query, cancellation);
            MemoryStream body = new();
            await (isCsv ? RootCauseWriter.WriteCsvAsync(body, reading, cancellation) : RootCauseWriter.WriteJsonAsync(body, reading, cancellation));
            body.Position = 0;
            return new FileStreamResult(body, isCsv ? "text/csv; charset=utf-8" : "application/json");
        });
}
