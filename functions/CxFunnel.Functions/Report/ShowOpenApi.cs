using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Report;

/// <summary>The description of every route, for people's tools.</summary>
public static class ShowOpenApi
{
    private static readonly EmbeddedDocument Description =
        EmbeddedDocument.Of("application/json", Encoding.UTF8.GetBytes(EmbeddedDocument.ReadText("openapi.json")));

    [Function(nameof(ShowOpenApi))]
    public static IActionResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) =>
        Description.Answer(request);
}
