using CxFunnel.Azure.Blobs;
using CxFunnel.Azure.Language;
using CxFunnel.Azure.Queues;
using CxFunnel.Azure.Tables;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Azure;

public static class AzureServices
{
    /// <summary>The pipeline's ports on an Azure storage account, or on its emulator.</summary>
    public static IServiceCollection AddAzureStorage(this IServiceCollection services) => services
        .AddSingleton(s => StorageConnection.From(name => s.GetRequiredService<IConfiguration>()[name]))
        .AddSingleton<ITableStore, AzureTableStore>()
        .AddSingleton<IMessageQueue, AzureMessageQueue>()
        .AddSingleton<IPoisonQueues, AzurePoisonQueues>()
        .AddSingleton<IBlobStore, AzureBlobStore>();

    /// <summary>The second text engine; made only when the settings name one.</summary>
    public static IServiceCollection AddAzureLanguage(this IServiceCollection services) => services
        .AddSingleton<ICloudAnalyzer>(s => new AzureLanguageAnalyzer(
            LanguageConnection.Client(s.GetRequiredService<LanguageOptions>()), s.GetRequiredService<TimeProvider>()));
}
