using System.Security.Cryptography;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Analyze;

public static class AnalysisServices
{
    /// <summary>Text → insight.</summary>
    public static IServiceCollection AddAnalysis(this IServiceCollection services)
    {
        services.AddOptions<LanguageOptions>().BindConfiguration("Language").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<LanguageOptions>, ValidateLanguageOptions>()
            .AddSingleton(s => s.GetRequiredService<IOptions<LanguageOptions>>().Value)
            .AddSingleton<EmbeddedTextEngine>()
            .AddSingleton<ModelStore>()
            .AddSingleton<ProgramModels>()
            .AddSingleton<CorrectionStore>()
            .AddSingleton<EmbeddedTextAnalyzer>()
            .AddSingleton<TextRecordBudget>()
            .AddSingleton(Analyzer)
            .AddSingleton<LanguageStatus>()
            .AddSingleton(s => new CustomerReferences(
                s.GetRequiredService<ITableStore>(),
                s.GetRequiredService<IConfiguration>().GetSection("Privacy").Get<PrivacyOptions>() ?? new PrivacyOptions(),
                newKey: () => RandomNumberGenerator.GetBytes(32)))
            .AddSingleton<FeedbackAnalysis>();
    }

    /// <summary>The embedded engine alone, unless a second one is configured and there is one.</summary>
    private static ITextAnalyzer Analyzer(IServiceProvider services)
    {
        EmbeddedTextAnalyzer embedded = services.GetRequiredService<EmbeddedTextAnalyzer>();
        LanguageOptions options = services.GetRequiredService<LanguageOptions>();
        return options is { Endpoint: not null, Threshold: > 0, MonthlyTextRecords: > 0 } && services.GetService<ICloudAnalyzer>() is { } cloud
            ? new RoutedTextAnalyzer(
                embedded,
                new SharedCloudCalls(cloud, options.Timeout, services.GetRequiredService<TimeProvider>()),
                services.GetRequiredService<TextRecordBudget>(),
                options,
                services.GetRequiredService<TimeProvider>(),
                services.GetService<ILogger<RoutedTextAnalyzer>>() ?? NullLogger<RoutedTextAnalyzer>.Instance)
            : embedded;
    }
}
