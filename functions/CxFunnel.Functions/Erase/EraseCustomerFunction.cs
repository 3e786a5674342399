using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Erase;

/// <summary>Erases a customer and answers with the certificate.</summary>
public sealed class EraseCustomerFunction(EraseCustomer erase, ILogger<EraseCustomerFunction> log)
{
    [Function("EraseCustomer")]
    public Task<IActionResult> Run(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "customers/{id}")] HttpRequest request, string id, CancellationToken cancellation) =>
        Answers.GuardAsync(request, log, async () =>
        {
            if (!RequestNames.TryProgramOrAll(request, out string? program))
            {
                return Answers.Invalid("/program", RequestNames.ProgramForm);
            }

            if (string.IsNullOrWhiteSpace(id) || id.Length > FeedbackLimits.MaxShortTextChars)
            {
                return Answers.Invalid("/id", "is no customer's id or e-mail address");
            }

            string keepCounts = request.Query["keepCounts"].ToString();
            return keepCounts.Length > 0 && !bool.TryParse(keepCounts, out _)
                ? Answers.Invalid("/keepCounts", "is neither true nor false")
                : Answers.Json(StatusCodes.Status200OK, await erase.EraseAsync(id.Trim(), program, bool.TrueString.Equals(keepCounts, StringComparison.OrdinalIgnoreCase), cancellation));
        });
}
