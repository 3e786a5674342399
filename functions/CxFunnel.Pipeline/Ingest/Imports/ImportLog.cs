using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>How far an import is.</summary>
public enum ImportState
{
    Reading,
    Counting,
    Done,
    Failed,
}

/// <param name="Row">As a spreadsheet numbers it.</param>
public sealed record RejectedRow(long Row, string Reason);

/// <summary>An import's header row: what was uploaded and how far its reading is. Saved after each part, so it is the checkpoint too.</summary>
public sealed record ImportHeader
{
    public required string Id { get; init; }

    public required string Program { get; init; }

    /// <summary>As stated by the upload; null takes the dialect's own.</summary>
    public string? Source { get; init; }

    /// <summary>What else the upload stated.</summary>
    public UploadOptions Options { get; init; } = UploadOptions.None;

    public required DateTimeOffset CreatedAt { get; init; }

    public ImportState State { get; init; }

    /// <summary>Why the import failed; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Data rows read so far, rejected ones included.</summary>
    public long Rows { get; init; }

    /// <summary>Number of the last row read, as a spreadsheet shows it; 0 before the first.</summary>
    public long LastRow { get; init; }

    /// <summary>Items sent to be counted.</summary>
    public long Queued { get; init; }

    /// <summary>Parts sent to be counted.</summary>
    public int Chunks { get; init; }

    public long RejectedCount { get; init; }

    /// <summary>The first rejected rows, at most <see cref="ImportLog.MaxRejectedListed"/> and as many as fit the header's row.</summary>
    public IReadOnlyList<RejectedRow> Rejected { get; init; } = [];

    /// <summary>The version read; null for a header that is not stored yet.</summary>
    public string? ETag { get; init; }
}

/// <summary>An import as its uploader sees it.</summary>
public sealed record ImportStatus(
    string Id, ImportState State, long Rows, long Queued, long Counted, long Duplicates, long RejectedCount, IReadOnlyList<RejectedRow> Rejected, string? Reason);

/// <summary>The table <c>imports</c>: a partition an import, a header row and a row for each part that was counted.</summary>
public sealed class ImportLog(ITableStore tables)
{
    public const int MaxRejectedListed = 1_000;

    /// <summary>Two bytes each, with room for the rest of the row below 1 MiB.</summary>
    private const int MaxRejectedChars = 400_000;

    private const string HeaderKey = "header";
    private const string ChunkPrefix = "chunk|";

    /// <returns>Null when there is no such import.</returns>
    public async Task<ImportHeader?> FindAsync(string id, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.Imports, id, HeaderKey, cancellation) is { } row ? Header(row) : null;

    /// <summary>Stores a header in place of the version it was made from.</summary>
    /// <returns>The header as stored; null when another reader of the same import was first.</returns>
    public async Task<ImportHeader?> SaveAsync(ImportHeader header, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(header);
        TableRow row = Row(header);
        RowChange change = header.ETag is null ? RowChange.Insert(row) : RowChange.Replace(row, header.ETag);
        return await tables.CommitAsync(TableNames.Imports, [change], cancellation) switch
        {
            CommitOutcome.Done done => header with { ETag = done.ETags[0] },
            CommitOutcome.Conflict => null,
            _ => throw new InvalidOperationException("An import's header is larger than a row of storage, although its list of rejects is bounded."),
        };
    }

    /// <summary>Notes what became of a part. The first note stands: a redelivery says the same.</summary>
    /// <param name="items">All items of the part.</param>
    /// <param name="counted">Those that entered the ledger, also in place of another version.</param>
    /// <param name="rejected">Those that were set aside; the rest were duplicates.</param>
    public Task NoteCountedAsync(ImportPart part, int items, int counted, int rejected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(part);
        TableRow row = new(part.Id, ChunkKey(part.Chunk)) { ["Items"] = (long)items, ["Counted"] = (long)counted, ["Rejected"] = (long)rejected };
        return tables.CommitAsync(TableNames.Imports, [RowChange.Insert(row)], cancellation);
    }

    /// <returns>Null when there is no such import.</returns>
    public async Task<ImportStatus?> StatusAsync(string id, CancellationToken cancellation)
    {
        ImportHeader? header = null;
        (long items, long counted, long rejected) = (0, 0, 0);
        await foreach (TableRow row in tables.ReadAsync(TableNames.Imports, id, RowKeyRange.All, columns: null, cancellation))
        {
            if (row.RowKey == HeaderKey)
            {
                header = Header(row);
            }
            else
            {
                items += row.Number("Items");
                counted += row.Number("Counted");
                rejected += row.Number("Rejected");
            }
        }

        if (header is null)
        {
            return null;
        }

        ImportState state = header.State == ImportState.Counting && items == header.Queued ? ImportState.Done : header.State;
        return new ImportStatus(
            header.Id, state, header.Rows, header.Queued, counted, items - counted - rejected, header.RejectedCount + rejected, header.Rejected, header.Reason);
    }

    private static string ChunkKey(int chunk) => ChunkPrefix + chunk.ToString("D6", CultureInfo.InvariantCulture);

    private static string OptionColumn(string option) => $"Option{char.ToUpperInvariant(option[0])}{option[1..]}";

    private static TableRow Row(ImportHeader header)
    {
        TableRow row = new(header.Id, HeaderKey)
        {
            ["Program"] = header.Program,
            ["Source"] = header.Source,
            ["CreatedAt"] = header.CreatedAt,
            [OptionColumn("map")] = header.Options.Map,
            [OptionColumn("timeZone")] = header.Options.TimeZone,
            [OptionColumn("dayFirst")] = header.Options.DayFirst?.ToString(CultureInfo.InvariantCulture),
            [OptionColumn("sheet")] = header.Options.Sheet,
            ["State"] = header.State.ToString().ToLowerInvariant(),
            ["Reason"] = header.Reason,
            ["Rows"] = header.Rows,
            ["LastRow"] = header.LastRow,
            ["Queued"] = header.Queued,
            ["Chunks"] = header.Chunks,
            ["RejectedCount"] = header.RejectedCount,
        };
        LongText.Put(row, "Rejected", RejectedJson(header.Rejected));
        return row;
    }

    private static string RejectedJson(IReadOnlyList<RejectedRow> rejected)
    {
        while (true)
        {
            string json = JsonSerializer.Serialize(rejected, ImportJson.Default.IReadOnlyListRejectedRow);
            if (json.Length <= MaxRejectedChars)
            {
                return json;
            }

            rejected = [.. rejected.Take(rejected.Count / 2)];
        }
    }

    private static ImportHeader Header(TableRow row) => new()
    {
        Id = row.PartitionKey,
        Program = row.Text("Program")!,
        Source = row.Text("Source"),
        CreatedAt = row.Instant("CreatedAt") ?? default,
        Options = UploadOptions.TryRead(name => row.Text(OptionColumn(name)), new InputErrors()) ?? UploadOptions.None,
        State = Enum.Parse<ImportState>(row.Text("State")!, ignoreCase: true),
        Reason = row.Text("Reason"),
        Rows = row.Number("Rows"),
        LastRow = row.Number("LastRow"),
        Queued = row.Number("Queued"),
        Chunks = (int)row.Number("Chunks"),
        RejectedCount = row.Number("RejectedCount"),
        Rejected = JsonSerializer.Deserialize(LongText.Text(row, "Rejected") ?? "[]", ImportJson.Default.IReadOnlyListRejectedRow) ?? [],
        ETag = row.ETag,
    };
}

[JsonSerializable(typeof(IReadOnlyList<RejectedRow>))]
internal sealed partial class ImportJson : JsonSerializerContext;
