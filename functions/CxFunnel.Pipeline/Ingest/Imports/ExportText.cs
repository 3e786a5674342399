using System.Net;
using System.Text;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Makes plain text of what listening tools export: some mark hits up, some encode entities.</summary>
internal static class ExportText
{
    /// <summary>
    /// <c>&lt;br&gt;</c> becomes a line break, other tags go, then entities are decoded once. A tag is <c>&lt;</c> or <c>&lt;/</c>
    /// directly followed by a letter, up to <c>&gt;</c>, so that <c>&lt;3</c> and <c>3 &lt; x</c> stay.
    /// </summary>
    /// <returns>Null when nothing is left.</returns>
    public static string? Clean(ReadOnlySpan<char> cell)
    {
        if (cell.IndexOfAny('<', '&') < 0)
        {
            return Plain(cell);
        }

        string text = cell.Contains('<') ? WithoutTags(cell) : cell.ToString();
        return CleanText.Normalize(text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text);
    }

    /// <summary>The text as it stands, normalised; null when nothing is left.</summary>
    public static string? Plain(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        // Most ids and addresses are printable ASCII, which is found out faster.
        return cell.IsEmpty ? null
            : !cell.ContainsAnyExceptInRange(' ', '~') || CleanText.IsClean(cell) ? cell.ToString()
            : CleanText.Normalize(cell.ToString());
    }

    private static string WithoutTags(ReadOnlySpan<char> text)
    {
        StringBuilder plain = new(text.Length);
        while (true)
        {
            int open = text.IndexOf('<');
            if (open < 0)
            {
                return plain.Append(text).ToString();
            }

            plain.Append(text[..open]);
            text = text[open..];
            int letter = text.Length > 1 && text[1] == '/' ? 2 : 1;
            int close = letter < text.Length && char.IsAsciiLetter(text[letter]) ? text.IndexOf('>') : -1;
            if (close < 0)
            {
                plain.Append('<');
                text = text[1..];
                continue;
            }

            ReadOnlySpan<char> name = text[letter..close].TrimEnd("/ ");
            if (name.Equals("br", StringComparison.OrdinalIgnoreCase) || name.StartsWith("br ", StringComparison.OrdinalIgnoreCase))
            {
                plain.Append('\n');
            }

            text = text[(close + 1)..];
        }
    }
}
