using System.Globalization;
using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Ingest.Quarantine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Quarantine;

/// <summary>What was set aside: listed, shown without personal data, and sent through the pipeline again.</summary>
public sealed class ReviewQuarantine(QuarantineStore quarantine, QuarantineReplay replay, RedactedBody redacted, QuarantineOptions options, ILogger<ReviewQuarantine> log)
{
    private const int DefaultPage = 50;
    private const int LargestPage = 1_000;

    [Function("ListQuarantine")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "quarantine")] HttpRequest request, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgram(request, out string program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            int top = DefaultPage;
            string asked = request.Query["top"].ToString();
            if (asked.Length > 0 && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out top) && top is > 0 and <= LargestPage))
            {
                return Answers.Invalid("/top", $"is not a number from 1 to {LargestPage}");
            }

            IReadOnlyList<QuarantinedInput> page = await quarantine.PageAsync(
                program, request.Query["source"] is [{ Length: > 0 } source, ..] ? source : null, request.Query["after"] is [{ Length: > 0 } after, ..] ? after : null, top, cancellation);
            return Answers.Json(StatusCodes.Status200OK, new QuarantineAnswer(program, options.RetentionDays, page, page.Count == top ? page[^1].Id : null));
        });

    [Function("ShowQuarantined")]
    public Task<IActionResult> Show(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "quarantine/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        FindAsync(request, id, async input =>
        {
            byte[]? body = await quarantine.BodyAsync(input, cancellation);
            return Answers.Json(StatusCodes.Status200OK, new QuarantinedAnswerInFull(input, body is null ? null : redacted.Show(body, cancellation)));
        }, cancellation);

    [Function("ReplayQuarantined")]
    public Task<IActionResult> Replay(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "quarantine/{id}/replay")] HttpRequest request, string id, CancellationToken cancellation) =>
        FindAsync(request, id, async input => Answers.Json(StatusCodes.Status200OK, await replay.ReplayAsync(input, cancellation)), cancellation);

    private Task<IActionResult> FindAsync(HttpRequest request, string id, Func<QuarantinedInput, Task<IActionResult>> found, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
            !RequestNames.TryProgram(request, out string program) ? Answers.Invalid("/program", RequestNames.ProgramForm)
            : QuarantineStore.IsId(id) && await quarantine.FindAsync(program, id, cancellation) is { } input ? await found(input)
            : Answers.Problem(StatusCodes.Status404NotFound, "There is no such input in quarantine."));
}
