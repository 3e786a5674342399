using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.IO;

namespace CxFunnel.Azure;

/// <summary>
/// Buffers answers in memory that is used again. The clients' own buffer grows by doubling, so that a page of a megabyte leaves several behind
/// which only the rarest collection takes away: in an import on a loaded machine half of the app's heap was such.
/// </summary>
/// <remarks>
/// It stands right before the transport: the clients do not buffer once more what they can seek in. Refusals are left to them, for their
/// messages are read after the answer is closed.
/// </remarks>
internal sealed class PooledResponses : HttpPipelinePolicy
{
    /// <summary>Bytes of one piece; above 85,000 it would be among the large objects.</summary>
    private const int BlockSize = 64 * 1024;

    /// <summary>Bytes kept for later: two of the largest pages (4 MB) of a query; more are allocated while more are read at once.</summary>
    private const int MaxKept = 8 * 1024 * 1024;

    private const int Ok = 200;

    private readonly RecyclableMemoryStreamManager _memory = new(new RecyclableMemoryStreamManager.Options { BlockSize = BlockSize, MaximumSmallPoolFreeBytes = MaxKept });

    /// <summary>Bytes that answers hold which are not closed yet.</summary>
    public long BytesInUse => _memory.SmallPoolInUseSize;

    /// <summary>Bytes that wait for the next answers, at most 8 MB.</summary>
    public long BytesKept => _memory.SmallPoolFreeSize;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (!IsToBuffer(message))
        {
            return;
        }

        RecyclableMemoryStream buffer = _memory.GetStream();
        try
        {
            await using Stream body = message.Response.ContentStream!;
            await body.CopyToAsync(buffer, message.CancellationToken);
        }
        catch
        {
            await buffer.DisposeAsync();
            throw;
        }

        Keep(message, buffer);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        if (!IsToBuffer(message))
        {
            return;
        }

        RecyclableMemoryStream buffer = _memory.GetStream();
        try
        {
            using Stream body = message.Response.ContentStream!;
            body.CopyTo(buffer);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        Keep(message, buffer);
    }

    private static bool IsToBuffer(HttpMessage message) => message is { BufferResponse: true, Response: { Status: Ok, ContentStream.CanSeek: false } };

    private static void Keep(HttpMessage message, RecyclableMemoryStream buffer)
    {
        buffer.Position = 0;
        // What is a MemoryStream outlives its answer, and would never be given back.
        message.Response.ContentStream = new BufferedStream(buffer);
    }
}
