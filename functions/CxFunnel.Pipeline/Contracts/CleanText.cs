using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>Makes outside text safe to store and to compare: whole code points, one kind of line end, no control characters.</summary>
public static class CleanText
{
    /// <summary>CR and CRLF become LF, lone surrogates U+FFFD, control characters go, white space at the ends goes.</summary>
    /// <returns>Null when nothing but white space is left.</returns>
    public static string? Normalize(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string clean = IsClean(text) ? text : Rewrite(text);
        clean = clean.Trim();
        return clean.Length == 0 ? null : clean;
    }

    /// <summary>Lower case without the machine's culture: what compares without case is kept in one form.</summary>
    public static string? Lower(string? text) => Normalize(text)?.ToLowerInvariant();

    /// <summary>Whether nothing in it has to be rewritten: no control character other than tab and line feed, no surrogate, no <c>U+FFFE</c> and <c>U+FFFF</c>.</summary>
    /// <remarks>All in one pass: it is asked of every text, and four searches for ranges take longer than to copy the text.</remarks>
    internal static bool IsClean(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        int last = units.Length - Vector256<ushort>.Count;
        if (last < 0)
        {
            foreach (ushort unit in units)
            {
                if (unit is (< ' ' and not '\t' and not '\n') or (>= '\u007F' and < '\u00A0') or (>= '\uD800' and < '\uE000') or > '\uFFFD')
                {
                    return false;
                }
            }

            return true;
        }

        Vector256<ushort> unclean = Unclean(Vector256.Create(units[last..]));
        for (int at = 0; at < last; at += Vector256<ushort>.Count)
        {
            unclean |= Unclean(Vector256.Create(units[at..]));
        }

        return unclean == Vector256<ushort>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Unclean(Vector256<ushort> units)
    {
        // Below a blank it wraps around, and is above U+FFFD too.
        Vector256<ushort> outside = Vector256.GreaterThan(units - Vector256.Create((ushort)' '), Vector256.Create((ushort)('\uFFFD' - ' ')));
        Vector256<ushort> kept = Vector256.Equals(units, Vector256.Create((ushort)'\t')) | Vector256.Equals(units, Vector256.Create((ushort)'\n'));
        return Vector256.AndNot(outside, kept)
            | Vector256.LessThan(units - Vector256.Create((ushort)'\u007F'), Vector256.Create((ushort)('\u00A0' - '\u007F')))
            | Vector256.LessThan(units - Vector256.Create((ushort)'\uD800'), Vector256.Create((ushort)('\uE000' - '\uD800')));
    }

    /// <summary>How many characters at the start stay as they are; emoji are pairs of surrogates and do.</summary>
    private static int CleanStart(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(c) || !IsKept(c))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool IsKept(char c) => c is '\t' or '\n' || !(char.IsControl(c) || c is '\uFFFE' or '\uFFFF');

    private static string Rewrite(string text)
    {
        int start = CleanStart(text);
        if (start == text.Length)
        {
            return text;
        }

        StringBuilder clean = new(text, 0, start, text.Length);
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(c).Append(text[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                clean.Append('\uFFFD');
            }
            else if (c == '\r')
            {
                if (i + 1 >= text.Length || text[i + 1] != '\n')
                {
                    clean.Append('\n');
                }
            }
            else if (c == '\u0085')
            {
                clean.Append('\n');
            }
            else if (IsKept(c))
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }
}
