using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Ingest;

/// <summary>Which question plays which role: set, and tried out on a webhook's body without storing anything.</summary>
public sealed class MapSource(SetMapping mappings, SurveyReader reader, TimeProvider clock, ILogger<MapSource> log)
{
    [Function(nameof(MapSource))]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "sources/{source}/mapping")] HttpRequest request, string source, CancellationToken cancellation) =>
        ForSourceAsync(request, source, async program =>
        {
            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            InputErrors errors = await mappings.SetAsync(program, source, request.Query["survey"], body.Content, cancellation);
            return errors.Count == 0 ? new NoContentResult() : Answers.Invalid(errors);
        });

    [Function("PreviewMapping")]
    public Task<IActionResult> Preview(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sources/{source}/mapping/preview")] HttpRequest request, string source, CancellationToken cancellation) =>
        ForSourceAsync(request, source, async program =>
        {
            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            SurveyRequest survey = new(source, request.ContentType, body.Content, clock.GetUtcNow());
            SurveyPreview preview = SurveyPreview.Of(await reader.ReadAsync(program, survey, cancellation));
            return new ContentResult { StatusCode = StatusCodes.Status200OK, ContentType = "application/json", Content = preview.ToJson() };
        });

    private Task<IActionResult> ForSourceAsync(HttpRequest request, string source, Func<string, Task<IActionResult>> route) =>
        Answers.GuardAsync(request, log, async () =>
            !Names.IsValid(source) ? Answers.Invalid("/source", RequestNames.SourceForm)
            : !RequestNames.TryProgram(request, out string program) ? Answers.Invalid("/program", RequestNames.ProgramForm)
            : await route(program));
}
