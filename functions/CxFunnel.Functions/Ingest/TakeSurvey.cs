using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Ingest;

/// <summary>Survey tools' webhooks. The route takes every path below it: tools switch a hook off at its first 404.</summary>
public sealed class TakeSurvey(SurveyIngest ingest, ILogger<TakeSurvey> log)
{
    [Function(nameof(TakeSurvey))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "surveys/{*source}")] HttpRequest request, string? source, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!Names.IsValid(source))
            {
                return Answers.Invalid("/source", RequestNames.SourceForm);
            }

            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            Dictionary<string, string> headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return Answers.Of(await ingest.TakeAsync(
                new SurveyDelivery(program, source!, request.ContentType, headers, body.Raw, body.Content), cancellation));
        });
}
