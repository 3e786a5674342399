using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class HttpFunctions
{
    [Function(nameof(Echo))]
    public IActionResult Echo([HttpTrigger(AuthorizationLevel.Function, "post", Route = "echo/{name}")] HttpRequest request, string name) =>
        new OkObjectResult(new { name, request.ContentType });
}
