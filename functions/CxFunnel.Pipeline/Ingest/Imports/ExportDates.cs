using System.Globalization;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Dates as exports write them.</summary>
internal static class ExportDates
{
    /// <summary>
    /// <c>yyyy-MM-dd</c> and, behind a <c>T</c> or a blank, <c>HH:mm</c>, seconds, fractions and an offset (<c>Z</c>, <c>+01:00</c>,
    /// <c>+0100</c>, <c> UTC</c>), all optional. Written for speed: it is most of what reading a row takes.
    /// </summary>
    /// <param name="hasZone">Whether there was an offset; without one the result reads as UTC.</param>
    public static bool TryIso(ReadOnlySpan<char> text, out DateTimeOffset instant, out bool hasZone)
    {
        instant = default;
        hasZone = false;
        text = text.Trim();
        if (text.Length < 10 || text[4] is not ('-' or '/') || text[7] != text[4])
        {
            return false;
        }

        int year = (100 * TwoDigits(text, 0)) + TwoDigits(text, 2);
        int month = TwoDigits(text, 5);
        int day = TwoDigits(text, 8);
        if (year is < Instants.EarliestYear or >= Instants.LatestYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        long ticks = 0;
        TimeSpan offset = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text[10..];
        if (!rest.IsEmpty)
        {
            if (rest[0] is not ('T' or ' ' or 't') || !TryTime(rest[1..].TrimStart(), out ticks, out rest) || !TryOffset(rest, out offset, out hasZone))
            {
                return false;
            }
        }

        instant = new DateTimeOffset(new DateTime(year, month, day).Ticks + ticks - offset.Ticks, TimeSpan.Zero);
        return Instants.IsPlausible(instant);
    }

    /// <summary>
    /// Numbers in the order of a country: <c>3/4/2025 14:05</c>, <c>03.04.25</c>, <c>3-4-2025 2:05:09 PM</c>. Dots are German and
    /// always mean day first.
    /// </summary>
    /// <param name="dayFirst">Which of the first two numbers is the day.</param>
    public static bool TryNumeric(ReadOnlySpan<char> text, bool dayFirst, out DateTime local)
    {
        local = default;
        if (!TryNumbers(text, out int first, out int second, out int year, out bool hasDots, out long ticks))
        {
            return false;
        }

        (int day, int month) = dayFirst || hasDots ? (first, second) : (second, first);
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        local = new DateTime(year, month, day).AddTicks(ticks);
        return true;
    }

    /// <summary>Whether such a date can only be day first (true) or month first (false); null when it is neither or could be both.</summary>
    public static bool? DayFirst(ReadOnlySpan<char> text) =>
        !TryNumbers(text, out int first, out int second, out _, out bool hasDots, out _) ? null
        : hasDots || (first > 12 && second <= 12) ? true
        : second > 12 && first <= 12 ? false
        : null;

    /// <summary>Whether it is such a date at all.</summary>
    public static bool IsNumeric(ReadOnlySpan<char> text) => TryNumbers(text, out _, out _, out _, out _, out _);

    /// <summary>One of the given .NET formats, invariant; the time of day of a zone that is not known yet.</summary>
    public static bool TryExact(ReadOnlySpan<char> text, string[] formats, out DateTime local) =>
        DateTime.TryParseExact(text.Trim(), formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out local)
        && Instants.IsPlausible(new DateTimeOffset(local.Ticks, TimeSpan.Zero));

    /// <summary>Milliseconds, or seconds, since 1970.</summary>
    public static bool TryEpoch(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        text = text.Trim();
        if (text.Length is < 9 or > 13 || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long units))
        {
            return false;
        }

        instant = text.Length >= 12 ? DateTimeOffset.FromUnixTimeMilliseconds(units) : DateTimeOffset.FromUnixTimeSeconds(units);
        return Instants.IsPlausible(instant);
    }

    /// <summary>A spreadsheet's serial number: days since 30 December 1899, rounded to the nearest second.</summary>
    /// <param name="shift">Days between that day and the workbook's own first day.</param>
    public static bool TrySerial(ReadOnlySpan<char> text, double shift, out DateTime local)
    {
        local = default;
        // 1990 to 2100; smaller numbers are other numbers.
        if (!double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double days) || !(days + shift is >= 32_874 and < 73_051))
        {
            return false;
        }

        local = new DateTime(1899, 12, 30).AddSeconds(Math.Round((days + shift) * 86_400));
        return true;
    }

    /// <summary>The instant of a local time; one that a clock change skips is moved on by the hour, one that it repeats is the first.</summary>
    public static DateTimeOffset InZone(DateTime local, TimeZoneInfo zone)
    {
        if (zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime)
        {
            return new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        }

        DateTime unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        TimeSpan offset = zone.IsAmbiguousTime(unspecified) ? zone.GetAmbiguousTimeOffsets(unspecified).Max()
            : zone.IsInvalidTime(unspecified) ? zone.GetUtcOffset(unspecified.AddHours(-1))
            : zone.GetUtcOffset(unspecified);
        return new DateTimeOffset(unspecified, offset).ToUniversalTime();
    }

    /// <summary>A time of day as a spreadsheet keeps it: a fraction of the day.</summary>
    public static bool TryDayFraction(ReadOnlySpan<char> text, out long ticks)
    {
        bool isFraction = double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double day) && day is > 0 and < 1;
        ticks = isFraction ? (long)Math.Round(day * 86_400) * TimeSpan.TicksPerSecond : 0;
        return isFraction;
    }

    private static bool TryNumbers(ReadOnlySpan<char> text, out int first, out int second, out int year, out bool hasDots, out long ticks)
    {
        (first, second, year, hasDots, ticks) = (0, 0, 0, false, 0);
        text = text.Trim();
        int one = text.IndexOfAny("/.-");
        if (one is < 1 or > 2)
        {
            return false;
        }

        char separator = text[one];
        int two = text[(one + 1)..].IndexOf(separator);
        if (two is < 1 or > 2 || !Digits(text[..one], out first) || !Digits(text.Slice(one + 1, two), out second))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[(one + two + 2)..];
        int yearDigits = rest.IndexOfAnyExceptInRange('0', '9');
        yearDigits = yearDigits < 0 ? rest.Length : yearDigits;
        if (yearDigits is not (2 or 4) || !Digits(rest[..yearDigits], out year))
        {
            return false;
        }

        year += yearDigits == 2 ? 2000 : 0;
        hasDots = separator == '.';
        if (year is < Instants.EarliestYear or >= Instants.LatestYear)
        {
            return false;
        }

        rest = rest[yearDigits..].TrimStart(", T");
        return rest.IsEmpty || TryClock(rest, out ticks);
    }

    /// <summary><c>14:05</c>, <c>2:05 PM</c>, <c>02:05:09pm</c>; 12 AM is midnight.</summary>
    public static bool TryClock(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        text = text.Trim();
        bool isPm = text.EndsWith("PM", StringComparison.OrdinalIgnoreCase);
        bool isAm = text.EndsWith("AM", StringComparison.OrdinalIgnoreCase);
        text = isPm || isAm ? text[..^2].TrimEnd() : text;
        int colon = text.IndexOf(':');
        Span<char> padded = stackalloc char[16];
        if (colon is < 1 or > 2 || text.Length > 14)
        {
            return false;
        }

        padded[0] = '0';
        int pad = colon == 1 ? 1 : 0;
        text.CopyTo(padded[pad..]);
        if (!TryTime(padded[..(text.Length + pad)], out ticks, out ReadOnlySpan<char> rest) || !rest.IsEmpty)
        {
            return false;
        }

        long hour = ticks / TimeSpan.TicksPerHour;
        if (isPm || isAm)
        {
            if (hour is 0 or > 12)
            {
                return false;
            }

            ticks += isPm && hour < 12 ? 12 * TimeSpan.TicksPerHour : isAm && hour == 12 ? -12 * TimeSpan.TicksPerHour : 0;
        }

        return true;
    }

    private static bool TryTime(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = default;
        if (text.Length < 5 || text[2] != ':')
        {
            return false;
        }

        int hour = TwoDigits(text, 0);
        int minute = TwoDigits(text, 3);
        if (hour is < 0 or > 23 || minute is < 0 or > 59)
        {
            return false;
        }

        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        rest = text[5..];
        if (rest.Length >= 3 && rest[0] == ':' && TwoDigits(rest, 1) is >= 0 and <= 60 and var second)
        {
            ticks += Math.Min(second, 59) * TimeSpan.TicksPerSecond;
            rest = rest[3..];
            if (!rest.IsEmpty && rest[0] is '.' or ',')
            {
                long unit = TimeSpan.TicksPerSecond / 10;
                int i = 1;
                for (; i < rest.Length && char.IsAsciiDigit(rest[i]); i++)
                {
                    ticks += (rest[i] - '0') * unit;
                    unit /= 10;
                }

                rest = rest[i..];
            }
        }

        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset, out bool hasZone)
    {
        offset = TimeSpan.Zero;
        text = text.Trim();
        hasZone = !text.IsEmpty;
        if (text.IsEmpty || text is "Z" or "z" or "UTC" or "GMT")
        {
            return true;
        }

        int minutesAt = text.Length == 6 && text[3] == ':' ? 4 : 3;
        if (text.Length is not (3 or 5 or 6) || text[0] is not ('+' or '-'))
        {
            return false;
        }

        int hours = TwoDigits(text, 1);
        int minutes = text.Length > 3 ? TwoDigits(text, minutesAt) : 0;
        if (hours is < 0 or > 14 || minutes is < 0 or > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>Far below 0 where there are not two digits, so that no sum with it is a year.</summary>
    private static int TwoDigits(ReadOnlySpan<char> text, int at)
    {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -10_000;
    }
}
