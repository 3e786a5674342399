using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What one tool's export looks like: how it is recognised and which of its columns hold what.</summary>
internal sealed record ExportDialect
{
    /// <summary>The tool's name; the source of the items unless the upload states another.</summary>
    public required string Source { get; init; }

    public FeedbackKind Kind { get; init; } = FeedbackKind.Mention;

    /// <summary>Column names that together occur in no other tool's export. All must be there.</summary>
    public required IReadOnlyList<string> Signature { get; init; }

    /// <summary>Column names by what they hold; where there are several, the first that is not empty in a row counts.</summary>
    public required IReadOnlyDictionary<ExportField, string[]> Columns { get; init; }

    /// <summary>.NET formats of dates that are neither ISO 8601 nor numbers alone: those with a month's name.</summary>
    public string[] DateFormats { get; init; } = [];

    /// <summary>
    /// Whether dates of numbers alone are day first, where neither the upload nor the column itself says so; null refuses a file
    /// whose dates could be both.
    /// </summary>
    public bool? DayFirst { get; init; }

    /// <summary>Whether dates may be numbers alone, so that the column has to be looked at.</summary>
    public bool HasNumericDates { get; init; }

    /// <summary>The zone of dates without one, where the file does not say; an IANA name.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>A network that every row is from; null reads it from a column.</summary>
    public string? Network { get; init; }

    /// <summary>What <see cref="NativeSentiments"/> reads a sentiment by: a number around 0 instead of a word.</summary>
    public bool HasNumericSentiment { get; init; }

    /// <summary>Whether the title is part of what the customer wrote, and goes above the text.</summary>
    public bool TitleIsText { get; init; }

    /// <summary>Whether the question texts and the ids of the columns stand in rows of their own below the header (Qualtrics).</summary>
    public bool HasThreeHeaderRows { get; init; }

    /// <summary>How a network is named where its column holds more than its name; null reads the name.</summary>
    public Func<ReadOnlySpan<char>, string?>? NetworkOf { get; init; }

    /// <summary>What else this tool needs; runs on every row after its columns have been read.</summary>
    public Func<ExportColumns, ExportRows, Mention, Mention>? Finish { get; init; }
}
