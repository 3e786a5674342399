using CxFunnel.Pipeline.RootCauses;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Rollup;

public static class RollupServices
{
    /// <summary>Sums → tables for BI.</summary>
    public static IServiceCollection AddRollup(this IServiceCollection services) => services
        .AddSingleton<RollupDoorbell>()
        .AddSingleton<DaySums>()
        .AddSingleton<MetricsDailyTable>()
        .AddSingleton<RootCausesDailyTable>()
        .AddSingleton<IReadOnlyList<DailyTable>>(s => [s.GetRequiredService<MetricsDailyTable>(), s.GetRequiredService<RootCausesDailyTable>()])
        .AddSingleton<RollupProgram>()
        .AddSingleton<RollupSweep>();
}
