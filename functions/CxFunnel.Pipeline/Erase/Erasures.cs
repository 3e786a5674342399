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
public sealed class Erasures(ITableStore tables)
{
    private const string CustomerPrefix = "c|";
    private const string ErasedAtColumn = "ErasedAt";

    /// <summary>Whoever is stored as erased when this is called. Writers keep it with the heads of the ledger's partitions, which tell when it is out of date.</summary>
    /// <exception cref="StorageUnavailableException">No answer.</exception>
    public async Task<ErasedCustomers> OfAsync(string program, CancellationToken cancellation)
    {
        Dictionary<string, DateTimeOffset> at = new(StringComparer.Ordinal);
        await foreach (TableRow row in tables.ReadAsync(TableNames.Erasures, program, RowKeyRange.StartingWith(CustomerPrefix), [ErasedAtColumn], cancellation))
        {
            at[row.RowKey[CustomerPrefix.Length..]] = row.Instant(ErasedAtColumn) ?? default;
        }

        return new ErasedCustomers(at);
    }

    /// <summary>
    /// Notes an erasure. A customer erased again is refused up to the later time, whichever of the two was stored last: clocks differ,
    /// and a request may be carried out long after it was sent.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Some may be stored; note it again.</exception>
    public async Task AddAsync(string program, IReadOnlyList<string> references, DateTimeOffset erasedAt, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(references);
        foreach (string key in references.Select(reference => CustomerPrefix + reference))
        {
            RowChange change;
            do
            {
                TableRow? before = await tables.FindAsync(TableNames.Erasures, program, key, cancellation);
                if (before?.Instant(ErasedAtColumn) >= erasedAt)
                {
                    break;
                }

                change = RowChange.After(before, new TableRow(program, key) { [ErasedAtColumn] = erasedAt });
            }
            while (await tables.CommitAsync(TableNames.Erasures, [change], cancellation) is CommitOutcome.Conflict);
        }
    }
}
