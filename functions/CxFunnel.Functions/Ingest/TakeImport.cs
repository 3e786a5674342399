using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Ingest;

/// <summary>Exports: taken in, and how far they are.</summary>
public sealed class TakeImport(StageImport stage, ImportLog imports, ILogger<TakeImport> log)
{
    [Function(nameof(TakeImport))]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            string? source = request.Query["source"];
            if (!string.IsNullOrEmpty(source) && !Names.IsValid(source))
            {
                return Answers.Invalid("/source", RequestNames.SourceForm);
            }

            InputErrors errors = new();
            if (UploadOptions.TryRead(name => request.Query[name], errors) is not { } options)
            {
                return Answers.Invalid(errors);
            }

            LimitedStream? upload = await ImportUpload.OpenAsync(request, cancellation);
            if (upload is null)
            {
                return Answers.Problem(StatusCodes.Status415UnsupportedMediaType, "An export is CSV, TSV, XLSX or JSON lines, plain, gzip, zip or multipart.");
            }

            await using (upload)
            {
                string id = await stage.StageAsync(program, string.IsNullOrEmpty(source) ? null : source, options, upload, cancellation);
                request.HttpContext.Response.Headers.Location = $"/api/imports/{id}";
                return Answer(StatusCodes.Status202Accepted, new ImportStatus(id, ImportState.Reading, 0, 0, 0, 0, 0, [], Reason: null));
            }
        });

    [Function("ShowImport")]
    public Task<IActionResult> Show(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
            Names.IsValid(id) && await imports.StatusAsync(id, cancellation) is { } status
                ? Answer(StatusCodes.Status200OK, status)
                : Answers.Problem(StatusCodes.Status404NotFound, "There is no such import."));

    private static IActionResult Answer(int code, ImportStatus status) => Answers.Json(code, new ImportAnswer(
        status.Id, status.State.ToString().ToLowerInvariant(), status.Rows, status.Queued, status.Counted, status.Duplicates, status.RejectedCount, status.Rejected, status.Reason));
}
