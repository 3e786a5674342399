using System.Text;
using System.Text.Json;
using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Ingest;

/// <summary>Which question plays which role: set, and tried out on a webhook's body without storing anything.</summary>
public sealed class MapSource(MappingStore mappings, SurveyReader reader, TimeProvider clock, ILogger<MapSource> log)
{
    [Function(nameof(MapSource))]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "sources/{source}/mapping")] HttpRequest request, string source, CancellationToken cancellation) =>
        ForSourceAsync(request, source, async program =>
        {
            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            InputErrors errors = new();
            if (!JsonBody.TryParse(body.Content, out JsonDocument? json, out InputError? error))
            {
                return Answers.Invalid(error!.Pointer, error.Detail);
            }

            using (json)
            {
                if (MappingReader.Read(json!.RootElement, errors) is null)
                {
                    return Answers.Invalid(errors);
                }
            }

            string? survey = request.Query["survey"];
            await mappings.PutAsync(program, source, string.IsNullOrEmpty(survey) ? null : survey, Encoding.UTF8.GetString(body.Content.Span), cancellation);
            return new NoContentResult();
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
