using CxFunnel.Functions.Report.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Report;

/// <summary>The page for people; it reads its numbers from the other reports with the key it was opened with.</summary>
public static class ShowDashboard
{
    [Function(nameof(ShowDashboard))]
    public static IActionResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "dashboard")] HttpRequest request)
    {
        foreach ((string name, string value) in DashboardPage.Headers)
        {
            request.HttpContext.Response.Headers[name] = value;
        }

        return DashboardPage.Document.Answer(request);
    }
}
