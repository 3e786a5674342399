using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Functions.Http;

/// <summary>The contract's answers. A body of problems is <c>application/problem+json</c> (RFC 9457) and quotes no feedback.</summary>
internal static partial class Answers
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Runs a route; what a client can cause, and storage that does not answer, become the contract's status codes.</summary>
    public static async Task<IActionResult> GuardAsync(HttpRequest request, ILogger log, Func<Task<IActionResult>> route)
    {
        try
        {
            return await route();
        }
        catch (StorageUnavailableException e)
        {
            Log.StorageUnavailable(log, e.Message);
            request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problem(StatusCodes.Status503ServiceUnavailable, "Storage does not take it at the moment; send it again.");
        }
        catch (PayloadTooLargeException e)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, e.Message);
        }
        catch (UnsupportedEncodingException e)
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, e.Message);
        }
        catch (InvalidDataException)
        {
            return Problem(StatusCodes.Status400BadRequest, "The body is damaged: its compression or its multipart form cannot be undone.");
        }
        catch (BadHttpRequestException e)
        {
            // The web server's own findings: too large, too slow, cut off.
            return Problem(e.StatusCode, "The request cannot be read.");
        }
    }

    public static IActionResult Of(IngestOutcome outcome) => outcome switch
    {
        IngestOutcome.Accepted { Reason: null } accepted => Json(StatusCodes.Status202Accepted, new AcceptedAnswer(accepted.Ids.Count, accepted.Ids)),
        IngestOutcome.Accepted accepted => Json(StatusCodes.Status202Accepted, new NothingToKeepAnswer(0, [], accepted.Reason)),
        IngestOutcome.Quarantined quarantined => Json(StatusCodes.Status202Accepted, new QuarantinedAnswer(0, 1, quarantined.Reason)),
        IngestOutcome.Rejected rejected => Invalid(rejected.Errors),
        IngestOutcome.Unauthenticated unauthenticated => Problem(StatusCodes.Status401Unauthorized, unauthenticated.Reason),
        IngestOutcome.Unsupported unsupported => Problem(StatusCodes.Status415UnsupportedMediaType, unsupported.Reason),
        _ => throw new InvalidOperationException($"No answer is known for '{outcome.GetType().Name}'."),
    };

    public static IActionResult Invalid(InputErrors errors) => Json(
        StatusCodes.Status400BadRequest,
        new ProblemAnswer(
            StatusCodes.Status400BadRequest,
            errors.Count == 1 ? "The input has an error." : $"The input has {errors.Count} errors.",
            [.. errors.Listed.Select(e => new ProblemError(e.Pointer, e.Detail))]),
        "application/problem+json");

    public static IActionResult Invalid(string pointer, string detail)
    {
        InputErrors errors = new();
        errors.Add(pointer, detail);
        return Invalid(errors);
    }

    public static IActionResult Problem(int status, string title) => Json(status, new ProblemAnswer(status, title, Errors: null), "application/problem+json");

    public static IActionResult Json<T>(int status, T value, string contentType = "application/json") => new ContentResult
    {
        StatusCode = status,
        ContentType = contentType,
        Content = System.Text.Json.JsonSerializer.Serialize(value, typeof(T), AnswerJson.Default),
    };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "Storage is unavailable, the client is told to come back: {Reason}")]
        public static partial void StorageUnavailable(ILogger logger, string reason);
    }
}
