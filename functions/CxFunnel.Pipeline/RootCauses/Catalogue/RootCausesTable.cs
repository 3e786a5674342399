using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Catalogue;

/// <summary>The table <c>rootcauses</c>: one row a root cause, every column filled in every row.</summary>
public sealed class RootCausesTable(ITableStore tables, TimeProvider clock)
{
    private const int RowsPerTransaction = 50;
    private const string ListSeparator = ", ";

    /// <summary>Quotes hold no line breaks: they are taken out when quotes are chosen.</summary>
    private const char QuoteSeparator = '\n';

    /// <summary>Stands for "never": a date column has no empty value.</summary>
    private static readonly DateTimeOffset Never = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All entries of a program, in the order of their ids.</summary>
    public async Task<IReadOnlyList<CatalogueEntry>> ReadAsync(string program, CancellationToken cancellation)
    {
        List<CatalogueEntry> entries = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.RootCauses, program, RowKeyRange.All, columns: null, cancellation))
        {
            entries.Add(Read(row));
        }

        return entries;
    }

    /// <summary>Brings the table to these entries; rows of other causes go. What is right already is not written.</summary>
    /// <exception cref="StorageUnavailableException">Some may be written; write them again.</exception>
    public async Task WriteAsync(string program, IReadOnlyList<CatalogueEntry> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<string, TableRow> before = new(StringComparer.Ordinal);
        await foreach (TableRow row in tables.ReadAsync(TableNames.RootCauses, program, RowKeyRange.All, columns: null, cancellation))
        {
            before[row.RowKey] = row;
        }

        DateTimeOffset now = clock.GetUtcNow();
        List<RowChange> changes = [];
        foreach (CatalogueEntry entry in entries)
        {
            TableRow row = Row(program, entry, now);
            if (!before.Remove(entry.RootCauseId, out TableRow? old) || row.Columns.Any(c => c.Key != "UpdatedAt" && !c.Value.Equals(old[c.Key])))
            {
                changes.Add(RowChange.Put(row));
            }
        }

        changes.AddRange(before.Values.Select(gone => RowChange.Delete(gone, "*")));
        foreach (RowChange[] chunk in changes.Chunk(RowsPerTransaction))
        {
            if (await tables.CommitAsync(TableNames.RootCauses, chunk, cancellation) is not CommitOutcome.Done)
            {
                throw new StorageUnavailableException("The catalogue of root causes was written by another at the same time.");
            }
        }
    }

    /// <summary>Writes one entry, whatever was there.</summary>
    public Task PutAsync(string program, CatalogueEntry entry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return tables.CommitAsync(TableNames.RootCauses, [RowChange.Put(Row(program, entry, clock.GetUtcNow()))], cancellation);
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
        ["UpdatedAt"] = now,
    };

    private static string[] List(TableRow row, string column) => row.Text(column) is { Length: > 0 } text ? text.Split(ListSeparator) : [];

    private static double Fraction(TableRow row, string column) => row[column] is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;

    private static DateTimeOffset Instant(DateOnly? day) => day is { } known ? new DateTimeOffset(known.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : Never;

    private static DateOnly? Day(TableRow row, string column) =>
        row.Instant(column) is { } at && at != Never ? DateOnly.FromDateTime(at.UtcDateTime) : null;
}
