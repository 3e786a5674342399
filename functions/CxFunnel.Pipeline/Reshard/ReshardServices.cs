using CxFunnel.Pipeline.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Reshard;

public static class ReshardServices
{
    /// <summary>A ledger into more or fewer partitions.</summary>
    public static IServiceCollection AddReshard(this IServiceCollection services) => services
        .AddSingleton<PatientTables>()
        .AddSingleton<LedgerCopy>()
        .AddSingleton<LayoutSums>()
        .AddSingleton<ReshardProgram>();
}
