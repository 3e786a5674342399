using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Locales;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What an upload says about its file, as it says it: checked before anything is stored, and stored with the import.</summary>
public sealed record UploadOptions
{
    public static readonly UploadOptions None = new();

    private const int MaxMapChars = 4_000;
    private const int MaxSheetChars = 100;

    private UploadOptions()
    {
    }

    /// <summary><c>text:Comment,date:Created</c>; null lets the header's words decide.</summary>
    public string? Map { get; private init; }

    /// <summary>IANA name of the zone of dates that carry none; null takes the dialect's.</summary>
    public string? TimeZone { get; private init; }

    /// <summary>Whether 03/04 is the third of April; null settles it from the whole column.</summary>
    public bool? DayFirst { get; private init; }

    /// <summary>A workbook's sheet by its name, or by its number from 1; null takes the one with a header that is known.</summary>
    public string? Sheet { get; private init; }

    /// <param name="value">A value by its name: <c>map</c>, <c>timeZone</c>, <c>dayFirst</c>, <c>sheet</c>; null or empty for none.</param>
    /// <param name="errors">Gets what is wrong, with <c>/NAME</c> as its place.</param>
    /// <returns>Null when something is wrong.</returns>
    public static UploadOptions? TryRead(Func<string, string?> value, InputErrors errors)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(errors);
        int before = errors.Count;
        UploadOptions options = new() { Map = Text("map"), TimeZone = Text("timeZone"), Sheet = Text("sheet"), DayFirst = DayFirstOf(Text("dayFirst"), errors) };
        if (options.Map is { } map)
        {
            if (map.Length > MaxMapChars)
            {
                errors.Add("/map", $"has more than {MaxMapChars} characters");
            }
            else if (!ExportColumnMap.TryParse(map, out _, out string? error))
            {
                errors.Add("/map", error!);
            }
        }

        if (options.TimeZone is { } zone && Zones.Find(zone) is null)
        {
            errors.Add("/timeZone", "is no time zone; an IANA name such as Europe/Paris is expected");
        }

        if (options.Sheet?.Length > MaxSheetChars)
        {
            errors.Add("/sheet", $"has more than {MaxSheetChars} characters");
        }

        return errors.Count == before ? options : null;

        string? Text(string name) => value(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>What the reader of exports is told.</summary>
    /// <param name="source">The source that the upload stated; null takes the dialect's own.</param>
    /// <param name="mapping">For exports of survey tools; null leaves it to the columns' names.</param>
    public ExportOptions For(string? source, SourceMapping? mapping) => new()
    {
        Source = source,
        Mapping = mapping,
        Columns = Map is { } map && ExportColumnMap.TryParse(map, out IReadOnlyDictionary<ExportField, string>? columns, out _) ? columns : null,
        TimeZone = Zones.Find(TimeZone),
        DayFirst = DayFirst,
        Sheet = Sheet,
    };

    private static bool? DayFirstOf(string? text, InputErrors errors)
    {
        if (text is null || bool.TryParse(text, out bool value))
        {
            return text is null ? null : bool.Parse(text);
        }

        errors.Add("/dayFirst", "is neither true nor false");
        return null;
    }
}
