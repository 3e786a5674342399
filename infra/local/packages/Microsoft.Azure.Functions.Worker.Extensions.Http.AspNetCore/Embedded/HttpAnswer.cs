using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Turns what a function returned into the response.</summary>
internal static class HttpAnswer
{
    // Results read the descriptor and never change it.
    private static readonly ActionDescriptor NoAction = new();

    public static Task SendAsync(HttpContext http, object? result)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        return result switch
        {
            IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), NoAction)),
            IResult minimal => minimal.ExecuteAsync(http),
            // As in the original: what the function wrote to the response itself is the answer.
            _ => Task.CompletedTask,
        };
    }
}
