using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
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
    Erasures erasures)
{
    private const string Stage = "feedback-inbox";
    private const string TooLargeReason = "each field is within its bound, but as JSON they are together larger than a row of storage";

    /// <summary>Counts a message. It may be delivered any number of times, also while an earlier delivery is still under way.</summary>
    /// <param name="message">The message as sent, base64 undone.</param>
    /// <param name="sentAt">When it was put into the queue; stands in for a missing time of receipt.</param>
    /// <exception cref="StorageUnavailableException">Not all of it is settled; let the queue deliver it again.</exception>
    public async Task CountAsync(ReadOnlyMemory<byte> message, DateTimeOffset sentAt, CancellationToken cancellation)
    {
        EnvelopeReading reading = EnvelopeReader.Read(message);
        ReadOnlyMemory<byte> source = message;
        if (reading is EnvelopeReading.InBlob inBlob)
        {
            if (await ReadBlobAsync(inBlob.Envelope.ItemsBlob!, cancellation) is not { } blob)
            {
                // The blob goes after its items are counted: this is a late repeat of a message whose work is done.
                return;
            }

            source = blob;
            reading = EnvelopeReader.ReadItems(inBlob.Envelope, blob);
        }

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
            IReadOnlyList<AnalyzedFeedback> analyzed = await analysis.AnalyzeAsync(envelope.Program, read.Items, cancellation);
            ErasedCustomers erased = await erasures.OfAsync(envelope.Program, cancellation);
            LedgerEntry[] entries = [.. analyzed
                .Select((feedback, i) => erased.Refuses(feedback) ? null : Entry(envelope, read.Items[i], i, feedback, receivedAt))
                .OfType<LedgerEntry>()];
            IReadOnlyList<CountOutcome> outcomes = await ledger.WriteAsync(envelope.Program, entries);
            counted = outcomes.Count(o => o is CountOutcome.Counted or CountOutcome.Replaced);
            rejected += outcomes.Count(o => o is CountOutcome.TooLarge);
            foreach ((FeedbackItem item, _) in read.Items.Where((_, i) => !erased.Refuses(analyzed[i])).Zip(outcomes).Where(i => i.Second == CountOutcome.TooLarge))
            {
                await SetAsideAsync(
                    envelope, JsonSerializer.SerializeToUtf8Bytes(item, PipelineJson.Compact.FeedbackItem), TooLargeReason, receivedAt, cancellation);
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

    private Task<string> SetAsideAsync(FeedbackEnvelopeV1 envelope, byte[] item, string reason, DateTimeOffset receivedAt, CancellationToken cancellation) =>
        quarantine.KeepAsync(new SetAside(envelope.Program, Stage, "application/json", item, reason, receivedAt), cancellation);

    private LedgerEntry Entry(FeedbackEnvelopeV1 envelope, FeedbackItem item, int index, AnalyzedFeedback analyzed, DateTimeOffset receivedAt) => new()
    {
        FeedbackId = FeedbackId.Of(envelope.Program, item),
        Day = programs.DayOf(envelope.Program, item),
        Feedback = analyzed,
        Contribution = Contribution.Of(analyzed.Item, analyzed.Insights, analyzed.Causes),
        Version = new LedgerVersion(
            item.State,
            FeedbackId.ContentHash(item),
            receivedAt,
            item.RevisedAt,
            envelope.Import is { } part ? LedgerVersion.OriginOf(part, index) : null),
    };

    private async Task<byte[]?> ReadBlobAsync(string name, CancellationToken cancellation)
    {
        await using Stream? blob = await blobs.OpenAsync(ContainerNames.Inbox, name, cancellation);
        if (blob is null)
        {
            return null;
        }

        using MemoryStream content = new();
        await blob.CopyToAsync(content, cancellation);
        return content.ToArray();
    }
}
