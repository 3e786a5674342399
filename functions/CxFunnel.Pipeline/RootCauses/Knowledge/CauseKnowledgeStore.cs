using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Knowledge;

/// <summary>What of a program's knowledge is stored, and the versions of its rows.</summary>
public sealed record StoredKnowledge(CauseKnowledge Knowledge, TableRow? TaxonomyRow, TableRow? ModelRow, TableRow? EditsRow)
{
    public int ModelNumber => (int)(ModelRow?.Number(CauseKnowledgeStore.NumberColumn) ?? 0);

    public int TaxonomyNumber => (int)(TaxonomyRow?.Number(CauseKnowledgeStore.NumberColumn) ?? 0);
}

/// <summary>
/// Keeps each program's taxonomy, published model and edits: small rows that point to blobs, each replaced only by who has seen the
/// one before. A worker looks for news every few seconds; what it reads meanwhile counts by what it knew, and the next run of
/// discovery brings it up to date.
/// </summary>
public sealed class CauseKnowledgeStore(ITableStore tables, IBlobStore blobs, TimeProvider clock)
{
    public const string NumberColumn = "Number";
    public const string VersionColumn = "Version";
    public const string BlobColumn = "Blob";
    public const string AtColumn = "At";
    public const string StabilityColumn = "Stability";

    private const string CurrentPrefix = "current|";
    private const string TaxonomyKey = CurrentPrefix + "taxonomy";
    private const string ModelKey = CurrentPrefix + "model";
    private const string EditsKey = CurrentPrefix + "edits";
    private const string EditsColumn = "Edits";

    /// <summary>How old a worker's knowledge may be.</summary>
    public static readonly TimeSpan NewsDelay = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>The program's knowledge, at most <see cref="NewsDelay"/> old.</summary>
    /// <exception cref="StorageUnavailableException">No answer, and what is known is older than that.</exception>
    public async ValueTask<CauseKnowledge> GetAsync(string program, CancellationToken cancellation)
    {
        if (_held.TryGetValue(program, out Held? held) && clock.GetElapsedTime(held.ReadAt) < NewsDelay)
        {
            return held.Stored.Knowledge;
        }

        return (await ReadAsync(program, cancellation)).Knowledge;
    }

    /// <summary>The program's knowledge as it is stored now.</summary>
    public async Task<StoredKnowledge> ReadAsync(string program, CancellationToken cancellation)
    {
        long readAt = clock.GetTimestamp();
        TableRow? taxonomy = null;
        TableRow? model = null;
        TableRow? edits = null;
        await foreach (TableRow row in tables.ReadAsync(
            TableNames.CauseKnowledge, program, RowKeyRange.StartingWith(CurrentPrefix), columns: null, cancellation))
        {
            (taxonomy, model, edits) = row.RowKey switch
            {
                TaxonomyKey => (row, model, edits),
                ModelKey => (taxonomy, row, edits),
                EditsKey => (taxonomy, model, row),
                _ => (taxonomy, model, edits),
            };
        }

        StoredKnowledge? before = _held.GetValueOrDefault(program)?.Stored;
        bool isSame = before is not null && (before.TaxonomyRow?.ETag, before.ModelRow?.ETag, before.EditsRow?.ETag) == (taxonomy?.ETag, model?.ETag, edits?.ETag);
        StoredKnowledge stored = isSame ? before! : new StoredKnowledge(
            new CauseKnowledge(
                before is not null && before.TaxonomyRow?.ETag == taxonomy?.ETag ? before.Knowledge.Taxonomy : await TaxonomyAsync(taxonomy, cancellation),
                before is not null && before.ModelRow?.ETag == model?.ETag ? before.Knowledge.Model : await ModelAsync(model, cancellation),
                edits is null ? CauseEdits.None : new CauseEdits(JsonSerializer.Deserialize(LongText.Text(edits, EditsColumn)!, CauseKnowledgeJson.Default.ListCauseEdit)!)),
            taxonomy,
            model,
            edits);
        _held[program] = new Held(stored, readAt);
        return stored;
    }

    /// <summary>The document that was put, as it was put; null when the program has none of its own.</summary>
    public async Task<byte[]?> TaxonomyDocumentAsync(string program, CancellationToken cancellation) =>
        (await ReadAsync(program, cancellation)).TaxonomyRow is { } row ? await BlobAsync(row, cancellation) : null;

    /// <summary>Sets a program's own taxonomy. The versions before stay, as blobs with their numbers.</summary>
    /// <returns>False when another one was set meanwhile.</returns>
    public async Task<bool> PutTaxonomyAsync(string program, StoredKnowledge seen, Taxonomy taxonomy, ReadOnlyMemory<byte> document, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(taxonomy);
        int number = seen.TaxonomyNumber + 1;
        string blob = string.Create(CultureInfo.InvariantCulture, $"taxonomy/{program}/{number:D6}-{Digest(document.Span)}.json");
        await blobs.PutAsync(ContainerNames.RootCauses, blob, new MemoryStream(document.ToArray(), writable: false), cancellation);
        TableRow row = new(program, TaxonomyKey)
        {
            [NumberColumn] = (long)number,
            [VersionColumn] = taxonomy.Version,
            [BlobColumn] = blob,
            [AtColumn] = clock.GetUtcNow(),
        };
        return await tables.CommitAsync(TableNames.CauseKnowledge, [RowChange.After(seen.TaxonomyRow, row)], cancellation) is CommitOutcome.Done;
    }

    /// <summary>Publishes the next model together with its lineage.</summary>
    /// <param name="lineage">Rows of the same partition; at most 98 of them.</param>
    /// <returns>False when another run has published meanwhile: this one's result is void.</returns>
    public async Task<bool> PublishAsync(
        string program, StoredKnowledge seen, CauseModel model, double stability, IReadOnlyList<TableRow> lineage, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(lineage);
        byte[] bytes = model.ToBytes();
        // The digest keeps a rival's model of the same number apart.
        string blob = string.Create(CultureInfo.InvariantCulture, $"model/{program}/{model.Number:D6}-{Digest(bytes)}");
        await blobs.PutAsync(ContainerNames.RootCauses, blob, new MemoryStream(bytes, writable: false), cancellation);
        TableRow row = new(program, ModelKey)
        {
            [NumberColumn] = (long)model.Number,
            [BlobColumn] = blob,
            [AtColumn] = clock.GetUtcNow(),
            [StabilityColumn] = stability,
            ["Before"] = seen.ModelRow?.Text(BlobColumn),
        };
        bool isPublished = await tables.CommitAsync(
            TableNames.CauseKnowledge, [RowChange.After(seen.ModelRow, row), .. lineage.Select(RowChange.Put)], cancellation) is CommitOutcome.Done;
        if (isPublished && seen.ModelRow?.Text("Before") is { } old)
        {
            // The one before this may still be on its way into a worker's memory; the one before that is of no use to anybody.
            await blobs.DeleteAsync(ContainerNames.RootCauses, old, cancellation);
        }

        return isPublished;
    }

    /// <returns>False when others decided something meanwhile.</returns>
    public async Task<bool> PutEditsAsync(string program, StoredKnowledge seen, CauseEdits edits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(edits);
        TableRow row = new(program, EditsKey) { [AtColumn] = clock.GetUtcNow() };
        LongText.Put(row, EditsColumn, JsonSerializer.Serialize([.. edits.All], CauseKnowledgeJson.Default.ListCauseEdit));
        return await tables.CommitAsync(TableNames.CauseKnowledge, [RowChange.After(seen.EditsRow, row)], cancellation) is CommitOutcome.Done;
    }

    private async Task<Taxonomy> TaxonomyAsync(TableRow? row, CancellationToken cancellation)
    {
        if (row is null)
        {
            return Taxonomy.Shipped;
        }

        byte[] document = await BlobAsync(row, cancellation) ?? throw new StorageUnavailableException("The program's taxonomy is not there.");
        return Taxonomy.Read(document, Taxonomy.Shipped, out IReadOnlyList<TaxonomyError> errors)
            ?? throw new InvalidOperationException($"The program's taxonomy, which was sound when it came, is not any more: {errors[0].Pointer} {errors[0].Message}");
    }

    private async Task<CauseModel?> ModelAsync(TableRow? row, CancellationToken cancellation) => row is null
        ? null
        : CauseModel.FromBytes(await BlobAsync(row, cancellation) ?? throw new StorageUnavailableException("The published model of root causes is not there."));

    private async Task<byte[]?> BlobAsync(TableRow row, CancellationToken cancellation)
    {
        await using Stream? blob = await blobs.OpenAsync(ContainerNames.RootCauses, row.Text(BlobColumn)!, cancellation);
        if (blob is null)
        {
            return null;
        }

        using MemoryStream content = new();
        await blob.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    private static string Digest(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 6));

    /// <param name="ReadAt">A timestamp of the clock.</param>
    private sealed record Held(StoredKnowledge Stored, long ReadAt);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<CauseEdit>))]
internal sealed partial class CauseKnowledgeJson : JsonSerializerContext;
