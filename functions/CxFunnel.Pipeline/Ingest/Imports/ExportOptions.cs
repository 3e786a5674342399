using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What the person who uploads an export knows about it and the file does not say.</summary>
public sealed record ExportOptions
{
    /// <summary>The source that the upload stated; null takes the dialect's own.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// Column names by what they hold. Then no tool is recognised: the header is the first row that holds them all. Null lets
    /// the header's words decide.
    /// </summary>
    public IReadOnlyDictionary<ExportField, string>? Columns { get; init; }

    /// <summary>Which question plays which role, for exports of survey tools (Qualtrics); null leaves it to the columns' names.</summary>
    public SourceMapping? Mapping { get; init; }

    /// <summary>The zone of dates that carry none; null takes the dialect's, which is UTC unless it says otherwise.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Whether 03/04 is the third of April; null settles it from the whole column, and takes the dialect's where every date fits both.</summary>
    public bool? DayFirst { get; init; }

    /// <summary>A workbook's sheet by its name, or by its number from 1; null takes the one whose header is known best.</summary>
    public string? Sheet { get; init; }
}

/// <summary>Reads <c>map=text:Comment,date:Created</c>.</summary>
public static class ExportColumnMap
{
    private static readonly string[] Fields = [.. Enum.GetNames<ExportField>().Select(n => n.ToLowerInvariant())];

    /// <param name="text">Pairs of field and column name, parted by commas; a comma or colon in a name is written <c>\,</c> or <c>\:</c>.</param>
    /// <param name="columns">The columns; null when something is wrong.</param>
    /// <param name="error">What is wrong; null when nothing is.</param>
    public static bool TryParse(string text, out IReadOnlyDictionary<ExportField, string>? columns, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        columns = null;
        Dictionary<ExportField, string> map = [];
        foreach (string pair in Split(text, ','))
        {
            List<string> parts = Split(pair, ':');
            string name = parts[0].Trim();
            string column = parts.Count == 2 ? parts[1].Replace("\\", string.Empty, StringComparison.Ordinal).Trim() : string.Empty;
            if (column.Length == 0)
            {
                error = "is no list of field:column pairs such as text:Comment,date:Created";
                return false;
            }

            if (!Fields.Contains(name, StringComparer.OrdinalIgnoreCase) || !map.TryAdd(Enum.Parse<ExportField>(name, ignoreCase: true), column))
            {
                error = $"names a field that is unknown or named twice; the fields are {string.Join(", ", Fields)}";
                return false;
            }
        }

        columns = map;
        error = null;
        return true;
    }

    private static List<string> Split(string text, char separator)
    {
        List<string> parts = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == separator && (i == 0 || text[i - 1] != '\\'))
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
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

    /// <summary>0 to 10.</summary>
    Nps,

    /// <summary>1 to 5.</summary>
    Csat,

    /// <summary>1 to 7.</summary>
    Ces,
    Customer,
    Email,
    Segment,
    Channel,
    Touchpoint,
}
