using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

internal sealed class HttpFunctions(Probe probe)
{
    [Function(nameof(Echo))]
    public IActionResult Echo([HttpTrigger(AuthorizationLevel.Function, "post", Route = "echo/{name}")] HttpRequest request, string name) =>
        new OkObjectResult(new { name, request.ContentType });

    [Function(nameof(Open))]
    public IActionResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => new OkObjectResult("open");

    [Function(nameof(Admin))]
    public IActionResult Admin([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "manage/admin")] HttpRequest request) => new OkObjectResult("admin");

    [Function(nameof(Number))]
    public IResult Number([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "numbers/{id:int:min(1)}")] HttpRequest request, int id) =>
        Results.Text($"number {id + 1}");

    [Function(nameof(Optional))]
    public IResult Optional([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "optional/{part?}")] HttpRequest request, string? part, int size = 7) =>
        Results.Text($"part {part ?? "none"} size {size}");

    [Function(nameof(Rest))]
    public IResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rest/{*path}")] HttpRequest request, string? path) => Results.Text($"rest {path}");

    [Function(nameof(Handshake))]
    public IActionResult Handshake([HttpTrigger(AuthorizationLevel.Anonymous, "head", "get", "post", Route = "handshake")] HttpRequest request) =>
        new OkObjectResult(request.Method);

    [Function(nameof(AnyMethod))]
    public IResult AnyMethod([HttpTrigger(AuthorizationLevel.Anonymous, Route = "any")] HttpRequest request) => Results.Text(request.Method);

    [Function(nameof(Count))]
    public async Task<IActionResult> Count([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "count")] HttpRequest request, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(65536);
        long bytes = 0;
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (bytes == 0)
            {
                await probe.RunAsync("first bytes", cancellation);
            }

            bytes += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return new OkObjectResult(bytes);
    }

    [Function(nameof(Wait))]
    public async Task<IActionResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request, FunctionContext context)
    {
        await probe.RunAsync("waiting", context.CancellationToken);
        return new OkObjectResult("waited");
    }

    [Function(nameof(Throw))]
    public IActionResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw")] HttpRequest request) =>
        throw new InvalidOperationException("inner detail");

    [Function(nameof(ThrowLater))]
    public async Task<IActionResult> ThrowLater([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw-later")] HttpRequest request)
    {
        await Task.Yield();
        throw new InvalidOperationException("inner detail");
    }

    [Function(nameof(ThrowHalfway))]
    public async Task ThrowHalfway([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw-halfway")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("inner detail");
    }

    [Function(nameof(Context))]
    public IResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{word}")] HttpRequest request, FunctionContext context) =>
        Results.Text(string.Join('|', [
            context.FunctionDefinition.Name,
            context.FunctionId,
            context.FunctionDefinition.EntryPoint,
            context.FunctionDefinition.InputBindings["request"].Type,
            $"{context.BindingContext.BindingData["word"]}",
            $"{ReferenceEquals(context.GetHttpContext(), request.HttpContext)}",
            $"{Guid.TryParse(context.InvocationId, out _)}",
        ]));
}
