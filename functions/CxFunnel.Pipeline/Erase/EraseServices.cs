using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Erase;

public static class EraseServices
{
    /// <summary>A customer out of ledger, sums and quarantine.</summary>
    public static IServiceCollection AddErase(this IServiceCollection services) => services
        .AddSingleton<LedgerEraser>()
        .AddSingleton<QuarantineEraser>()
        .AddSingleton<EraseCustomer>();
}
