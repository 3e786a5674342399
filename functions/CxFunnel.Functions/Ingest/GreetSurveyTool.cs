using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Ingest;

/// <summary>The handshakes of tools that look before they send.</summary>
public static class GreetSurveyTool
{
    [Function(nameof(GreetSurveyTool))]
    public static IActionResult Run([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "surveys/{*source}")] HttpRequest request, string? source) =>
        new OkResult();
}
