using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Emerging;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.RootCauses.Report;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.RootCauses;

public static class RootCauseServices
{
    /// <summary>Complaints → root causes, and what they cost.</summary>
    public static IServiceCollection AddRootCauses(this IServiceCollection services)
    {
        services.AddOptions<RootCauseOptions>().BindConfiguration("RootCauses").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<RootCauseOptions>, ValidateRootCauseOptions>()
            .AddSingleton(s => s.GetRequiredService<IOptions<RootCauseOptions>>().Value)
            .AddSingleton<EmergingOptions>(s => s.GetRequiredService<RootCauseOptions>().Emerging)
            .AddSingleton<CauseKnowledgeStore>()
            .AddSingleton<CauseSwitch>()
            .AddSingleton<RootCausesTable>()
            .AddSingleton<QuoteEraser>()
            .AddSingleton<RootCauseReport>()
            .AddSingleton<RootCauseDetails>()
            .AddSingleton<EditRootCauses>()
            .AddSingleton<ProgramTaxonomies>()
            .AddSingleton<DiscoverRootCauses>();
    }
}
