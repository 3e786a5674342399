using Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Serves the HTTP triggers with ASP.NET Core: functions take an HttpRequest and return an IActionResult or IResult.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        HttpIntegration.AddTo(builder.Web);
        return builder;
    }
}
