using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>Clients of the queue service, one for a connection.</summary>
internal sealed class QueueConnections(HostSettings settings)
{
    // Well below the lease, so that a renewal that hangs can be tried again in time.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, QueueServiceClient> _clients = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FunctionSetupException">The setting is missing or unusable.</exception>
    public QueueServiceClient Of(string? connection)
    {
        string name = string.IsNullOrEmpty(connection) ? StorageConnection.Default : settings.Resolve(connection);
        if (!_clients.TryGetValue(name, out QueueServiceClient? client))
        {
            _clients[name] = client = Create(name);
        }

        return client;
    }

    private QueueServiceClient Create(string name)
    {
        StorageConnection found = StorageConnection.Find(settings, name, "queue")
            ?? throw new FunctionSetupException($"The setting '{name}' is missing; queue triggers need it to say where the storage account is.");
        // Encoding is done here: what cannot be decoded must reach the poison queue as it is.
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.NetworkTimeout = NetworkTimeout;
        try
        {
            return found.ServiceUri is null
                ? new QueueServiceClient(found.ConnectionString, options)
                : new QueueServiceClient(found.ServiceUri, new DefaultAzureCredential(), options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The parser's own message may quote the connection string, and so the key.
            throw new FunctionSetupException($"The setting '{name}' is not a storage connection string.");
        }
    }
}
