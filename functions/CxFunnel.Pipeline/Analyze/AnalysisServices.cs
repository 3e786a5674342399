using System.Security.Cryptography;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Pipeline.Analyze;

public static class AnalysisServices
{
    /// <summary>Text → insight.</summary>
    public static IServiceCollection AddAnalysis(this IServiceCollection services) => services
        .AddSingleton<EmbeddedTextEngine>()
        .AddSingleton<ITextAnalyzer, EmbeddedTextAnalyzer>()
        .AddSingleton(s => new CustomerReferences(
            s.GetRequiredService<ITableStore>(),
            s.GetRequiredService<IConfiguration>().GetSection("Privacy").Get<PrivacyOptions>() ?? new PrivacyOptions(),
            newKey: () => RandomNumberGenerator.GetBytes(32)))
        .AddSingleton<FeedbackAnalysis>();
}
