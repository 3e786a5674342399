using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Report;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Report;

/// <summary>The numbers, as JSON or CSV.</summary>
public sealed class ShowMetrics(MetricsReport report, ILogger<ShowMetrics> log)
{
    [Function(nameof(ShowMetrics))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "metrics")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, () => ReportAnswer.CreateAsync<MetricsQuery>(request, MetricsQuery.Read, async (body, query, isCsv) =>
        {
            IReadOnlyList<MetricsRow> rows = await report.ReadAsync(query, cancellation);
            await (isCsv ? MetricsWriter.WriteCsvAsync(body, rows, cancellation) : MetricsWriter.WriteJsonAsync(body, query, rows, cancellation));
        }));
}
