using System.Net;
using System.Security.Cryptography;
using CxFunnel.Pipeline.Ingest.Feedback;
using CxFunnel.Pipeline.Ingest.Fetch;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Ingest;

public static class IngestServices
{
    /// <summary>Webhook, own JSON, export → <c>feedback-inbox</c>.</summary>
    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration("Imports").ValidateOnStart();
        services.AddOptions<QuarantineOptions>().BindConfiguration("Quarantine").ValidateOnStart();
        services.AddOptions<FetchOptions>().BindConfiguration("Fetch").ValidateOnStart();
        // A token must not travel on with a redirect, nor an answer into the next call with a cookie.
        services.AddHttpClient(ResponseClient.HttpName)
            .RemoveAllLoggers()
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        return services
            .AddSingleton<IValidateOptions<ImportOptions>, ValidateImportOptions>()
            .AddSingleton(s => s.GetRequiredService<IOptions<ImportOptions>>().Value)
            .AddSingleton<IValidateOptions<FetchOptions>, ValidateFetchOptions>()
            .AddSingleton(s => s.GetRequiredService<IOptions<FetchOptions>>().Value)
            .AddSingleton<FetchRequests>()
            .AddSingleton<FetchResponses>()
            .AddSingleton<FeedbackInbox>()
            .AddSingleton<FeedbackIngest>()
            .AddSingleton<IValidateOptions<QuarantineOptions>, ValidateQuarantineOptions>()
            .AddSingleton(s => s.GetRequiredService<IOptions<QuarantineOptions>>().Value)
            .AddSingleton<QuarantineRetention>()
            .AddSingleton<QuarantineStore>()
            .AddSingleton<QuarantineReplay>()
            .AddSingleton<RedactedBody>()
            .AddSingleton(s => new Sources(
                s.GetRequiredService<IConfiguration>().GetSection("Sources").Get<Dictionary<string, SourceOptions>>() ?? [],
                onlySigned: s.GetRequiredService<IConfiguration>().GetValue<bool>("Ingest:OnlySigned")))
            .AddSingleton<MappingStore>()
            .AddSingleton<SetMapping>()
            .AddSingleton<SurveyReader>()
            .AddSingleton<SurveyIngest>()
            .AddSingleton<ImportLog>()
            .AddSingleton<ReadImport>()
            .AddSingleton(s => new StageImport(
                s.GetRequiredService<IBlobStore>(),
                s.GetRequiredService<IMessageQueue>(),
                s.GetRequiredService<ImportLog>(),
                s.GetRequiredService<TimeProvider>(),
                newId: () => RandomNumberGenerator.GetHexString(8, lowercase: true)));
    }
}
