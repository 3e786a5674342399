using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Testing.Language;

/// <summary>One request as the service got it.</summary>
public sealed record LanguageRequest(string Kind, IReadOnlyList<string> Texts, JsonObject Body);

/// <summary>
/// Speaks the documented REST protocol of Azure AI Language on this machine, with its limits and failures. What it finds in a text is
/// simple and made for tests; how it is asked and how it answers is not.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/language/text-analysis-runtime/analyze-text and
/// https://learn.microsoft.com/azure/ai-services/language-service/concepts/data-limits
/// </remarks>
public sealed class LocalLanguageService : IAsyncDisposable
{
    public const string Key = "0123456789abcdef0123456789abcdef";

    private const long MaxRequestBytes = 1_000_000;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<LanguageFault?> _faults = new();
    private readonly ConcurrentQueue<LanguageRequest> _requests = new();
    private long _records;

    private LocalLanguageService(WebApplication app) => _app = app;

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1");

    /// <summary>Every request that was let in, also those that then failed.</summary>
    public IReadOnlyList<LanguageRequest> Requests => [.. _requests];

    /// <summary>Text records billed: one for each 1,000 text elements of a document, or part of them, and for each analysis.</summary>
    public long Records => Interlocked.Read(ref _records);

    public static async Task<LocalLanguageService> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        LocalLanguageService service = new(app);
        app.MapPost("/language/:analyze-text", service.AnswerAsync);
        await app.StartAsync();
        service.Endpoint = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return service;
    }

    /// <summary>The next requests fail like this, one each, in this order; null is a right answer.</summary>
    public void Next(params ReadOnlySpan<LanguageFault?> faults)
    {
        foreach (LanguageFault? fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers["Ocp-Apim-Subscription-Key"] != Key)
        {
            await ErrorAsync(context, 401, "401", "Access denied due to invalid subscription key or wrong API endpoint.");
            return;
        }

        if (context.Request.Query["api-version"] is not ["2022-05-01" or "2023-04-01"])
        {
            await ErrorAsync(context, 400, "InvalidRequest", "Invalid request.", "InvalidParameterValue");
            return;
        }

        if (context.Request.ContentLength > MaxRequestBytes)
        {
            await ErrorAsync(context, 413, "InvalidRequest", "Request body is too large.");
            return;
        }

        JsonObject body;
        AnalyzeTextProtocol protocol;
        try
        {
            body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
            protocol = AnalyzeTextProtocol.Of(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or KeyNotFoundException or FormatException)
        {
            await ErrorAsync(context, 400, "InvalidRequest", "Invalid request.", "InvalidRequestBodyFormat");
            return;
        }

        _requests.Enqueue(new LanguageRequest(protocol.Kind, [.. protocol.Documents.Select(d => d.Text)], body));
        _faults.TryDequeue(out LanguageFault? fault);
        if (await FailsAsync(context, fault))
        {
            return;
        }

        if (protocol.Refusal is { } refusal)
        {
            await ErrorAsync(context, 400, "InvalidRequest", "Invalid Document in request.", refusal.Code, refusal.Message);
            return;
        }

        (JsonObject answer, int records) = protocol.Answer(fault);
        Interlocked.Add(ref _records, records);
        byte[] json = Encoding.UTF8.GetBytes(answer.ToJsonString());
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["csp-billing-usage"] = string.Create(CultureInfo.InvariantCulture, $"CognitiveServices.TextAnalytics.TextRecords={records}");
        await context.Response.Body.WriteAsync(fault is LanguageFault.CutShort ? json.AsMemory(0, json.Length / 2) : json);
    }

    private static async Task<bool> FailsAsync(HttpContext context, LanguageFault? fault)
    {
        switch (fault)
        {
            case LanguageFault.Throttled throttled:
                context.Response.Headers.RetryAfter = throttled.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
                await ErrorAsync(context, 429, "429", "Requests have exceeded rate limit of your current TextAnalytics S pricing tier.");
                return true;
            case LanguageFault.QuotaEnded:
                context.Response.Headers.RetryAfter = "1296000";
                await ErrorAsync(context, 403, "403", "Out of call volume quota for TextAnalytics F0 pricing tier. Please retry after 15 days.");
                return true;
            case LanguageFault.Status status:
                context.Response.StatusCode = status.Code;
                await context.Response.WriteAsync("<html>upstream</html>");
                return true;
            case LanguageFault.Refused refused:
                await ErrorAsync(context, refused.Code, "InvalidRequest", "Invalid request.", refused.InnerCode);
                return true;
            case LanguageFault.Silent:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            case LanguageFault.Late late:
                await Task.Delay(late.Delay, TimeProvider.System, context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    private static async Task ErrorAsync(HttpContext context, int status, string code, string message, string? innerCode = null, string? innerMessage = null)
    {
        JsonObject error = new() { ["code"] = code, ["message"] = message };
        if (innerCode is not null)
        {
            error["innererror"] = new JsonObject { ["code"] = innerCode, ["message"] = innerMessage ?? message };
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["error"] = error }.ToJsonString());
    }
}
