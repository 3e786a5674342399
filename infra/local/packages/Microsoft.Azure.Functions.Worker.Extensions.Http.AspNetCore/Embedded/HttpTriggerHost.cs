using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>One endpoint for each function with an HTTP trigger.</summary>
internal sealed partial class HttpTriggerHost(
    FunctionIndex index, FunctionInvoker invoker, FunctionKeys keys, HttpSettings http, HostSettings settings, IServer server, ILogger<HttpTriggerHost> logger) : ITriggerHost, IWebPart
{
    /// <summary>Where the original keeps it, so that <c>GetHttpContext()</c> and middleware find it.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    public Type TriggerType => typeof(HttpTriggerAttribute);

    public string Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    public void AddTo(WebApplication application)
    {
        Endpoint[] endpoints = [.. index.Functions.Where(static function => function.Trigger is HttpTriggerAttribute).Select(EndpointOf)];
        ((IEndpointRouteBuilder)application).DataSources.Add(new DefaultEndpointDataSource(endpoints));
    }

    public Task StartAsync(IReadOnlyList<FunctionEntry> functions, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>The server closes its ports, waits for its requests, and aborts them when it is out of time.</summary>
    public Task StopAsync(CancellationToken outOfTime) => server.StopAsync(outOfTime);

    private RouteEndpoint EndpointOf(FunctionEntry function)
    {
        if (function.TriggerParameter.Type != typeof(HttpRequest))
        {
            throw new FunctionSetupException(
                $"The HTTP trigger of '{function.Name}' is on a {function.TriggerParameter.Type.Name}; this host binds HttpRequest only.");
        }

        HttpTriggerAttribute trigger = (HttpTriggerAttribute)function.Trigger;
        string route = settings.Resolve(trigger.Route ?? function.Name).TrimStart('/');
        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse(http.RoutePrefix.Length == 0 ? route : $"{http.RoutePrefix}/{route}");
        }
        catch (RoutePatternException e)
        {
            throw new FunctionSetupException($"The route '{route}' of '{function.Name}' is not a route template: {e.Message}", e);
        }

        RouteEndpointBuilder endpoint = new(context => ServeAsync(context, function, trigger.AuthLevel), pattern, order: 0) { DisplayName = function.Name };
        if (trigger.Methods is { Length: > 0 } methods)
        {
            endpoint.Metadata.Add(new HttpMethodMetadata(methods.Select(static method => method.ToUpperInvariant())));
        }

        return (RouteEndpoint)endpoint.Build();
    }

    private async Task ServeAsync(HttpContext http, FunctionEntry function, AuthorizationLevel level)
    {
        if (!keys.Allow(http.Request, function.Name, level))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        EmbeddedFunctionContext context = new(function, new HttpInput(http), http.RequestServices, http.RequestAborted);
        context.Items[HttpContextKey] = http;
        try
        {
            await invoker.RunAsync(context);
            await HttpAnswer.SendAsync(http, context.Outcome.Value);
        }
        // Reading or writing on a connection that is gone fails in its own ways.
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            Log.Aborted(logger, function.Name, context.InvocationId);
        }
        // Kestrel's own verdict on the request, such as 413 or 408, met while the function read the body.
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            Log.BadRequest(logger, function.Name, context.InvocationId, e.StatusCode);
            http.Response.Clear();
            http.Response.StatusCode = e.StatusCode;
        }
#pragma warning disable CA1031 // Whatever a function throws becomes a 500 without details, and a log entry with them.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, e, function.Name, context.InvocationId);
            if (http.Response.HasStarted)
            {
                // A cut connection is the only way left to say that the answer is not whole.
                http.Abort();
            }
            else
            {
                http.Response.Clear();
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Error, "Function {Function} failed (run {InvocationId}); answered 500.")]
        public static partial void Failed(ILogger logger, Exception exception, string function, string invocationId);

        [LoggerMessage(9102, LogLevel.Information, "Function {Function}: the request could not be read (run {InvocationId}); answered {Status}.")]
        public static partial void BadRequest(ILogger logger, string function, string invocationId, int status);

        [LoggerMessage(9103, LogLevel.Debug, "Function {Function}: the caller has gone (run {InvocationId}).")]
        public static partial void Aborted(ILogger logger, string function, string invocationId);
    }
}
