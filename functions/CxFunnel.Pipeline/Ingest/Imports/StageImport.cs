using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Takes an export in: the bytes into a blob first, so that the answer can promise them, then a message to read it.</summary>
public sealed class StageImport(IBlobStore blobs, IMessageQueue queue, ImportLog log, TimeProvider clock, Func<string> newId)
{
    /// <summary>The name of the blob that holds an upload until it is read.</summary>
    public static string BlobName(string importId) => $"{importId}/upload";

    /// <inheritdoc cref="StageAsync(string, string?, UploadOptions, Stream, CancellationToken)"/>
    public Task<string> StageAsync(string program, string? source, Stream export, CancellationToken cancellation) =>
        StageAsync(program, source, UploadOptions.None, export, cancellation);

    /// <summary>Stages an upload.</summary>
    /// <param name="source">The source that the upload states; null takes the dialect's own.</param>
    /// <param name="options">What else it states.</param>
    /// <param name="export">The file; read to its end, not disposed.</param>
    /// <returns>The import's id.</returns>
    /// <exception cref="StorageUnavailableException">Nothing was promised; upload again.</exception>
    public async Task<string> StageAsync(string program, string? source, UploadOptions options, Stream export, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = $"{now.ToString("yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture)}-{newId()}";
        await blobs.PutAsync(ContainerNames.Imports, BlobName(id), export, cancellation);
        ImportHeader header = new() { Id = id, Program = program, Source = source, Options = options, CreatedAt = now };
        if (await log.SaveAsync(header, cancellation) is null)
        {
            throw new StorageUnavailableException("Another import took the same id.");
        }

        await queue.SendAsync(
            QueueNames.Imports, JsonSerializer.SerializeToUtf8Bytes(new ReadImportV1(id), PipelineJson.Compact.ReadImportV1), TimeSpan.Zero, cancellation);
        return id;
    }
}
