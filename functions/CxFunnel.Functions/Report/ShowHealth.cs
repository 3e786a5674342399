using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Report;

/// <summary>Whether the app can do its work: 200, or 503 when storage does not answer.</summary>
public sealed class ShowHealth(ITableStore tables)
{
    [Function(nameof(ShowHealth))]
    public async Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "health")] HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            await tables.FindAsync(TableNames.Settings, "health", "probe", cancellation);
            return Answers.Json(StatusCodes.Status200OK, new HealthAnswer("healthy", EmbeddedTextEngine.Version, "reachable"));
        }
        catch (StorageUnavailableException)
        {
            return Answers.Json(StatusCodes.Status503ServiceUnavailable, new HealthAnswer("unhealthy", EmbeddedTextEngine.Version, "unreachable"));
        }
    }
}
