using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Rollup;

public static class RollupServices
{
    /// <summary>Sums → tables for BI.</summary>
    public static IServiceCollection AddRollup(this IServiceCollection services) => services
        .AddSingleton<RollupDoorbell>()
        .AddSingleton<DaySums>()
        .AddSingleton<MetricsDailyTable>()
        .AddSingleton<RollupProgram>()
        .AddSingleton<RollupSweep>();
}
