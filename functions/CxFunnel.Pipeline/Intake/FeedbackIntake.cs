using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Intake;

/// <summary>Counts the items of one message of <c>feedback-inbox</c>: analyze, write into the ledger, ring for the rollup.</summary>
public sealed class FeedbackIntake(
    FeedbackAnalysis analysis,
    LedgerWriter ledger,
    Programs programs,
    ProgramRegistry registry,
    QuarantineStore quarantine,
    ImportLog imports,
    IBlobStore blobs,
    RollupDoorbell doorbell,
    MessageDeferral deferral) : IDisposable
{
    private const string Stage = "feedback-inbox";

    /// <summary>
    /// Messages whose items are in a blob that are counted at once; the others of a batch wait with nothing but their message in
    /// memory. Two keep both analysis and ledger busy; a third took an import no less time and 6 MB more.
    /// </summary>
    private const int BlobsAtOnce = 2;

    /// <summary>Items analyzed and not yet written, a message. An item with its insights takes some ten kilobytes until then.</summary>
    private const int ItemsAtOnce = 500;

    /// <summary>The blob of a part of an import, with a thousand items.</summary>
    private const int UsualBlobBytes = 512 * 1024;

    private const string TooLargeReason = "each field is within its bound, but as JSON they are together larger than a row of storage";

    private readonly SemaphoreSlim _blobs = new(BlobsAtOnce);

    /// <summary>Counts a message. It may be delivered any number of times, also while an earlier delivery is still under way.</summary>
    /// <param name="message">The message as sent, base64 undone.</param>
    /// <param name="sentAt">When it was put into the queue; stands in for a missing time of receipt.</param>
    /// <returns>False when it is deferred: an equal message is in the queue, to be counted when the program's ledger is laid out anew.</returns>
    /// <exception cref="StorageUnavailableException">Not all of it is settled; let the queue deliver it again.</exception>
    public async Task<bool> CountAsync(ReadOnlyMemory<byte> message, DateTimeOffset sentAt, CancellationToken cancellation)
    {
        EnvelopeReading reading = EnvelopeReader.Read(message);
        FeedbackEnvelopeV1? envelope = reading switch
        {
            EnvelopeReading.InBlob inBlob => inBlob.Envelope,
            EnvelopeReading.Read { Items.Count: > 0 } read => read.Envelope,
            // The ledger has nothing to do with it.
            _ => null,
        };
        try
        {
            if (envelope is not null)
            {
                // Before any work, and before a turn with the blobs is waited for.
                await ledger.CheckAsync(envelope.Program, cancellation);
            }

            await (reading is EnvelopeReading.InBlob inBlob ? CountBlobAsync(inBlob.Envelope, sentAt, cancellation) : CountAsync(reading, message, sentAt, cancellation));
            return true;
        }
        catch (LedgerMovingException moving)
        {
            await deferral.DeferAsync(message, envelope!, sentAt, moving.Since, cancellation);
            return false;
        }
    }

    private async Task CountBlobAsync(FeedbackEnvelopeV1 envelope, DateTimeOffset sentAt, CancellationToken cancellation)
    {
        await _blobs.WaitAsync(cancellation);
        try
        {
            // The ledger may have begun to move while others had their turn.
            await ledger.CheckAsync(envelope.Program, cancellation);
            // The blob goes after its items are counted: without it this is a late repeat of a message whose work is done.
            if (await ReadBlobAsync(envelope.ItemsBlob!, cancellation) is { } blob)
            {
                await CountAsync(EnvelopeReader.ReadItems(envelope, blob.Written), blob.Written, sentAt, cancellation);
                blob.Dispose();
            }
        }
        finally
        {
            _blobs.Release();
        }
    }

    /// <param name="source">What the reading was made from, kept when it cannot be used.</param>
    private async Task CountAsync(EnvelopeReading reading, ReadOnlyMemory<byte> source, DateTimeOffset sentAt, CancellationToken cancellation)
    {
        switch (reading)
        {
            case EnvelopeReading.Malformed malformed:
                await quarantine.KeepAsync(
                    new SetAside(Names.DefaultProgram, Stage, "application/json", source, malformed.Reason, sentAt), cancellation);
                break;
            case EnvelopeReading.Read read:
                await CountAsync(read, read.Envelope.ReceivedAt ?? sentAt, cancellation);
                break;
        }
    }

    private async Task CountAsync(EnvelopeReading.Read read, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        FeedbackEnvelopeV1 envelope = read.Envelope;
        foreach (RejectedItem item in read.Rejected)
        {
            await SetAsideAsync(envelope, Encoding.UTF8.GetBytes(item.Json), item.Reason, receivedAt, cancellation);
        }

        int counted = 0;
        int rejected = read.Rejected.Count;
        if (read.Items.Count > 0)
        {
            await registry.EnsureAsync(envelope.Program, cancellation);
            for (int from = 0; from < read.Items.Count; from += ItemsAtOnce)
            {
                (int ofThese, int tooLarge) = await CountAsync(envelope, read.Items, from, receivedAt, cancellation);
                counted += ofThese;
                rejected += tooLarge;
            }
        }

        if (envelope.Import is { } part)
        {
            await imports.NoteCountedAsync(part, read.Items.Count + read.Rejected.Count, counted, rejected, cancellation);
        }

        if (read.Items.Count > 0)
        {
            await doorbell.RingAsync(envelope.Program, cancellation);
        }

        if (envelope.ItemsBlob is { } name)
        {
            await blobs.DeleteAsync(ContainerNames.Inbox, name, cancellation);
        }
    }

    /// <summary>Counts some of a message's items, which is enough to fill the transactions of a few partitions.</summary>
    private async Task<(int Counted, int TooLarge)> CountAsync(
        FeedbackEnvelopeV1 envelope, IReadOnlyList<FeedbackItem> all, int from, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        FeedbackItem[] items = [.. all.Skip(from).Take(ItemsAtOnce)];
        IReadOnlyList<AnalyzedFeedback> analyzed = await analysis.AnalyzeAsync(envelope.Program, items, cancellation);
        IReadOnlyList<CountOutcome> outcomes = await ledger.WriteAsync(
            envelope.Program, [.. items.Select((item, i) => Entry(envelope, item, from + i, analyzed[i], receivedAt))]);
        int tooLarge = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (outcomes[i] is CountOutcome.TooLarge)
            {
                tooLarge++;
                await SetAsideAsync(
                    envelope, JsonSerializer.SerializeToUtf8Bytes(items[i], PipelineJson.Compact.FeedbackItem), TooLargeReason, receivedAt, cancellation);
            }
        }

        return (outcomes.Count(o => o is CountOutcome.Counted or CountOutcome.Replaced), tooLarge);
    }

    private Task<string> SetAsideAsync(FeedbackEnvelopeV1 envelope, byte[] item, string reason, DateTimeOffset receivedAt, CancellationToken cancellation) =>
        quarantine.KeepAsync(new SetAside(envelope.Program, Stage, "application/json", item, reason, receivedAt), cancellation);

    private LedgerEntry Entry(FeedbackEnvelopeV1 envelope, FeedbackItem item, int index, AnalyzedFeedback analyzed, DateTimeOffset receivedAt) => new()
    {
        FeedbackId = FeedbackId.Of(envelope.Program, item),
        Day = programs.DayOf(envelope.Program, item),
        Feedback = analyzed,
        Contribution = Contribution.Of(analyzed.Item, analyzed.Insights, analyzed.Causes.Ids),
        Version = new LedgerVersion(
            item.State,
            FeedbackId.ContentHash(item),
            receivedAt,
            item.RevisedAt,
            envelope.Import is { } part ? LedgerVersion.OriginOf(part, index) : null),
    };

    public void Dispose() => _blobs.Dispose();

    private async Task<PooledBuffer?> ReadBlobAsync(string name, CancellationToken cancellation)
    {
        await using Stream? blob = await blobs.OpenAsync(ContainerNames.Inbox, name, cancellation);
        return blob is null ? null : await PooledBuffer.ReadAsync(blob, UsualBlobBytes, cancellation);
    }
}
