using System.Globalization;
using System.Runtime.CompilerServices;
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
    /// <summary>Where the body is. No other input ever has this name, also none with the same body.</summary>
    internal string Blob => $"{Program}/{Source}/{Id}";

    internal QuarantineState State { get; init; } = QuarantineState.Kept;

    /// <summary>When it began to arrive, was sent on or erased; null while it is kept.</summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>Of the row that it was read from.</summary>
    internal string? ETag { get; init; }
}

/// <summary>Where an input is on its way through the quarantine.</summary>
internal enum QuarantineState
{
    /// <summary>Whoever sets it aside writes its body just now; nobody else has a use for it until they are known to be gone.</summary>
    Arriving,
    Kept,

    /// <summary>It went through the pipeline again; the same input may be set aside once more.</summary>
    SentOn,

    /// <summary>It named a customer who was erased: it is not set aside again.</summary>
    Erased,
}

/// <summary>
/// Sets inputs aside: the bytes in a blob, the reason in a row. The row is written before the blob and stays for a while when the blob is
/// deleted, so that a blob which is written late, by whoever knew nothing of its removal, has a row by which it is found and deleted.
/// </summary>
public sealed class QuarantineStore(IBlobStore blobs, ITableStore tables, TimeProvider clock)
{
    /// <summary>In the table of programs: those that anything was ever set aside for, counted or not.</summary>
    private const string ProgramsPartition = "quarantine";
    private const string StateColumn = "State";
    private const string SinceColumn = "Since";

    /// <summary>The name of <see cref="SinceColumn"/> in older versions, which only removed inputs had.</summary>
    private const string RemovedAtColumn = "RemovedAt";

    /// <summary>Older versions wrote it where they had sent an input on and were about to delete its row.</summary>
    private const string SettledColumn = "Settled";

    /// <summary>Whether a word has the form of an id.</summary>
    public static bool IsId(string? word) => word is { Length: 36 } && word.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    /// <summary>Keeps an input. The same input of the same instant is kept once; one that was erased is not.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="StorageUnavailableException">It may be kept or not; keep it again.</exception>
    public async Task<string> KeepAsync(SetAside input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        string hash = Convert.ToHexStringLower(SHA256.HashData(input.Body.Span).AsSpan(0, 8));
        await tables.CommitAsync(TableNames.Programs, [RowChange.Put(new TableRow(ProgramsPartition, input.Program))], cancellation);
        // One that was sent on and comes back has the next instant in its name: the blob of the name before is being deleted.
        for (int comeback = 0; ; comeback++)
        {
            string id = $"{NewestFirst(input.ReceivedAt.AddTicks(comeback))}-{hash}";
            QuarantinedInput kept = new(input.Program, id, input.Source, input.ContentType, Short(input.Reason), input.ReceivedAt, input.Body.Length);
            if (await KeepAsync(kept, input.Body, cancellation) != QuarantineState.SentOn)
            {
                return id;
            }
        }
    }

    /// <returns>What became of the input of this name.</returns>
    private async Task<QuarantineState> KeepAsync(QuarantinedInput kept, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        bool isWritten = false;
        while (true)
        {
            TableRow? row = await tables.FindAsync(TableNames.Quarantine, kept.Program, kept.Id, cancellation);
            QuarantinedInput? before = row is null ? null : Read(row);
            switch (before?.State)
            {
                case QuarantineState.SentOn or QuarantineState.Erased:
                    if (isWritten)
                    {
                        await blobs.DeleteAsync(ContainerNames.Quarantine, kept.Blob, cancellation);
                    }

                    return before.State;
                case QuarantineState.Kept:
                    // Written all the same: whoever has sent it on and is about to remove it sees that it is back.
                    if (await WriteAsync(kept, row, cancellation) is not null)
                    {
                        return QuarantineState.Kept;
                    }

                    break;
                default:
                    if ((before?.ETag ?? await WriteAsync(kept with { State = QuarantineState.Arriving, Since = clock.GetUtcNow() }, row, cancellation)) is { } tag)
                    {
                        using MemoryStream content = new(body.ToArray(), writable: false);
                        await blobs.PutAsync(ContainerNames.Quarantine, kept.Blob, content, cancellation);
                        isWritten = true;
                        if (await tables.CommitAsync(TableNames.Quarantine, [RowChange.Replace(Row(kept), tag)], cancellation) is CommitOutcome.Done)
                        {
                            return QuarantineState.Kept;
                        }
                    }

                    break;
            }
        }
    }

    /// <returns>The ETag of the new row; null when someone else has changed the one before.</returns>
    private async Task<string?> WriteAsync(QuarantinedInput input, TableRow? before, CancellationToken cancellation) =>
        await tables.CommitAsync(TableNames.Quarantine, [RowChange.After(before, Row(input))], cancellation) is CommitOutcome.Done done ? done.ETags[0] : null;

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
        await foreach (QuarantinedInput input in ReadAsync(program, after is null ? RowKeyRange.All : RowKeyRange.All with { From = after + "\0" }, cancellation))
        {
            if (input.State == QuarantineState.Kept && (source is null || input.Source == source))
            {
                page.Add(input);
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

    /// <summary>Every input that has a row, also those that arrive just now or were removed not long ago.</summary>
    internal async Task<IReadOnlyList<QuarantinedInput>> InAnyStateAsync(string program, CancellationToken cancellation)
    {
        List<QuarantinedInput> all = [];
        await foreach (QuarantinedInput input in ReadAsync(program, RowKeyRange.All, cancellation))
        {
            all.Add(input);
        }

        return all;
    }

    private async IAsyncEnumerable<QuarantinedInput> ReadAsync(string program, RowKeyRange range, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (TableRow row in tables.ReadAsync(TableNames.Quarantine, program, range, columns: null, cancellation))
        {
            yield return Read(row);
        }
    }

    /// <returns>Null when there is no such input.</returns>
    public async Task<QuarantinedInput?> FindAsync(string program, string id, CancellationToken cancellation) =>
        await FindInAnyStateAsync(program, id, cancellation) is { State: QuarantineState.Kept } input ? input : null;

    internal async Task<QuarantinedInput?> FindInAnyStateAsync(string program, string id, CancellationToken cancellation) =>
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

    /// <summary>Keeps an input on, for another reason; one that was removed or set aside again meanwhile stays as it is.</summary>
    public Task KeepOnAsync(QuarantinedInput input, string reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        return tables.CommitAsync(TableNames.Quarantine, [RowChange.Replace(Row(input with { Reason = Short(reason) }), input.ETag!)], cancellation);
    }

    /// <summary>Removes an input for good: it was sent on, or names an erased customer. Its row stays until <see cref="ForgetAsync"/>.</summary>
    /// <returns>False when it has changed since it was read; then it stays as it is.</returns>
    internal async Task<bool> RemoveAsync(QuarantinedInput input, QuarantineState state, CancellationToken cancellation)
    {
        QuarantinedInput removed = input with { State = state, Since = clock.GetUtcNow() };
        if (await tables.CommitAsync(TableNames.Quarantine, [RowChange.Replace(Row(removed), input.ETag!)], cancellation) is not CommitOutcome.Done)
        {
            return false;
        }

        await DeleteBodyAsync(input, cancellation);
        return true;
    }

    /// <summary>Deletes the words of an input that was removed, once more: they may have been on their way then.</summary>
    internal Task DeleteBodyAsync(QuarantinedInput input, CancellationToken cancellation) => blobs.DeleteAsync(ContainerNames.Quarantine, input.Blob, cancellation);

    /// <summary>
    /// Finishes what someone who died began: an input whose words are there is kept, the row of one without words is deleted. Whoever
    /// is still at it, late as they are, finds the row changed and begins anew.
    /// </summary>
    internal async Task FinishArrivalAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        await using Stream? body = await blobs.OpenAsync(ContainerNames.Quarantine, input.Blob, cancellation);
        RowChange change = body is null
            ? RowChange.Delete(Row(input), input.ETag!)
            : RowChange.Replace(Row(input with { State = QuarantineState.Kept, Since = null }), input.ETag!);
        await tables.CommitAsync(TableNames.Quarantine, [change], cancellation);
    }

    /// <summary>Deletes an input and its row: the words first. Cut off in the middle, the next call finishes it.</summary>
    internal async Task ForgetAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        await DeleteBodyAsync(input, cancellation);
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
        [StateColumn] = input.State == QuarantineState.Kept ? null : input.State.ToString(),
        [SinceColumn] = input.Since,
    };

    private static QuarantinedInput Read(TableRow row) => new(
        row.PartitionKey, row.RowKey, row.Text("Source")!, row.Text("ContentType"), row.Text("Reason")!, row.Instant("ReceivedAt") ?? default, row.Number("Bytes"))
    {
        State = row.Text(StateColumn) is { } state ? Enum.Parse<QuarantineState>(state) : row[SettledColumn] is true ? QuarantineState.SentOn : QuarantineState.Kept,
        Since = row.Instant(SinceColumn) ?? row.Instant(RemovedAtColumn),
        ETag = row.ETag,
    };

    private static string Short(string reason) =>
        reason.Length <= FeedbackLimits.MaxShortTextChars ? reason : reason[..FeedbackLimits.MaxShortTextChars];

    /// <summary>19 digits that sort the newest instant first.</summary>
    private static string NewestFirst(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
