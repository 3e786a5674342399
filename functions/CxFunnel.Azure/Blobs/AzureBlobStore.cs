using System.Collections.Concurrent;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Blobs;

/// <summary>Azure Blob Storage as the pipeline's files. Containers are created at their first use, without public access.</summary>
public sealed class AzureBlobStore(StorageConnection connection) : IBlobStore
{
    private const int BlockBytes = 1024 * 1024;

    /// <summary>
    /// A stream of unknown length is sent in blocks, each buffered whole. The client's own choice is five blocks of 8 MB at a time
    /// for each upload; these are the memory of one upload. With blocks of 4 MB 15 of the 33 MB of
    /// large objects were holes when a file had been taken in. One of 1 MB is a call for some thousands of rows of an export, and 50,000 of
    /// them make a file of 50 GB.
    /// </summary>
    private static readonly StorageTransferOptions Transfer = new()
    {
        InitialTransferSize = BlockBytes,
        MaximumTransferSize = BlockBytes,
        MaximumConcurrency = 1,
    };

    private readonly BlobServiceClient _service = connection.Blobs();
    private readonly ConcurrentDictionary<string, BlobContainerClient> _created = new(StringComparer.Ordinal);

    public async Task PutAsync(string container, string name, Stream content, CancellationToken cancellation)
    {
        BlobContainerClient client = await ContainerAsync(container, cancellation);
        await StorageFailures.GuardAsync<Response<BlobContentInfo>>(
            $"Writing a blob of '{container}'", () => client.GetBlobClient(name).UploadAsync(content, new BlobUploadOptions { TransferOptions = Transfer }, cancellation), cancellation);
    }

    public async Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation)
    {
        BlobContainerClient client = await ContainerAsync(container, cancellation);
        try
        {
            Response<BlobDownloadStreamingResult> found = await StorageFailures.GuardAsync(
                $"Reading a blob of '{container}'", () => client.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellation), cancellation);
            return found.Value.Content;
        }
        catch (StorageUnavailableException e) when (e.InnerException is RequestFailedException { Status: 404 })
        {
            return null;
        }
    }

    public async Task DeleteAsync(string container, string name, CancellationToken cancellation)
    {
        BlobContainerClient client = await ContainerAsync(container, cancellation);
        await StorageFailures.GuardAsync(
            $"Deleting a blob of '{container}'", () => client.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellation), cancellation);
    }

    private async Task<BlobContainerClient> ContainerAsync(string container, CancellationToken cancellation)
    {
        if (!_created.TryGetValue(container, out BlobContainerClient? client))
        {
            client = _service.GetBlobContainerClient(container);
            BlobContainerClient missing = client;
            await StorageFailures.GuardAsync<Response<BlobContainerInfo>?>(
                $"Creating the container '{container}'", async () => await missing.CreateIfNotExistsAsync(cancellationToken: cancellation), cancellation);
            _created[container] = client;
        }

        return client;
    }
}
