using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Locales;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Makes a feedback item of each row of one file.</summary>
internal interface IRowMapper
{
    /// <summary>The item, or why there is none; null for a row that is rightly left out and not worth a word.</summary>
    ExportRow? Map(ExportRows row);
}

/// <summary>Reads rows of mentions and reviews by the columns of a dialect.</summary>
/// <param name="dayFirst">How dates of numbers alone are read.</param>
internal sealed class ExportMapper(ExportDialect dialect, ExportColumns columns, ExportOptions options, bool dayFirst) : IRowMapper
{
    private static readonly ExportField[] SurveyFields =
    [
        ExportField.Nps, ExportField.Csat, ExportField.Ces, ExportField.Customer, ExportField.Email, ExportField.Segment, ExportField.Channel,
        ExportField.Touchpoint,
    ];

    private readonly string _source = options.Source ?? dialect.Source;
    private readonly TimeZoneInfo _zone = options.TimeZone ?? Zone(dialect.Zone);
    /// <summary>Whether a date says all: it is UTC, and its time of day stands in no other column.</summary>
    private readonly bool _isAsWritten = (options.TimeZone ?? Zone(dialect.Zone)).Equals(TimeZoneInfo.Utc) && !columns.Has(ExportField.Time);
    private readonly string[] _dateFormats = dialect.DateFormats;
    private readonly bool _hasSurveyFields = SurveyFields.Any(columns.Has);

    private readonly ColumnWords _sentiments = new(dialect.HasNumericSentiment ? NativeSentiments.OfNumber : NativeSentiments.OfWord);
    private readonly ColumnWords _languages = new(LanguageNames.Code);
    private readonly ColumnWords _countries = new(Countries.Alpha2);
    private readonly ColumnWords _networks = new(dialect.NetworkOf ?? Networks.Of);

    private string? _lastAuthor;

    public ExportRow? Map(ExportRows row)
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
            Sentiment = _sentiments.Of(columns.Cell(row, ExportField.Sentiment)),
            Language = _languages.Of(columns.Cell(row, ExportField.Language)),
            Country = _countries.Of(columns.Cell(row, ExportField.Country)),
            Author = Author(columns.Cell(row, ExportField.Author)),
            Url = Text(columns.Cell(row, ExportField.Url)),
            Network = dialect.Network ?? _networks.Of(columns.Cell(row, ExportField.Network)),
            Reach = ExportNumbers.Count(columns.Cell(row, ExportField.Reach)),
            Engagement = columns.Has(ExportField.Engagement) ? ExportNumbers.Count(columns.Cell(row, ExportField.Engagement)) : null,
            Rating = Score(row, ExportField.Rating, ScoreType.Rating),
        };
        if (_hasSurveyFields)
        {
            mention = WithSurveyFields(row, mention);
        }

        if (dialect.Finish is { } finish)
        {
            mention = finish(columns, row, mention);
        }

        return mention.ToRow(row.Number, _source, dialect.Kind);
    }

    private Mention WithSurveyFields(ExportRows row, Mention mention) => mention with
    {
        Nps = Score(row, ExportField.Nps, ScoreType.Nps),
        Csat = Score(row, ExportField.Csat, ScoreType.Csat),
        Ces = Score(row, ExportField.Ces, ScoreType.Ces),
        Customer = Text(columns.Cell(row, ExportField.Customer)),
        Email = Text(columns.Cell(row, ExportField.Email)),
        Segment = Text(columns.Cell(row, ExportField.Segment)),
        Channel = Text(columns.Cell(row, ExportField.Channel)),
        Touchpoint = Text(columns.Cell(row, ExportField.Touchpoint)),
    };

    private double? Score(ExportRows row, ExportField field, ScoreType type) =>
        columns.Has(field) ? ExportNumbers.Score(columns.Cell(row, field), ScoreScales.Default(type).Max) : null;

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
            return hasZone || _isAsWritten ? instant : InZone(row, instant.UtcDateTime);
        }

        if (row.SerialDateShift is { } shift && ExportDates.TrySerial(date, shift, out DateTime serial))
        {
            return InZone(row, serial);
        }

        return ExportDates.TryEpoch(date, out instant) ? instant
            : ExportDates.TryNumeric(date, dayFirst, out DateTime local) || ExportDates.TryExact(date, _dateFormats, out local) ? InZone(row, local)
            : null;
    }

    private DateTimeOffset InZone(ExportRows row, DateTime local)
    {
        if (local.TimeOfDay == TimeSpan.Zero && columns.Has(ExportField.Time))
        {
            ReadOnlySpan<char> time = columns.Cell(row, ExportField.Time);
            if (ExportDates.TryClock(time, out long ticks) || (row.SerialDateShift is not null && ExportDates.TryDayFraction(time, out ticks)))
            {
                local = local.AddTicks(ticks);
            }
        }

        return ExportDates.InZone(local, _zone);
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

    private static string? Text(ReadOnlySpan<char> cell) => ExportText.Plain(cell);

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
