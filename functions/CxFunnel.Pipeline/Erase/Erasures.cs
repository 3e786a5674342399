using System.Collections.Concurrent;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Erase;

/// <summary>The customers of a program that were erased, by keyed hash, and when.</summary>
public sealed class ErasedCustomers(IReadOnlyDictionary<string, DateTimeOffset> at)
{
    /// <summary>
    /// Whether a feedback is of before its customer's erasure: whatever brings it (a message that was on its way, a staged
    /// file, a replay, the same export again), it stays out. What the customer says after the erasure is new.
    /// </summary>
    public bool Refuses(AnalyzedFeedback feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        return feedback.CustomerRef is { } reference && at.TryGetValue(reference, out DateTimeOffset erasedAt) && feedback.Item.SubmittedAt <= erasedAt;
    }
}

/// <summary>The table <c>erasures</c>: a row for each reference of an erased customer, in the program's partition.</summary>
public sealed class Erasures(ITableStore tables, TimeProvider clock)
{
    /// <summary>How long a process may go on without knowing of an erasure; whoever erases waits as long before looking for rows.</summary>
    public static readonly TimeSpan NewsDelay = TimeSpan.FromSeconds(5);

    private const string CustomerPrefix = "c|";

    /// <summary>Sorts outside the customers; its version says whether any was added.</summary>
    private const string StampKey = "stamp";
    private const string ErasedAtColumn = "ErasedAt";

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The erased customers as of at most <see cref="NewsDelay"/> ago.</summary>
    public async ValueTask<ErasedCustomers> OfAsync(string program, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Known? known = _known.GetValueOrDefault(program);
        if (known is not null && now - known.CheckedAt < NewsDelay)
        {
            return known.Customers;
        }

        string? stamp = (await tables.FindAsync(TableNames.Erasures, program, StampKey, cancellation))?.ETag;
        ErasedCustomers customers = known is not null && known.Stamp == stamp
            ? known.Customers
            : stamp is null ? new ErasedCustomers(new Dictionary<string, DateTimeOffset>()) : await ReadAsync(program, cancellation);
        _known[program] = new Known(now, stamp, customers);
        return customers;
    }

    /// <summary>Notes an erasure. A customer erased again is refused up to the later time.</summary>
    public async Task AddAsync(string program, IReadOnlyList<string> references, DateTimeOffset erasedAt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(references);
        List<RowChange> changes = [.. references.Select(r => RowChange.Put(new TableRow(program, CustomerPrefix + r) { [ErasedAtColumn] = erasedAt }))];
        changes.Add(RowChange.Put(new TableRow(program, StampKey) { [ErasedAtColumn] = erasedAt }));
        await tables.CommitAsync(TableNames.Erasures, changes, cancellation);
        _known.TryRemove(program, out _);
    }

    private async Task<ErasedCustomers> ReadAsync(string program, CancellationToken cancellation)
    {
        Dictionary<string, DateTimeOffset> at = new(StringComparer.Ordinal);
        await foreach (TableRow row in tables.ReadAsync(TableNames.Erasures, program, RowKeyRange.StartingWith(CustomerPrefix), [ErasedAtColumn], cancellation))
        {
            at[row.RowKey[CustomerPrefix.Length..]] = row.Instant(ErasedAtColumn) ?? default;
        }

        return new ErasedCustomers(at);
    }

    private sealed record Known(DateTimeOffset CheckedAt, string? Stamp, ErasedCustomers Customers);
}
