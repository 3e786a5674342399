using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Learn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Learn;

/// <summary>What people say that the engine got wrong.</summary>
public sealed class TeachProgram(LabelFeedback label, CorrectionsCsv csv, ILogger<TeachProgram> log)
{
    [Function("LabelFeedback")]
    public Task<IActionResult> Label(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "feedback/{id}/labels")] HttpRequest request, string id, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            return await label.PutAsync(program, id, body.Content, cancellation) switch
            {
                LabelOutcome.Stored stored => Answers.Json(StatusCodes.Status200OK, new LabelsAnswer(id, stored.Labels)),
                LabelOutcome.Rejected rejected => Answers.Invalid(rejected.Errors),
                _ => Answers.Problem(StatusCodes.Status404NotFound, "There is no such feedback with texts in this program."),
            };
        });

    [Function("AddCorrections")]
    public Task<IActionResult> Add(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "corrections")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            using MemoryStream file = new(body.Content.ToArray(), writable: false);
            return await csv.AddAsync(program, file, cancellation) is { } report
                ? Answers.Json(StatusCodes.Status200OK, report)
                : Answers.Invalid(string.Empty, "has no header with the column sentiment and one of feedbackId and text");
        });
}
