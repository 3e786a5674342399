using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class MiddlewareTests
{
    [Fact]
    public async Task Middleware_AddedFirst_RunsFirstAndEndsLast()
    {
        List<string> order = [];
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Open"], configure: builder =>
        {
            builder.Services.AddSingleton<Probe>();
            builder.UseMiddleware(async (_, next) =>
            {
                order.Add("outer begins");
                await next();
                order.Add("outer ends");
            });
            builder.UseMiddleware(async (context, next) =>
            {
                order.Add("inner begins");
                await next();
                order.Add($"inner ends with {((OkObjectResult)context.GetInvocationResult().Value!).Value}");
            });
        });

        await app.Client.GetAsync("/api/open");

        Assert.Equal(["outer begins", "inner begins", "inner ends with open", "outer ends"], order);
    }

    [Fact]
    public async Task Middleware_ThatCatches_ChoosesTheAnswer()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Throw", "Open"], configure: builder =>
        {
            builder.Services.AddSingleton<Probe>();
            builder.UseMiddleware<AnswerBusy>();
        });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Client.GetAsync("/api/throw")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/api/open")).StatusCode);
    }

    [Fact]
    public async Task Middleware_UsedWhen_RunsOnlyThen()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Throw", "ThrowLater"], configure: builder =>
        {
            builder.Services.AddSingleton<Probe>();
            builder.UseWhen<AnswerBusy>(static context => context.FunctionDefinition.Name == "Throw");
        });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Client.GetAsync("/api/throw")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/api/throw-later")).StatusCode);
    }

    private sealed class AnswerBusy : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            try
            {
                await next(context);
            }
            catch (InvalidOperationException)
            {
                context.GetInvocationResult().Value = new StatusCodeResult(503);
            }
        }
    }
}
