using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;
using CxFunnel.TextAnalytics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Report;

/// <summary>
/// Whether the app can do its work: 200, or 503 when storage does not answer; with the latest recount, and <c>degraded</c> when
/// that found a number wrong; with the state of the second text engine where one is configured, and the changes of shards under way.
/// </summary>
public sealed class ShowHealth(VerificationLog verifications, LanguageStatus language, Layouts layouts)
{
    [Function(nameof(ShowHealth))]
    public async Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "health")] HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            LatestVerification? latest = await verifications.LatestAsync(cancellation);
            string status = latest is { Differences: > 0 } ? "degraded" : "healthy";
            EngineStatus engines = await language.ReadAsync(cancellation);
            ReshardStatus[] reshards = [.. (await layouts.UnderWayAsync(cancellation)).Select(ReshardStatus.Of)];
            return Answers.Json(
                StatusCodes.Status200OK, new HealthAnswer(status, engines.First, "reachable", engines.Second, latest, reshards.Length == 0 ? null : reshards));
        }
        catch (StorageUnavailableException)
        {
            return Answers.Json(StatusCodes.Status503ServiceUnavailable, new HealthAnswer("unhealthy", EmbeddedTextEngine.Version, "unreachable"));
        }
    }
}
