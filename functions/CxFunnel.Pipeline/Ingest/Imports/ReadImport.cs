using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Reads a staged export and sends its items to be counted, in parts. A part is saved as done after it was sent; a reading
/// that was cut off goes on behind the last saved part, and a part sent twice counts once.
/// </summary>
public sealed class ReadImport(IBlobStore blobs, ImportLog log, FeedbackInbox inbox, MappingStore mappings, TimeProvider clock, ImportOptions options)
{
    /// <summary>Failures at one place after which the message goes back to the queue. A long import may meet any number on its way.</summary>
    private const int MaxFailuresAtOnePlace = 4;

    /// <summary>The survey tool whose exports are read, and by its mapping.</summary>
    private const string SurveyExports = "qualtrics";

    private static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the import is read to its end, by this reader or by another: only then may its message go.</summary>
    /// <exception cref="StorageUnavailableException">Call again; it goes on where it was.</exception>
    public async Task ReadAsync(string importId, CancellationToken cancellation)
    {
        string? place = null;
        int failures = 0;
        // An id that nobody staged, or a message that was delivered again after its work was done, has nothing to read.
        while (await log.FindAsync(importId, cancellation) is { State: ImportState.Reading } header)
        {
            failures = header.ETag == place ? failures : 0;
            place = header.ETag;
            try
            {
                await ReadFromAsync(header, cancellation);
            }
            catch (StorageUnavailableException) when (++failures < MaxFailuresAtOnePlace)
            {
                await Task.Delay(RetryWait, clock, cancellation);
            }
        }
    }

    /// <summary>Reads from a saved place on, as far as it gets.</summary>
    private async Task ReadFromAsync(ImportHeader header, CancellationToken cancellation)
    {
        string blob = StageImport.BlobName(header.Id);
        if (await blobs.OpenAsync(ContainerNames.Imports, blob, cancellation) is not { } opened)
        {
            await log.SaveAsync(header with { State = ImportState.Failed, Reason = "The upload is gone." }, cancellation);
            return;
        }

        await using StagedExport upload = new(blobs, ContainerNames.Imports, blob, opened);
        try
        {
            if (await ReadPartsAsync(upload, header, cancellation) is { } last
                && await log.SaveAsync(last with { State = ImportState.Counting }, cancellation) is not null)
            {
                // The items are in the queue now. A failed upload stays for a look; its retention is the container's.
                await blobs.DeleteAsync(ContainerNames.Imports, blob, cancellation);
            }
        }
        catch (UnreadableExportException e)
        {
            // Parts may have been saved since the header was read.
            ImportHeader latest = await log.FindAsync(header.Id, cancellation) ?? header;
            await log.SaveAsync(latest with { State = ImportState.Failed, Reason = e.Message }, cancellation);
        }
    }

    /// <returns>The header behind the last part; null when another reader of the same import has finished it, or cut it otherwise.</returns>
    private async Task<ImportHeader?> ReadPartsAsync(Stream upload, ImportHeader saved, CancellationToken cancellation)
    {
        Part part = new(saved);
        // A mapping that is changed while its import is read can cut a part otherwise, as a change of the options can.
        SourceMapping? mapping = await mappings.FindAsync(saved.Program, saved.Source ?? SurveyExports, survey: null, cancellation);
        await foreach (ExportRow row in ExportReader.ReadAsync(upload, saved.Options.For(saved.Source, mapping), cancellation))
        {
            if (row.Number <= part.LastRow)
            {
                continue;
            }

            part.Add(row);
            if (part.Items.Count == options.ItemsPerPart || part.Rows == options.RowsPerPart)
            {
                if (await SendAsync(part, cancellation) is not { } next)
                {
                    return null;
                }

                part = new Part(next);
            }
        }

        return await SendAsync(part, cancellation);
    }

    /// <returns>
    /// The header behind the part. Where another reader of the same import was first, it is that reader's: it may die at any
    /// moment, so this one reads on behind it. Null when it is not ahead, or has finished.
    /// </returns>
    private async Task<ImportHeader?> SendAsync(Part part, CancellationToken cancellation)
    {
        ImportHeader before = part.Before;
        if (part.Items.Count > 0)
        {
            await inbox.SendImportPartAsync(before.Program, new ImportPart(before.Id, before.Chunks), before.CreatedAt, part.Items, cancellation);
        }

        if (part.Rows == 0)
        {
            return before;
        }

        return await log.SaveAsync(part.After(), cancellation)
            ?? (await log.FindAsync(before.Id, cancellation) is { State: ImportState.Reading } other && other.LastRow >= part.LastRow ? other : null);
    }

    /// <summary>The rows between two saved places.</summary>
    private sealed class Part(ImportHeader before)
    {
        private readonly List<RejectedRow> _rejected = [];
        private long _rejectedCount;

        public ImportHeader Before { get; } = before;

        public List<FeedbackItem> Items { get; } = [];

        public int Rows { get; private set; }

        /// <summary>The last row of this part, or of those before it.</summary>
        public long LastRow { get; private set; } = before.LastRow;

        public void Add(ExportRow row)
        {
            Rows++;
            LastRow = row.Number;
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
            LastRow = LastRow,
            Queued = Before.Queued + Items.Count,
            Chunks = Before.Chunks + (Items.Count > 0 ? 1 : 0),
            RejectedCount = Before.RejectedCount + _rejectedCount,
            Rejected = [.. Before.Rejected, .. _rejected],
        };
    }
}
