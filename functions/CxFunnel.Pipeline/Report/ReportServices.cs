using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Report;

public static class ReportServices
{
    /// <summary>Sums → HTTP.</summary>
    public static IServiceCollection AddReport(this IServiceCollection services) => services.AddSingleton<MetricsReport>();
}
