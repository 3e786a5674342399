using System.Globalization;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>Instants as the contract writes them.</summary>
public static class Instants
{
    /// <summary>Nothing that a survey or listening tool dates earlier or later than this is a real date; such values are errors.</summary>
    public const int EarliestYear = 1990;
    public const int LatestYear = 2100;

    private static readonly DateTimeOffset Earliest = new(EarliestYear, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(LatestYear, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK",
        // Hours alone are an offset of ISO 8601 too, and what PostgreSQL writes.
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFzz",
    ];

    /// <summary>ISO 8601, with or without a zone (then UTC) and time of day; the result is in UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return text is { Length: >= 10 and <= 40 }
            && DateTimeOffset.TryParseExact(
                text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant)
            && IsPlausible(instant);
    }

    public static bool IsPlausible(DateTimeOffset instant) => instant >= Earliest && instant < Latest;
}
