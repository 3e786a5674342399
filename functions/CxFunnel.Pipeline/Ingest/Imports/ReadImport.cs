using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Reads a staged export and sends its items to be counted, in parts. A part is saved as done after it was sent; a reading
/// that was cut off goes on behind the last saved part, and a part sent twice counts once.
/// </summary>
public sealed class ReadImport(IBlobStore blobs, ImportLog log, FeedbackInbox inbox)
{
    /// <summary>Items in one part: one blob, one message, about a dozen ledger transactions.</summary>
    public const int ItemsPerPart = 1_000;

    /// <summary>A part also ends after this many rows, so that a file of rejects keeps saving its place.</summary>
    private const int RowsPerPart = 10_000;

    /// <exception cref="StorageUnavailableException">Call again; it goes on where it was.</exception>
    public async Task ReadAsync(string importId, CancellationToken cancellation)
    {
        ImportHeader? header = await log.FindAsync(importId, cancellation);
        if (header is null || header.State != ImportState.Reading)
        {
            // An id that nobody staged, or a message that was delivered again after its work was done.
            return;
        }

        await using Stream? upload = await blobs.OpenAsync(ContainerNames.Imports, StageImport.BlobName(importId), cancellation);
        if (upload is null)
        {
            await FinishAsync(header with { State = ImportState.Failed, Reason = "The upload is gone." }, cancellation);
            return;
        }

        ImportHeader? finished;
        try
        {
            finished = await ReadPartsAsync(upload, header, cancellation);
        }
        catch (UnreadableExportException e)
        {
            // Parts may have been saved since the header was read.
            ImportHeader latest = await log.FindAsync(importId, cancellation) ?? header;
            finished = latest with { State = ImportState.Failed, Reason = e.Message };
        }

        if (finished is null)
        {
            return;
        }

        await FinishAsync(finished, cancellation);
        if (finished.State == ImportState.Counting)
        {
            // The items are in the queue now. A failed upload stays for a look; its retention is the container's.
            await blobs.DeleteAsync(ContainerNames.Imports, StageImport.BlobName(importId), cancellation);
        }
    }

    /// <returns>The header behind the last part; null when another reader of the same import is ahead.</returns>
    private async Task<ImportHeader?> ReadPartsAsync(Stream upload, ImportHeader saved, CancellationToken cancellation)
    {
        long resumeBehind = saved.LastRow;
        Part part = new(saved);
        await foreach (ExportRow row in ExportReader.ReadAsync(upload, saved.Source, cancellation))
        {
            if (row.Number <= resumeBehind)
            {
                continue;
            }

            part.Add(row);
            if (part.Items.Count == ItemsPerPart || part.Rows == RowsPerPart)
            {
                if (await SendAsync(part, cancellation) is not { } header)
                {
                    return null;
                }

                part = new Part(header);
            }
        }

        return await SendAsync(part, cancellation) is { } last ? last with { State = ImportState.Counting } : null;
    }

    private async Task<ImportHeader?> SendAsync(Part part, CancellationToken cancellation)
    {
        if (part.Items.Count > 0)
        {
            ImportHeader header = part.Before;
            await inbox.SendImportPartAsync(header.Program, new ImportPart(header.Id, header.Chunks), header.CreatedAt, part.Items, cancellation);
        }

        return part.Rows == 0 ? part.Before : await log.SaveAsync(part.After(), cancellation);
    }

    private async Task FinishAsync(ImportHeader header, CancellationToken cancellation)
    {
        // Lost to another reader of the same import, it is finished all the same.
        await log.SaveAsync(header, cancellation);
    }

    /// <summary>The rows between two saved places.</summary>
    private sealed class Part(ImportHeader before)
    {
        private readonly List<RejectedRow> _rejected = [];
        private long _rejectedCount;
        private long _lastRow = before.LastRow;

        public ImportHeader Before { get; } = before;

        public List<FeedbackItem> Items { get; } = [];

        public int Rows { get; private set; }

        public void Add(ExportRow row)
        {
            Rows++;
            _lastRow = row.Number;
            if (row is ExportRow.Read read)
            {
                Items.Add(read.Item);
            }
            else if (row is ExportRow.Rejected rejected)
            {
                _rejectedCount++;
                if (Before.Rejected.Count + _rejected.Count < ImportLog.MaxRejectedListed)
                {
                    _rejected.Add(new RejectedRow(rejected.Number, rejected.Reason));
                }
            }
        }

        public ImportHeader After() => Before with
        {
            Rows = Before.Rows + Rows,
            LastRow = _lastRow,
            Queued = Before.Queued + Items.Count,
            Chunks = Before.Chunks + (Items.Count > 0 ? 1 : 0),
            RejectedCount = Before.RejectedCount + _rejectedCount,
            Rejected = [.. Before.Rejected, .. _rejected],
        };
    }
}
