using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Ingest.Feedback;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Ingest;

/// <summary>Our own JSON.</summary>
public sealed class TakeFeedback(FeedbackIngest ingest, ILogger<TakeFeedback> log)
{
    [Function(nameof(TakeFeedback))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "feedback")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            return Answers.Of(await ingest.TakeAsync(program, request.ContentType, body.Content, cancellation));
        });
}
