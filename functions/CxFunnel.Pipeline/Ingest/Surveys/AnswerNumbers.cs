using System.Globalization;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads a number from what a tool calls an answer.</summary>
internal static class AnswerNumbers
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private const int MaxChars = 32;

    /// <summary><see cref="Plain"/>, else <see cref="Leading"/>.</summary>
    public static double? Of(ReadOnlySpan<char> text) => Plain(text) ?? Leading(text);

    /// <summary><c>9</c>, <c>"9"</c>, <c>"6.0"</c>, <c>"4,5"</c>; blank and anything else is none. Invariant, no thousands marks.</summary>
    public static double? Plain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxChars)
        {
            return null;
        }

        // A comma with more than two digits behind it marks thousands, of which no scale has any.
        int comma = text.IndexOf(',');
        if (comma >= 0 && text[(comma + 1)..].TrimEnd().Length is 1 or 2 && !text.Contains('.'))
        {
            Span<char> pointed = stackalloc char[text.Length];
            text.CopyTo(pointed);
            pointed[comma] = '.';
            return Parsed(pointed);
        }

        return Parsed(text);
    }

    /// <summary>The number that a text starts with: <c>10 - Very likely</c>, <c>3/5</c>, <c>4,5 Sterne</c>, <c>7 = easy</c>; no date and no time.</summary>
    public static double? Leading(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        int length = NumberLength(text);
        return length > 0 && !GoesOn(text[length..]) ? Plain(text[..length]) : null;
    }

    /// <summary>What a number is out of, where the text says so: 5 in <c>3/5</c>, 10 in <c>9 / 10</c>; null where it does not.</summary>
    public static double? OutOf(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        text = text[NumberLength(text)..].TrimStart();
        if (text.IsEmpty || text[0] != '/')
        {
            return null;
        }

        text = text[1..].TrimStart();
        int length = NumberLength(text);
        // Behind a second slash it is a date.
        return length > 0 && !GoesOn(text[length..]) && text[length..] is not ['/', ..] && Plain(text[..length]) is >= 2 and <= 100 and var max ? max : null;
    }

    private static double? Parsed(ReadOnlySpan<char> text) =>
        double.TryParse(text, Style, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    /// <summary>Up to three digits, since "2025 was bad" is a text, and up to two behind a point or comma.</summary>
    private static int NumberLength(ReadOnlySpan<char> text)
    {
        int whole = Digits(text);
        int decimals = whole > 0 && whole < text.Length && text[whole] is '.' or ',' ? Digits(text[(whole + 1)..]) : 0;
        return whole is 0 or > 3 ? 0 : decimals is 1 or 2 ? whole + 1 + decimals : whole;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        return digits < 0 ? text.Length : digits;
    }

    /// <summary>Whether what stands behind a number makes another thing of it: <c>2nd</c>, <c>9.11.2025</c>, <c>10:30</c>, <c>3/4/2025</c>.</summary>
    private static bool GoesOn(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || char.IsLetterOrDigit(rest[0]))
        {
            return !rest.IsEmpty;
        }

        bool hasDigitBehind = rest.Length > 1 && char.IsAsciiDigit(rest[1]);
        return hasDigitBehind && (rest[0] is '.' or ',' or ':' || (rest[0] == '/' && rest[(1 + Digits(rest[1..]))..] is ['/', ..]));
    }
}
