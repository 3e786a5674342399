using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace CxFunnel.Azure;

/// <summary>
/// Where the storage account is: a connection string, or the addresses of its services with this machine's Azure identity.
/// The names of the settings are those of the Functions host, so that the app and the host use one account.
/// </summary>
public sealed record StorageConnection
{
    private const string Setting = "AzureWebJobsStorage";

    /// <summary>A call that takes longer is given up; the caller treats it as unanswered.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    public string? ConnectionString { get; init; }

    public Uri? TableServiceUri { get; init; }

    public Uri? QueueServiceUri { get; init; }

    public Uri? BlobServiceUri { get; init; }

    /// <summary>Shared by all clients of the account, and with them what is kept for later.</summary>
    internal PooledResponses Responses { get; } = new();

    /// <param name="setting">Reads a setting by name; null when it is not set.</param>
    /// <exception cref="InvalidOperationException">Neither form is complete; the message says what to set.</exception>
    public static StorageConnection From(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (setting(Setting) is { Length: > 0 } connectionString)
        {
            return new StorageConnection { ConnectionString = connectionString };
        }

        Uri? Service(string service) => setting($"{Setting}:{service}ServiceUri") is { Length: > 0 } uri
            ? new Uri(uri)
            : setting($"{Setting}:accountName") is { Length: > 0 } account ? new Uri($"https://{account}.{service}.core.windows.net") : null;

        StorageConnection connection = new() { TableServiceUri = Service("table"), QueueServiceUri = Service("queue"), BlobServiceUri = Service("blob") };
        return connection is { TableServiceUri: not null, QueueServiceUri: not null, BlobServiceUri: not null }
            ? connection
            : throw new InvalidOperationException(
                $"No storage account is configured. Set {Setting} to a connection string ('UseDevelopmentStorage=true' for the local emulator), or {Setting}__accountName for an identity.");
    }

    /// <param name="retries">0 for transactions: after a lost reply the caller looks before it repeats.</param>
    public TableServiceClient Tables(int retries)
    {
        TableClientOptions options = WithLimits(new TableClientOptions(), retries);
        return ConnectionString is not null
            ? new TableServiceClient(ConnectionString, options)
            : new TableServiceClient(TableServiceUri!, new DefaultAzureCredential(), options);
    }

    public QueueServiceClient Queues()
    {
        QueueClientOptions options = WithLimits(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, retries: 2);
        return ConnectionString is not null
            ? new QueueServiceClient(ConnectionString, options)
            : new QueueServiceClient(QueueServiceUri!, new DefaultAzureCredential(), options);
    }

    public BlobServiceClient Blobs()
    {
        BlobClientOptions options = WithLimits(new BlobClientOptions(), retries: 2);
        return ConnectionString is not null
            ? new BlobServiceClient(ConnectionString, options)
            : new BlobServiceClient(BlobServiceUri!, new DefaultAzureCredential(), options);
    }

    private T WithLimits<T>(T options, int retries)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = retries;
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = CallLimit;
        // Row keys and filters name customers' values; none of that belongs in a log.
        options.Diagnostics.IsLoggingEnabled = false;
        options.AddPolicy(new StorageMetrics(), HttpPipelinePosition.PerRetry);
        options.AddPolicy(Responses, HttpPipelinePosition.BeforeTransport);
        return options;
    }
}
