using CxFunnel.Azure;
using CxFunnel.Functions.Hosting;
using CxFunnel.Functions.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddPipeline() // ingest -> analyze -> ledger -> rollup -> report, and what keeps them right
    .AddBodyBudget() // so much in memory while storage is slow, no more
    .AddEndWithParent();
await builder.Build().RunAsync();
