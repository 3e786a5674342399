using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses.Report;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Report;

/// <summary>One root cause: what it is, who said it, and how it came to be.</summary>
public sealed class ShowRootCause(RootCauseDetails details, ILogger<ShowRootCause> log)
{
    [Function(nameof(ShowRootCause))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "root-causes/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            InputErrors errors = new();
            return RootCauseQuery.Read(name => name is "program" or "language" ? (string?)request.Query[name] : null, errors) is not { } query
                ? Answers.Invalid(errors)
                : await details.FindAsync(query.Program, id, query.Language, cancellation) is { } found
                ? Answers.Json(StatusCodes.Status200OK, found)
                : Answers.Problem(StatusCodes.Status404NotFound, "The program has no such root cause.");
        });
}
