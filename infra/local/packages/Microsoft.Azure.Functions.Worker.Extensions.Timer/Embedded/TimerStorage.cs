using System.Reflection;
using System.Text.Json;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer;

/// <summary>What hosts of one app share about a timer: who runs it, and when it last ran. The blobs lie where Azure's host has them.</summary>
internal sealed class TimerStorage
{
    private const string Container = "azure-webjobs-hosts";

    private readonly BlobContainerClient _container;
    private readonly string _hostId;

    private TimerStorage(BlobContainerClient container, string hostId)
    {
        _container = container;
        _hostId = hostId;
    }

    /// <summary>The shortest lease that the service gives: what is left by a killed host is free again soon.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(15);

    /// <returns>Null when timers are not to be shared: no storage is set, or <c>EmbeddedHost__timerLocks</c> is false.</returns>
    public static TimerStorage? Open(HostSettings settings)
    {
        if (bool.TryParse(settings.Own["timerLocks"], out bool wanted) && !wanted)
        {
            return null;
        }

        if (StorageConnection.Find(settings, name: null, "blob") is not { } connection)
        {
            return null;
        }

        try
        {
            BlobServiceClient service = connection.ServiceUri is null
                ? new BlobServiceClient(connection.ConnectionString)
                : new BlobServiceClient(connection.ServiceUri, new DefaultAzureCredential());
            return new TimerStorage(service.GetBlobContainerClient(Container), HostId(settings));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The parser's own message may quote the connection string, and so the key.
            throw new FunctionSetupException($"The setting '{StorageConnection.Default}' is not a storage connection string.");
        }
    }

    /// <summary>Takes the lock of a timer.</summary>
    /// <returns>Null when another host has it.</returns>
    public async Task<BlobLeaseClient?> TryLockAsync(string function, CancellationToken cancellation)
    {
        BlobClient blob = _container.GetBlobClient($"locks/{_hostId}/{function}.Listener");
        while (true)
        {
            try
            {
                BlobLeaseClient lease = blob.GetBlobLeaseClient();
                await lease.AcquireAsync(Lease, conditions: null, cancellation);
                return lease;
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                return null;
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                await _container.CreateIfNotExistsAsync(cancellationToken: cancellation);
                await CreateEmptyAsync(blob, cancellation);
            }
        }
    }

    public async Task<ScheduleStatus?> ReadStatusAsync(string function, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult status = await Status(function).DownloadContentAsync(cancellation);
            return JsonSerializer.Deserialize<ScheduleStatus>(status.Content);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (JsonException)
        {
            // Not ours, or cut off: as if it had never run.
            return null;
        }
    }

    public Task WriteStatusAsync(string function, ScheduleStatus status, CancellationToken cancellation) =>
        Status(function).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, cancellation);

    private BlobClient Status(string function) => _container.GetBlobClient($"timers/{_hostId}/{function}/status");

    private static async Task CreateEmptyAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            await blob.UploadAsync(BinaryData.FromBytes([]), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another host was faster.
        }
    }

    /// <summary>The same for all hosts of an app: the setting that Azure has for it, else the name of the app.</summary>
    private static string HostId(HostSettings settings) =>
        settings.Configuration["AzureFunctionsWebHost:hostid"]
        ?? (settings.Configuration["EmbeddedHost:functionAssembly"] ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "app").ToLowerInvariant();
}
