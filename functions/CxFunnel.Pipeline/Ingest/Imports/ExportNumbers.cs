using System.Globalization;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Numbers as exports write them.</summary>
internal static class ExportNumbers
{
    /// <summary>
    /// A whole number of 0 or more, with thousands marks of any country (<c>1 450</c>, <c>1.450</c>, <c>1,450</c>) or a unit
    /// (<c>1,2K</c>, <c>3M</c>); a fraction is cut off. Null for blank, <c>-</c>, <c>N/A</c> and whatever else is none.
    /// </summary>
    public static long? Count(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        if (cell.Length is 0 or > 32)
        {
            return null;
        }

        if (long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out long plain))
        {
            return plain;
        }

        double unit = cell[^1] switch { 'k' or 'K' => 1e3, 'm' or 'M' => 1e6, 'b' or 'B' => 1e9, _ => 1 };
        if (unit > 1)
        {
            return Decimal(cell[..^1].TrimEnd()) is >= 0 and var amount ? Whole(amount * unit) : null;
        }

        Span<char> digits = stackalloc char[cell.Length];
        int length = 0;
        int sinceMark = -1;
        foreach (char c in cell)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
                sinceMark += sinceMark >= 0 ? 1 : 0;
            }
            else if (c is ',' or '.' or ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019' && length > 0 && sinceMark is -1 or 3)
            {
                sinceMark = 0;
            }
            else
            {
                return Decimal(cell) is >= 0 and var other ? Whole(other) : null;
            }
        }

        // "63.9" and "1234.50" are fractions: three digits stand behind every thousands mark.
        return sinceMark is -1 or 3
            ? long.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null
            : Decimal(cell) is >= 0 and var fraction ? Whole(fraction) : null;
    }

    /// <summary>A number with a point or a comma before its decimals; null for what is none.</summary>
    public static double? Decimal(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (cell.Length is 0 or > 32)
        {
            return null;
        }

        if (!double.TryParse(cell, style, CultureInfo.InvariantCulture, out double number))
        {
            Span<char> pointed = stackalloc char[cell.Length];
            cell.Replace(pointed, ',', '.');
            if (!double.TryParse(pointed, style, CultureInfo.InvariantCulture, out number))
            {
                return null;
            }
        }

        return double.IsFinite(number) ? number : null;
    }

    /// <summary>An answer on a scale: a number, or a text that starts with one (<c>10 - Very likely</c>, <c>4/5</c>); null for what is none, or is out of another end than the scale's.</summary>
    public static double? Score(ReadOnlySpan<char> cell, double max) =>
        Decimal(cell) ?? (AnswerNumbers.OutOf(cell) is { } end && end != max ? null : AnswerNumbers.Leading(cell));

    private static long? Whole(double number) => number < long.MaxValue / 2 ? (long)number : null;
}
