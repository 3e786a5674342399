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
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Azure;

public static class PipelineServices
{
    /// <summary>Every stage, on Azure's storage or its emulator; the same in the app, in the commands that work without it, and in tests.</summary>
    /// <remarks>Wants a <see cref="TimeProvider"/> and an <c>IConfiguration</c>, which differ between these.</remarks>
    public static IServiceCollection AddPipeline(this IServiceCollection services) => services
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
        .AddErase(); // a customer out of ledger, sums and quarantine
}
