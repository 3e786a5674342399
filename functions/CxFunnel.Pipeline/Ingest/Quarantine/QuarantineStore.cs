using System.Globalization;
using System.Security.Cryptography;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Quarantine;

/// <summary>What was authentic and could not be used, kept whole until someone can.</summary>
/// <param name="Source">The survey tool, or the stage that could not read it.</param>
/// <param name="ContentType">Of the body; null when unknown.</param>
/// <param name="Body">The bytes as received.</param>
/// <param name="Reason">What was found and what was expected, without a word of the text.</param>
public sealed record SetAside(string Program, string Source, string? ContentType, ReadOnlyMemory<byte> Body, string Reason, DateTimeOffset ReceivedAt);

/// <summary>An input in quarantine, without its body.</summary>
/// <param name="Id">Sorts the newest first.</param>
/// <param name="Bytes">Of the body.</param>
public sealed record QuarantinedInput(string Program, string Id, string Source, string? ContentType, string Reason, DateTimeOffset ReceivedAt, long Bytes)
{
    /// <summary>Where the body is.</summary>
    internal string Blob => $"{Program}/{Source}/{Id}";

    /// <summary>It was sent on; only its removal is not finished.</summary>
    internal bool IsSettled { get; init; }
}

/// <summary>Sets inputs aside: the bytes in a blob, the reason in a row.</summary>
public sealed class QuarantineStore(IBlobStore blobs, ITableStore tables)
{
    /// <summary>In the table of programs: those that anything was ever set aside for, counted or not.</summary>
    private const string ProgramsPartition = "quarantine";
    private const string SettledColumn = "Settled";

    /// <summary>Whether a word has the form of an id.</summary>
    public static bool IsId(string? word) => word is { Length: 36 } && word.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    /// <summary>Keeps an input. The same input of the same instant is kept once.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="StorageUnavailableException">It may be kept or not; keep it again.</exception>
    public async Task<string> KeepAsync(SetAside input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        string id = $"{NewestFirst(input.ReceivedAt)}-{Convert.ToHexStringLower(SHA256.HashData(input.Body.Span).AsSpan(0, 8))}";
        QuarantinedInput kept = new(input.Program, id, input.Source, input.ContentType, Short(input.Reason), input.ReceivedAt, input.Body.Length);
        using MemoryStream content = new(input.Body.ToArray(), writable: false);
        await tables.CommitAsync(TableNames.Programs, [RowChange.Put(new TableRow(ProgramsPartition, input.Program))], cancellation);
        await blobs.PutAsync(ContainerNames.Quarantine, kept.Blob, content, cancellation);
        await tables.CommitAsync(TableNames.Quarantine, [RowChange.Put(Row(kept))], cancellation);
        return id;
    }

    /// <summary>The programs that anything was ever set aside for.</summary>
    public async Task<IReadOnlyList<string>> ProgramsAsync(CancellationToken cancellation)
    {
        List<string> programs = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Programs, ProgramsPartition, RowKeyRange.All, columns: [], cancellation))
        {
            programs.Add(row.RowKey);
        }

        return programs;
    }

    /// <summary>A page of a program's inputs, the newest first.</summary>
    /// <param name="source">Null for every source.</param>
    /// <param name="after">The id that the page before ended with; null for the first page.</param>
    /// <param name="max">At most so many; fewer mean that there are no more.</param>
    public async Task<IReadOnlyList<QuarantinedInput>> PageAsync(string program, string? source, string? after, int max, CancellationToken cancellation)
    {
        List<QuarantinedInput> page = [];
        RowKeyRange range = RowKeyRange.All with { From = after is null ? string.Empty : after + "\0" };
        await foreach (TableRow row in tables.ReadAsync(TableNames.Quarantine, program, after is null ? RowKeyRange.All : range, columns: null, cancellation))
        {
            if (source is null || row.Text("Source") == source)
            {
                page.Add(Read(row));
            }

            if (page.Count == max)
            {
                break;
            }
        }

        return page;
    }

    /// <summary>All of a program's inputs, the newest first; reasons only, no bodies.</summary>
    public Task<IReadOnlyList<QuarantinedInput>> AllAsync(string program, CancellationToken cancellation) =>
        PageAsync(program, source: null, after: null, int.MaxValue, cancellation);

    /// <summary>A program's inputs that were received before an instant, the newest first.</summary>
    public async Task<IReadOnlyList<QuarantinedInput>> OlderThanAsync(string program, DateTimeOffset before, CancellationToken cancellation)
    {
        List<QuarantinedInput> older = [];
        RowKeyRange range = RowKeyRange.All with { From = NewestFirst(before) };
        await foreach (TableRow row in tables.ReadAsync(TableNames.Quarantine, program, range, columns: null, cancellation))
        {
            if (Read(row) is var input && input.ReceivedAt < before)
            {
                older.Add(input);
            }
        }

        return older;
    }

    /// <returns>Null when there is no such input.</returns>
    public async Task<QuarantinedInput?> FindAsync(string program, string id, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.Quarantine, program, id, cancellation) is { } row ? Read(row) : null;

    /// <returns>The bytes as received; null when they are gone.</returns>
    public async Task<byte[]?> BodyAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        await using Stream? blob = await blobs.OpenAsync(ContainerNames.Quarantine, input.Blob, cancellation);
        if (blob is null)
        {
            return null;
        }

        using MemoryStream content = new();
        await blob.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    /// <summary>Keeps an input on, for another reason.</summary>
    public Task KeepOnAsync(QuarantinedInput input, string reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        return tables.CommitAsync(TableNames.Quarantine, [RowChange.Put(Row(input with { Reason = Short(reason) }))], cancellation);
    }

    /// <summary>Removes an input for good. Cut off in the middle, the next replay finishes it.</summary>
    public async Task RemoveAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        TableRow settled = Row(input);
        settled[SettledColumn] = true;
        await tables.CommitAsync(TableNames.Quarantine, [RowChange.Put(settled)], cancellation);
        await blobs.DeleteAsync(ContainerNames.Quarantine, input.Blob, cancellation);
        await tables.CommitAsync(TableNames.Quarantine, [RowChange.Delete(settled, "*")], cancellation);
    }

    /// <summary>Deletes an input that was never sent on: the words first. Cut off in the middle, the next call finishes it.</summary>
    public async Task DropAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        await blobs.DeleteAsync(ContainerNames.Quarantine, input.Blob, cancellation);
        await tables.CommitAsync(TableNames.Quarantine, [RowChange.Delete(Row(input), "*")], cancellation);
    }

    private static TableRow Row(QuarantinedInput input) => new(input.Program, input.Id)
    {
        ["Source"] = input.Source,
        ["Reason"] = input.Reason,
        ["ReceivedAt"] = input.ReceivedAt,
        ["ContentType"] = input.ContentType,
        ["Bytes"] = input.Bytes,
        ["Blob"] = input.Blob,
    };

    private static QuarantinedInput Read(TableRow row) => new(
        row.PartitionKey, row.RowKey, row.Text("Source")!, row.Text("ContentType"), row.Text("Reason")!, row.Instant("ReceivedAt") ?? default, row.Number("Bytes"))
    {
        IsSettled = row[SettledColumn] is true,
    };

    private static string Short(string reason) =>
        reason.Length <= FeedbackLimits.MaxShortTextChars ? reason : reason[..FeedbackLimits.MaxShortTextChars];

    /// <summary>19 digits that sort the newest instant first.</summary>
    private static string NewestFirst(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
