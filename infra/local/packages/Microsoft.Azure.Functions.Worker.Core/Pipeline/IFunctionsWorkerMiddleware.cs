namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs around every function; one instance for the whole app.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
