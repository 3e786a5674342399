using CxFunnel.Azure;
using CxFunnel.Functions.Hosting;
using CxFunnel.Functions.Http;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Report;
using CxFunnel.Pipeline.Reshard;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.Verify;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddAzureStorage() // tables, queues, blobs
    .AddAzureLanguage() // the second text engine, where the settings name one
    .AddIngest() // webhook, own JSON, export -> feedback-inbox
    .AddAnalysis() // text -> insight
    .AddLedger() // insight -> ledger and sums, one transaction
    .AddRollup() // sums -> tables for BI
    .AddRootCauses() // complaints -> root causes, and what they cost
    .AddReport() // sums -> HTTP
    .AddVerify() // ledger against sums and tables
    .AddLearn() // corrections -> a program's own weights
    .AddReshard() // a ledger into more or fewer partitions
    .AddErase() // a customer out of ledger, sums and quarantine
    .AddBodyBudget() // so much in memory while storage is slow, no more
    .AddEndWithParent();
await builder.Build().RunAsync();
