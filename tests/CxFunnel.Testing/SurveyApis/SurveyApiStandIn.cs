using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Testing.SurveyApis;

/// <summary>
/// Stands in for the APIs of SurveyMonkey and Qualtrics on this machine: the documented paths, ways to say the token, error
/// bodies and rate-limit headers. It knows what a test puts into it, and can be told to misbehave for the next calls.
/// </summary>
public sealed class SurveyApiStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _next = new();
    private readonly ConcurrentQueue<string> _calls = new();

    private SurveyApiStandIn(WebApplication app, string token)
    {
        _app = app;
        Token = token;
        app.Run(AnswerAsync);
    }

    /// <summary>The token that it accepts; another from now on is as if this one had been revoked.</summary>
    public string Token { get; set; }

    /// <summary>Its root, without a slash.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Path and query of every call so far, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public static async Task<SurveyApiStandIn> StartAsync(string token)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        SurveyApiStandIn api = new(builder.Build(), token);
        await api._app.StartAsync();
        return api;
    }

    /// <param name="path">Without the query.</param>
    public void Put(string path, byte[] json) => _documents[path] = json;

    public void PutSurveyMonkey(string surveyId, string responseId, byte[] json) => Put($"/v3/surveys/{surveyId}/responses/{responseId}/details", json);

    public void PutSurveyMonkeyDefinition(string surveyId, byte[] json) => Put($"/v3/surveys/{surveyId}/details", json);

    public void PutQualtrics(string surveyId, string responseId, byte[] json) => Put($"/API/v3/surveys/{surveyId}/responses/{responseId}", json);

    /// <summary>What the next calls get, one each, whatever they ask for.</summary>
    public void AnswerNext(params ReadOnlySpan<Func<HttpContext, Task>> answers)
    {
        foreach (Func<HttpContext, Task> answer in answers)
        {
            _next.Enqueue(answer);
        }
    }

    /// <summary>An answer of a status, with headers as <c>Name: value</c>.</summary>
    public static Func<HttpContext, Task> Status(int status, params string[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (string[] header in headers.Select(h => h.Split(": ", 2)))
        {
            context.Response.Headers[header[0]] = header[1];
        }

        return Error(context, status, status.ToString(CultureInfo.InvariantCulture), "Scripted.");
    };

    /// <summary>No answer until the caller goes away.</summary>
    public static async Task Hang(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
    }

    /// <summary>Ends the connection in the middle of an answer.</summary>
    public static async Task BreakOff(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("{\"id\":");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _calls.Enqueue(context.Request.Path + context.Request.QueryString);
        if (_next.TryDequeue(out Func<HttpContext, Task>? answer))
        {
            await answer(context);
            return;
        }

        bool isQualtrics = context.Request.Path.StartsWithSegments("/API/v3", StringComparison.Ordinal);
        bool isAllowed = isQualtrics
            ? context.Request.Headers["X-API-TOKEN"] == Token
            : string.Equals(context.Request.Headers.Authorization, $"bearer {Token}", StringComparison.OrdinalIgnoreCase);
        if (!isAllowed)
        {
            await Error(context, 401, isQualtrics ? "AUTH_3.0" : "1011", "The authorization token provided was invalid.");
        }
        else if (_documents.TryGetValue(context.Request.Path, out byte[]? json))
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(json);
        }
        else
        {
            await Error(context, 404, isQualtrics ? "RES_1.0" : "1020", "There was an error retrieving the requested resource.");
        }
    }

    private static Task Error(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(context.Request.Path.StartsWithSegments("/API/v3", StringComparison.Ordinal)
            ? $$$"""{"meta":{"httpStatus":"{{{status}}}","error":{"errorMessage":"{{{message}}}","errorCode":"{{{code}}}"},"requestId":"00000000-0000-0000-0000-000000000000"}}"""
            : $$$"""{"error":{"docs":"https://developer.surveymonkey.com/api/v3/#error-codes","message":"{{{message}}}","id":"{{{code}}}","name":"Error","http_status_code":{{{status}}}}}""");
    }
}
