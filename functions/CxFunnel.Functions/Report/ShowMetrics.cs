using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
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
        Answers.GuardAsync(request, log, async () =>
        {
            InputErrors errors = new();
            MetricsQuery? query = MetricsQuery.Read(name => request.Query[name], errors);
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

            IReadOnlyList<MetricsRow> rows = await report.ReadAsync(query, cancellation);
            MemoryStream body = new();
            await (isCsv ? MetricsWriter.WriteCsvAsync(body, rows, cancellation) : MetricsWriter.WriteJsonAsync(body, query, rows, cancellation));
            body.Position = 0;
            return new FileStreamResult(body, isCsv ? "text/csv; charset=utf-8" : "application/json");
        });
}
