using System.Text.Json;
using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.RootCauses;

/// <summary>A person renames, merges, pins or dismisses a root cause.</summary>
public sealed class EditRootCause(EditRootCauses edits, ILogger<EditRootCause> log)
{
    [Function(nameof(EditRootCause))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = "root-causes/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            RequestBody body = await RequestBody.ReadAsync(request, cancellation);
            if (!JsonBody.TryParse(body.Content, out JsonDocument? json, out InputError? error))
            {
                return Answers.Invalid(error!.Pointer, error.Detail);
            }

            using (json)
            {
                InputErrors errors = new();
                return RootCauseEdit.Read(json!.RootElement, errors) is { } edit
                    ? Answer(await edits.EditAsync(program, id, edit, cancellation))
                    : Answers.Invalid(errors);
            }
        });

    private static IActionResult Answer(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Done done => Answers.Json(
            StatusCodes.Status200OK,
            new RootCauseAnswer(
                done.Entry.RootCauseId, done.Entry.Label, done.Entry.State.ToString().ToLowerInvariant(), done.Entry.MergedInto, done.Entry.IsPinned, done.Entry.IsDismissed)),
        EditOutcome.Rejected rejected => Answers.Invalid(rejected.Pointer, rejected.Reason),
        _ => Answers.Problem(StatusCodes.Status404NotFound, "The program has no such root cause."),
    };
}
