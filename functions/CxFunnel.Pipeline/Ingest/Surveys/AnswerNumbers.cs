using System.Globalization;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads a number from what a tool calls an answer.</summary>
internal static class AnswerNumbers
{
    /// <summary><c>9</c>, <c>"9"</c>, <c>"6.0"</c>; blank and anything else is none. Invariant, no thousands marks.</summary>
    public static double? Plain(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 32
        && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>The whole number that a text starts with: <c>10 - Very likely</c>, <c>3/5</c>, <c>7 = easy</c>.</summary>
    public static double? Leading(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        // "2025 was bad" is a text; no scale has four digits.
        return digits is > 0 and <= 3 && (digits == text.Length || !char.IsLetterOrDigit(text[digits]))
            ? int.Parse(text[..digits], CultureInfo.InvariantCulture)
            : null;
    }
}
