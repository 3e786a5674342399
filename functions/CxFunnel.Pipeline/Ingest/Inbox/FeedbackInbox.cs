using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Inbox;

/// <summary>
/// Puts items into the queue <c>feedback-inbox</c>. Items that arrive while a message is on its way wait and leave together in
/// the next one (group commit): a lone webhook is not held up, a crowd shares its storage calls.
/// </summary>
public sealed class FeedbackInbox(IMessageQueue queue, IBlobStore blobs, TimeProvider clock)
{
    /// <summary>Items waiting in memory at most; beyond it callers are told to come back, which is a client's 503.</summary>
    public const long MaxWaitingBytes = 64L * 1024 * 1024;

    /// <summary>Messages on their way at once. One keeps messages full; a few more keep up with a slow storage account.</summary>
    private const int MaxSenders = 4;

    /// <summary>An item of an export as JSON; only a first guess at how large a part becomes.</summary>
    private const int UsualItemBytes = 512;

    /// <summary>Room for the envelope around the items.</summary>
    private const int EnvelopeBytes = 512;
    private const int MaxItemsBytes = IMessageQueue.MaxMessageBytes - EnvelopeBytes;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = new();
    private long _waitingBytes;
    private int _senders;
    private int _unanswered;

    /// <summary>Callers of this process that share messages and whose items are not durable yet.</summary>
    public int Waiting => Volatile.Read(ref _unanswered);

    /// <summary>Returns when the items are durable.</summary>
    /// <param name="items">Not empty.</param>
    /// <exception cref="StorageUnavailableException">Some may be in the queue, some not; sending all of them again counts none twice.</exception>
    public async Task SendAsync(string program, IReadOnlyList<FeedbackItem> items, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(items);
        byte[][] json = [.. items.Select(i => JsonSerializer.SerializeToUtf8Bytes(i, PipelineJson.Compact.FeedbackItem))];
        long bytes = json.Sum(j => j.Length + 1L);
        DateTimeOffset receivedAt = clock.GetUtcNow();
        if (bytes > MaxItemsBytes)
        {
            await SendAsBlobAsync(new FeedbackEnvelopeV1 { Program = program, ReceivedAt = receivedAt }, BlobName(program, receivedAt, json), json, TimeSpan.Zero, cancellation);
            return;
        }

        Interlocked.Increment(ref _unanswered);
        try
        {
            await Enqueue(new Request(program, receivedAt, json, (int)bytes)).Task;
        }
        finally
        {
            Interlocked.Decrement(ref _unanswered);
        }
    }

    /// <summary>Sends a part of an import: its items as a blob, however few they are, so that the part keeps its number.</summary>
    /// <exception cref="StorageUnavailableException">Send it again; the same part of the same import is counted once.</exception>
    public Task SendImportPartAsync(string program, ImportPart part, DateTimeOffset receivedAt, IReadOnlyList<FeedbackItem> items, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(items);
        FeedbackEnvelopeV1 envelope = new() { Program = program, ReceivedAt = receivedAt, Import = part };
        return SendAsBlobAsync(
            envelope,
            $"imports/{part.Id}/{part.Chunk:D6}.json",
            items.Count * UsualItemBytes,
            writer =>
            {
                foreach (FeedbackItem item in items)
                {
                    JsonSerializer.Serialize(writer, item, PipelineJson.Compact.FeedbackItem);
                }
            },
            TimeSpan.Zero,
            cancellation);
    }

    /// <summary>Sends items that were taken in earlier, with their own time of receipt: what came later still replaces them.</summary>
    /// <param name="items">Not empty.</param>
    /// <exception cref="StorageUnavailableException">They may be in the queue or not; sending them again counts none twice.</exception>
    public Task SendAgainAsync(string program, DateTimeOffset receivedAt, IReadOnlyList<FeedbackItem> items, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(items);
        byte[][] json = [.. items.Select(i => JsonSerializer.SerializeToUtf8Bytes(i, PipelineJson.Compact.FeedbackItem))];
        return SendAsBlobAsync(new FeedbackEnvelopeV1 { Program = program, ReceivedAt = receivedAt }, BlobName(program, receivedAt, json), json, TimeSpan.Zero, cancellation);
    }

    /// <summary>
    /// Sends a message that was received and cannot be counted yet again, hidden for a while. It is the same to the byte where it names its
    /// time of receipt. Where it names none, which is another system's, it gets the time at which it was put into the queue: the copy's own
    /// would be later, and could take the place of what came between. Where that makes it too large, its items go into a blob.
    /// </summary>
    /// <param name="message">As received.</param>
    /// <param name="envelope">What it says of itself.</param>
    /// <exception cref="StorageUnavailableException">It may be in the queue or not; sending it again counts nothing twice.</exception>
    public Task SendBackAsync(ReadOnlyMemory<byte> message, FeedbackEnvelopeV1 envelope, DateTimeOffset sentAt, TimeSpan visibleAfter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (envelope.ReceivedAt is not null)
        {
            return queue.SendAsync(QueueNames.FeedbackInbox, message, visibleAfter, cancellation);
        }

        FeedbackEnvelopeV1 dated = envelope with { ReceivedAt = sentAt };
        if (envelope.ItemsBlob is not null)
        {
            return queue.SendAsync(QueueNames.FeedbackInbox, Message(dated), visibleAfter, cancellation);
        }

        byte[][] items = EnvelopeReader.ItemsIn(message);
        return items.Sum(i => i.Length + 1L) > MaxItemsBytes
            ? SendAsBlobAsync(dated, BlobName(dated.Program, sentAt, items), items, visibleAfter, cancellation)
            : queue.SendAsync(QueueNames.FeedbackInbox, Message(dated, items), visibleAfter, cancellation);
    }

    /// <summary>Named by all that it holds: two requests of one instant must not overwrite each other's items.</summary>
    private static string BlobName(string program, DateTimeOffset receivedAt, byte[][] items)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] item in items)
        {
            hash.AppendData(item);
        }

        return $"feedback/{program}/{receivedAt.UtcTicks:D19}-{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}.json";
    }

    private Task SendAsBlobAsync(FeedbackEnvelopeV1 envelope, string name, byte[][] items, TimeSpan visibleAfter, CancellationToken cancellation) => SendAsBlobAsync(
        envelope, name, items.Sum(i => i.Length + 1) + 2, writer => Array.ForEach(items, item => writer.WriteRawValue(item, skipInputValidation: true)), visibleAfter, cancellation);

    /// <param name="usualBytes">A good guess at the size; more is fine.</param>
    private async Task SendAsBlobAsync(
        FeedbackEnvelopeV1 envelope, string name, int usualBytes, Action<Utf8JsonWriter> writeItems, TimeSpan visibleAfter, CancellationToken cancellation)
    {
        PooledBuffer body = new(usualBytes);
        await using (Utf8JsonWriter writer = new(body, Json))
        {
            writer.WriteStartArray();
            writeItems(writer);
            writer.WriteEndArray();
        }

        await using (MemoryStream content = body.AsStream())
        {
            await blobs.PutAsync(ContainerNames.Inbox, name, content, cancellation);
        }

        // Only now: of a call that failed, something may still be reading it.
        body.Dispose();
        await queue.SendAsync(QueueNames.FeedbackInbox, Message(envelope with { ItemsBlob = name }), visibleAfter, cancellation);
    }

    private TaskCompletionSource Enqueue(Request waiting)
    {
        lock (_gate)
        {
            if (_waitingBytes + waiting.Bytes > MaxWaitingBytes)
            {
                throw new StorageUnavailableException("More feedback is waiting to be stored than fits in memory.");
            }

            _waitingBytes += waiting.Bytes;
            _waiting.Enqueue(waiting);
            if (_senders < MaxSenders && _senders < _waiting.Count)
            {
                _senders++;
                _ = SendWaitingAsync();
            }
        }

        return waiting.Sent;
    }

    private async Task SendWaitingAsync()
    {
        // Outside the lock and after the caller, so that what comes at the same moment shares the first message.
        await Task.Yield();
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                // It carries the earliest time of receipt: all of them waited together for milliseconds.
                FeedbackEnvelopeV1 envelope = new() { Program = batch[0].Program, ReceivedAt = batch[0].ReceivedAt };
                await queue.SendAsync(QueueNames.FeedbackInbox, Message(envelope, batch.SelectMany(w => w.Items)), TimeSpan.Zero, CancellationToken.None);
                batch.ForEach(w => w.Sent.TrySetResult());
            }
            catch (Exception e)
            {
                batch.ForEach(w => w.Sent.TrySetException(e));
            }
        }
    }

    /// <summary>The next items of one program that fit one message; empty ends this sender.</summary>
    private List<Request> TakeBatch()
    {
        lock (_gate)
        {
            List<Request> batch = [];
            int bytes = 0;
            while (_waiting.TryPeek(out Request? next)
                && (batch.Count == 0 || (next.Program == batch[0].Program && bytes + next.Bytes <= MaxItemsBytes)))
            {
                bytes += next.Bytes;
                batch.Add(_waiting.Dequeue());
            }

            _waitingBytes -= bytes;
            _senders -= batch.Count == 0 ? 1 : 0;
            return batch;
        }
    }

    /// <summary>A message whose items are in a blob.</summary>
    private static byte[] Message(FeedbackEnvelopeV1 envelope) => JsonSerializer.SerializeToUtf8Bytes(envelope, PipelineJson.Compact.FeedbackEnvelopeV1);

    /// <summary>A message that holds its items.</summary>
    private static ReadOnlyMemory<byte> Message(FeedbackEnvelopeV1 envelope, IEnumerable<byte[]> items)
    {
        ArrayBufferWriter<byte> body = new(IMessageQueue.MaxMessageBytes);
        using (Utf8JsonWriter writer = new(body, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", FeedbackEnvelopeV1.SchemaName);
            writer.WriteString("program", envelope.Program);
            writer.WriteString("receivedAt", envelope.ReceivedAt!.Value);
            if (envelope.Import is { } part)
            {
                writer.WritePropertyName("import");
                JsonSerializer.Serialize(writer, part, PipelineJson.Compact.ImportPart);
            }

            writer.WriteStartArray("items");
            foreach (byte[] item in items)
            {
                writer.WriteRawValue(item, skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private sealed record Request(string Program, DateTimeOffset ReceivedAt, byte[][] Items, int Bytes)
    {
        public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
