using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Verify;

public static class VerifyServices
{
    /// <summary>Ledger against sums and tables; sums anew from the ledger.</summary>
    public static IServiceCollection AddVerify(this IServiceCollection services) => services
        .AddSingleton<LedgerFold>()
        .AddSingleton<StrayRows>()
        .AddSingleton<WaitingRows>()
        .AddSingleton<LedgerVerifier>()
        .AddSingleton<MetricsVerifier>()
        .AddSingleton<VerificationLog>()
        .AddSingleton<VerifyCounts>()
        .AddSingleton<RebuildAggregates>();
}
