using CxFunnel.Pipeline.Ingest.Locales;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Makes a feedback item of each row of one file.</summary>
internal sealed class ExportMapper(ExportDialect dialect, ExportColumns columns, ExportOptions options)
{
    private readonly string _source = options.Source ?? dialect.Source;
    private readonly TimeZoneInfo _zone = options.TimeZone ?? Zone(dialect.Zone);
    private readonly string[] _dateFormats = dialect.DateFormats;

    // Columns of few different values: the string of the row before is used again.
    private string? _lastAuthor;

    public ExportRow Map(ExportRows row)
    {
        if (row.CellCount != columns.Count && !HasOnlyBlanksBeyond(row))
        {
            return new ExportRow.Rejected(row.Number, $"has {row.CellCount} cells where the header has {columns.Count}");
        }

        ReadOnlySpan<char> date = columns.Cell(row, ExportField.Date);
        Mention mention = new()
        {
            PublishedAt = Instant(row, date),
            UpdatedAt = columns.Has(ExportField.Updated) ? Instant(row, columns.Cell(row, ExportField.Updated)) : null,
            Id = Text(columns.Cell(row, ExportField.Id)),
            Text = TextOf(row),
            Sentiment = dialect.HasNumericSentiment
                ? NativeSentiments.OfNumber(columns.Cell(row, ExportField.Sentiment))
                : NativeSentiments.OfWord(columns.Cell(row, ExportField.Sentiment)),
            Language = LanguageNames.Code(columns.Cell(row, ExportField.Language)),
            Country = Countries.Alpha2(columns.Cell(row, ExportField.Country)),
            Author = Author(columns.Cell(row, ExportField.Author)),
            Url = Text(columns.Cell(row, ExportField.Url)),
            Network = dialect.Network ?? Networks.Of(columns.Cell(row, ExportField.Network)),
            Reach = ExportNumbers.Count(columns.Cell(row, ExportField.Reach)),
            Engagement = columns.Has(ExportField.Engagement) ? ExportNumbers.Count(columns.Cell(row, ExportField.Engagement)) : null,
            Rating = ExportNumbers.Decimal(columns.Cell(row, ExportField.Rating)),
        };
        if (dialect.Finish is { } finish)
        {
            mention = finish(columns, row, mention);
        }

        return mention.ToRow(row.Number, _source, dialect.Kind);
    }

    private string? TextOf(ExportRows row)
    {
        string? text = ExportText.Clean(columns.Cell(row, ExportField.Text));
        if (!dialect.TitleIsText)
        {
            return text;
        }

        string? title = ExportText.Clean(columns.Cell(row, ExportField.Title));
        return title is null ? text : text is null ? title : $"{title}\n{text}";
    }

    private DateTimeOffset? Instant(ExportRows row, ReadOnlySpan<char> date)
    {
        if (date.IsWhiteSpace())
        {
            return null;
        }

        if (ExportDates.TryIso(date, out DateTimeOffset instant, out bool hasZone))
        {
            return hasZone ? instant : ExportDates.InZone(instant.UtcDateTime, _zone);
        }

        return ExportDates.TryEpoch(date, out instant) ? instant
            : ExportDates.TryExact(date, _dateFormats, out DateTime local) || (row.HasSerialDates && ExportDates.TrySerial(date, out local)) ? ExportDates.InZone(local, _zone)
            : null;
    }

    private string? Author(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim().TrimStart('@');
        if (cell.IsEmpty || cell.SequenceEqual(_lastAuthor))
        {
            return cell.IsEmpty ? null : _lastAuthor;
        }

        return _lastAuthor = ExportText.Clean(cell);
    }

    private static string? Text(ReadOnlySpan<char> cell) => cell.IsWhiteSpace() ? null : Contracts.CleanText.Normalize(cell.ToString());

    private bool HasOnlyBlanksBeyond(ExportRows row)
    {
        for (int i = columns.Count; i < row.CellCount; i++)
        {
            if (!row.Cell(i).IsWhiteSpace())
            {
                return false;
            }
        }

        return row.CellCount >= columns.Count;
    }

    private static TimeZoneInfo Zone(string name) => name == "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(name);
}
