using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Runs functions through the app's middleware.</summary>
internal sealed class FunctionInvoker
{
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly IServiceScopeFactory _scopes;

    public FunctionInvoker(MiddlewarePipeline pipeline, IServiceScopeFactory scopes)
    {
        _pipeline = pipeline.Build(static async context =>
        {
            EmbeddedFunctionContext run = (EmbeddedFunctionContext)context;
            run.Outcome.Value = await run.Function.Body.RunAsync(run);
        });
        _scopes = scopes;
    }

    /// <summary>Runs in the services that the context brings.</summary>
    public Task RunAsync(EmbeddedFunctionContext context) => _pipeline(context);

    /// <summary>Runs in a scope of its own.</summary>
    public async Task RunAsync(FunctionEntry function, InvocationInput input, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        await _pipeline(new EmbeddedFunctionContext(function, input, scope.ServiceProvider, cancellation));
    }
}
