namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What the person who uploads an export knows about it and the file does not say.</summary>
public sealed record ExportOptions
{
    /// <summary>The source that the upload stated; null takes the dialect's own.</summary>
    public string? Source { get; init; }

    /// <summary>Column names by what they hold, for files of no known tool; null lets the header's words decide.</summary>
    public IReadOnlyDictionary<ExportField, string>? Columns { get; init; }

    /// <summary>The zone of dates that carry none; null takes the dialect's, which is UTC unless it says otherwise.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Whether 03/04 is the third of April; null settles it from the whole column, and takes the dialect's where every date fits both.</summary>
    public bool? DayFirst { get; init; }
}

/// <summary>What a column of an export can hold.</summary>
public enum ExportField
{
    /// <summary>The tool's id of the mention or review.</summary>
    Id,

    /// <summary>When it was published: a date, or date and time of day.</summary>
    Date,

    /// <summary>The time of day, where it stands in a column of its own.</summary>
    Time,

    /// <summary>When it was last changed.</summary>
    Updated,
    Text,
    Title,
    Sentiment,
    Language,
    Country,
    Author,
    Url,
    Network,
    Reach,
    Engagement,

    /// <summary>Stars, 1 to 5.</summary>
    Rating,
}
