using System.Globalization;
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

        string clean = IsSuspicious(text) ? Rewrite(text) : text;
        clean = clean.Trim();
        return clean.Length == 0 ? null : clean;
    }

    /// <summary>Lower case without the machine's culture: what compares without case is kept in one form.</summary>
    public static string? Lower(string? text) => Normalize(text)?.ToLowerInvariant();

    /// <summary>Whether it holds a control character other than tab and line feed, a surrogate, or no character. By ranges: one set of them all is searched three times slower.</summary>
    private static bool IsSuspicious(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyInRange('\uD800', '\uDFFF') || text.ContainsAnyInRange('\u007F', '\u009F') || text.ContainsAnyInRange('\uFFFE', '\uFFFF'))
        {
            return true;
        }

        for (int at = text.IndexOfAnyInRange('\0', '\u001F'); at >= 0; at = text.IndexOfAnyInRange('\0', '\u001F'))
        {
            if (text[at] is not ('\t' or '\n'))
            {
                return true;
            }

            text = text[(at + 1)..];
        }

        return false;
    }

    private static string Rewrite(string text)
    {
        StringBuilder clean = new(text.Length);
        for (int i = 0; i < text.Length; i++)
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
            else if (c is '\t' or '\n' || !(char.GetUnicodeCategory(c) == UnicodeCategory.Control || c is '\uFFFE' or '\uFFFF'))
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }
}
