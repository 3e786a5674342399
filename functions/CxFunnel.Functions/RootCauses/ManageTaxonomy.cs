using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.RootCauses;

/// <summary>A program's own taxonomy of root causes.</summary>
public sealed class ManageTaxonomy(ProgramTaxonomies taxonomies, ILogger<ManageTaxonomy> log)
{
    [Function("PutTaxonomy")]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "programs/{program}/taxonomy")] HttpRequest request, string program, CancellationToken cancellation) =>
        ForProgramAsync(request, program, async () =>
        {
            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            InputErrors errors = new();
            return await taxonomies.PutAsync(program, body.Content, errors, cancellation) is { } stored
                ? Answers.Json(StatusCodes.Status200OK, new TaxonomyAnswer(stored.Version, stored.Number, stored.Causes))
                : Answers.Invalid(errors);
        });

    [Function("ShowTaxonomy")]
    public Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "programs/{program}/taxonomy")] HttpRequest request, string program, CancellationToken cancellation) =>
        ForProgramAsync(request, program, async () => new FileContentResult(await taxonomies.DocumentAsync(program, cancellation), "application/json"));

    private Task<IActionResult> ForProgramAsync(HttpRequest request, string program, Func<Task<IActionResult>> route) =>
        Answers.GuardAsync(request, log, () => Names.IsValid(program) ? route() : Task.FromResult(Answers.Invalid("/program", RequestNames.ProgramForm)));
}
