using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Catalogue;

/// <summary>The table <c>rootcauses</c>: one row a root cause, every column filled in every row.</summary>
public sealed class RootCausesTable(ITableStore tables, TimeProvider clock)
{
    private const int RowsPerTransaction = 50;
    private const string ListSeparator = ", ";
    private const string UpdatedAt = "UpdatedAt";

    /// <summary>Quotes hold no line breaks: they are taken out when quotes are chosen.</summary>
    private const char QuoteSeparator = '\n';

    /// <summary>Stands for "never": a date column has no empty value.</summary>
    private static readonly DateTimeOffset Never = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All entries of a program, in the order of their ids.</summary>
    public async Task<IReadOnlyList<CatalogueEntry>> ReadAsync(string program, CancellationToken cancellation) =>
        [.. (await ReadStoredAsync(program, cancellation)).Select(stored => stored.Entry)];

    /// <summary>The same with their versions.</summary>
    internal async Task<IReadOnlyList<StoredEntry>> ReadStoredAsync(string program, CancellationToken cancellation)
    {
        List<StoredEntry> entries = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.RootCauses, program, RowKeyRange.All, columns: null, cancellation))
        {
            entries.Add(new StoredEntry(Read(row), row));
        }

        return entries;
    }

    /// <returns>Null when there is none.</returns>
    public async Task<CatalogueEntry?> FindAsync(string program, string rootCauseId, CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.RootCauses, program, rootCauseId, cancellation) is { } row ? Read(row) : null;

    /// <summary>
    /// Brings the table to these entries; rows of other causes go. What is right already is not written. A quote is written only over a
    /// row that was read before the quoted feedback was found to be there: whoever erases it changes all rows afterwards.
    /// </summary>
    /// <param name="isThere">Whether a feedback is there at this moment.</param>
    /// <exception cref="StorageUnavailableException">Some may be written; write them again.</exception>
    internal async Task WriteAsync(string program, IReadOnlyList<CatalogueEntry> entries, Func<string, Task<bool>> isThere, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<string, (TableRow Row, string Tag)> before = new(StringComparer.Ordinal);
        await foreach (TableRow row in tables.ReadAsync(TableNames.RootCauses, program, RowKeyRange.All, columns: null, cancellation))
        {
            before[row.RowKey] = (row, row.ETag!);
        }

        DateTimeOffset now = clock.GetUtcNow();
        RowChange[] born = [.. entries
            .Where(entry => !before.ContainsKey(entry.RootCauseId))
            .Select(entry => RowChange.Insert(Row(program, entry with { Examples = [], QuotedFeedback = [] }, now)))];
        foreach ((RowChange change, string tag) in born.Zip(await CommitAsync(born, cancellation)))
        {
            before[change.Row.RowKey] = (change.Row, tag);
        }

        List<RowChange> changes = [];
        foreach (CatalogueEntry entry in entries)
        {
            (TableRow old, string tag) = before[entry.RootCauseId];
            before.Remove(entry.RootCauseId);
            if (IsOther(Row(program, entry, now), old) && Row(program, await entry.WithQuotesAsync(isThere), now) is var row && IsOther(row, old))
            {
                changes.Add(RowChange.Replace(row, tag));
            }
        }

        changes.AddRange(before.Values.Select(gone => RowChange.Delete(gone.Row, "*")));
        await CommitAsync(changes, cancellation);

        static bool IsOther(TableRow row, TableRow old) => row.Columns.Any(c => c.Key != UpdatedAt && !c.Value.Equals(old[c.Key]));
    }

    /// <summary>Writes an entry over the row that it was made from.</summary>
    /// <param name="seen">Null where there was none.</param>
    /// <returns>False when there is another row by now.</returns>
    internal async Task<bool> PutAsync(string program, CatalogueEntry entry, StoredEntry? seen, CancellationToken cancellation) =>
        await tables.CommitAsync(TableNames.RootCauses, [RowChange.After(seen?.Row, Row(program, entry, clock.GetUtcNow()))], cancellation) is CommitOutcome.Done;

    /// <summary>Gives rows another version and leaves what they say: what was to be written over them does not come about any more.</summary>
    /// <returns>False when there were other rows by now.</returns>
    internal async Task<bool> TouchAsync(IEnumerable<StoredEntry> seen, CancellationToken cancellation)
    {
        foreach (RowChange[] chunk in seen.Select(s => RowChange.Replace(s.Row, s.Row.ETag!)).Chunk(RowsPerTransaction))
        {
            if (await tables.CommitAsync(TableNames.RootCauses, chunk, cancellation) is not CommitOutcome.Done)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>The new versions of the rows; empty for those that were deleted.</returns>
    private async Task<IReadOnlyList<string>> CommitAsync(IReadOnlyList<RowChange> changes, CancellationToken cancellation)
    {
        List<string> versions = [];
        foreach (RowChange[] chunk in changes.Chunk(RowsPerTransaction))
        {
            if (await tables.CommitAsync(TableNames.RootCauses, chunk, cancellation) is not CommitOutcome.Done done)
            {
                throw new StorageUnavailableException("The catalogue of root causes was written by another at the same time.");
            }

            versions.AddRange(done.ETags.Select(tag => tag ?? string.Empty));
        }

        return versions;
    }

    private static CatalogueEntry Read(TableRow row) => new()
    {
        RootCauseId = row.RowKey,
        Label = row.Text("Label") ?? row.RowKey,
        Terms = List(row, "Terms"),
        Languages = List(row, "Languages"),
        State = Enum.TryParse(row.Text("State"), ignoreCase: true, out CauseState state) ? state : CauseState.Established,
        MergedInto = row.Text("MergedInto") is { Length: > 0 } target ? target : null,
        FirstSeen = Day(row, "FirstSeen"),
        LastSeen = Day(row, "LastSeen"),
        Mentions = row.Number("Mentions"),
        Customers = row.Number("Customers"),
        NpsEffect = Fraction(row, "NpsEffect"),
        NpsEffectLow = Fraction(row, "NpsEffectLow"),
        NpsEffectHigh = Fraction(row, "NpsEffectHigh"),
        ValueAtRisk = Fraction(row, "ValueAtRisk"),
        Trend = Fraction(row, "Trend"),
        Examples = row.Text("Examples") is { Length: > 0 } quotes ? quotes.Split(QuoteSeparator) : [],
        EmergingSince = Day(row, "EmergingSince"),
        EmergingStrength = Fraction(row, "EmergingStrength"),
        EmergingSegments = List(row, "EmergingSegments"),
        IsPinned = row["IsPinned"] is true,
        IsDismissed = row["IsDismissed"] is true,
        QuotedFeedback = row.Text("QuotedFeedback") is { Length: > 0 } quoted ? quoted.Split(' ') : [],
    };

    private static TableRow Row(string program, CatalogueEntry entry, DateTimeOffset now) => new(program, entry.RootCauseId)
    {
        ["Program"] = program,
        ["RootCauseId"] = entry.RootCauseId,
        ["Label"] = entry.Label,
        ["Terms"] = string.Join(ListSeparator, entry.Terms),
        ["Languages"] = string.Join(ListSeparator, entry.Languages),
        ["State"] = entry.State.ToString().ToLowerInvariant(),
        ["MergedInto"] = entry.MergedInto ?? string.Empty,
        ["FirstSeen"] = Instant(entry.FirstSeen),
        ["LastSeen"] = Instant(entry.LastSeen),
        ["Mentions"] = entry.Mentions,
        ["Customers"] = entry.Customers,
        ["NpsEffect"] = entry.NpsEffect,
        ["NpsEffectLow"] = entry.NpsEffectLow,
        ["NpsEffectHigh"] = entry.NpsEffectHigh,
        ["ValueAtRisk"] = entry.ValueAtRisk,
        ["Trend"] = entry.Trend,
        ["Examples"] = string.Join(QuoteSeparator, entry.Examples),
        ["EmergingSince"] = Instant(entry.EmergingSince),
        ["EmergingStrength"] = entry.EmergingStrength,
        ["EmergingSegments"] = string.Join(ListSeparator, entry.EmergingSegments),
        ["IsPinned"] = entry.IsPinned,
        ["IsDismissed"] = entry.IsDismissed,
        ["QuotedFeedback"] = string.Join(' ', entry.QuotedFeedback),
        [UpdatedAt] = now,
    };

    private static string[] List(TableRow row, string column) => row.Text(column) is { Length: > 0 } text ? text.Split(ListSeparator) : [];

    private static double Fraction(TableRow row, string column) => row[column] is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;

    private static DateTimeOffset Instant(DateOnly? day) => day is { } known ? new DateTimeOffset(known.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : Never;

    private static DateOnly? Day(TableRow row, string column) =>
        row.Instant(column) is { } at && at != Never ? DateOnly.FromDateTime(at.UtcDateTime) : null;
}

/// <summary>An entry and the row that it was read from.</summary>
internal sealed record StoredEntry(CatalogueEntry Entry, TableRow Row);
