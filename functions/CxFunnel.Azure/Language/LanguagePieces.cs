using System.Globalization;

namespace CxFunnel.Azure.Language;

/// <summary>A stretch of a text that is sent as one document.</summary>
/// <param name="TextIndex">Which text.</param>
/// <param name="Offset">Where the stretch begins in it, in UTF-16 code units.</param>
/// <param name="TextElements">How long it is as the service measures.</param>
internal readonly record struct LanguagePiece(int TextIndex, int Offset, string Text, int TextElements);

/// <summary>Cuts texts into documents that the service takes.</summary>
internal static class LanguagePieces
{
    /// <summary>The service's limit for one document.</summary>
    /// <remarks>https://learn.microsoft.com/azure/ai-services/language-service/concepts/data-limits</remarks>
    public const int MaxTextElements = 5120;

    /// <summary>A text record, the unit of billing, is so many text elements of a document or a part of them.</summary>
    public const int TextRecordElements = 1000;

    /// <summary>A text element may be long (a letter under a hundred accents); a request is at most 1 MB of JSON, where a unit can take 6 bytes.</summary>
    private const int MaxUnits = 16_000;

    /// <summary>A cut is looked for in the last part of a piece; text without any is cut where it stands.</summary>
    private const int LookBack = 1000;

    public static int Measure(string text) => new StringInfo(text).LengthInTextElements;

    public static long TextRecords(string text) => Of(0, text).Sum(piece => (long)((piece.TextElements - 1) / TextRecordElements) + 1);

    /// <summary>Pieces in the order of the text; together they are the text. Cut behind a sentence, else behind a blank, never inside a text element.</summary>
    public static IEnumerable<LanguagePiece> Of(int textIndex, string text)
    {
        // A text element is at least one unit: short texts need no counting to be known to fit.
        if (text.Length <= MaxTextElements)
        {
            yield return new LanguagePiece(textIndex, 0, text, Measure(text));
            yield break;
        }

        int from = 0;
        while (from < text.Length)
        {
            int end = from;
            int elements = 0;
            while (end < text.Length && elements < MaxTextElements)
            {
                int length = StringInfo.GetNextTextElementLength(text, end);
                if (end > from && end + length - from > MaxUnits)
                {
                    break;
                }

                end += length;
                elements++;
            }

            int cut = end == text.Length ? end : Cut(text, Math.Max(from, end - LookBack), end);
            yield return new LanguagePiece(textIndex, from, text[from..cut], cut == end ? elements : Measure(text[from..cut]));
            from = cut;
        }
    }

    /// <summary>Behind the last full stop and blank, else behind the last blank, else the end.</summary>
    private static int Cut(string text, int from, int end)
    {
        int blank = -1;
        for (int i = end - 1; i > from; i--)
        {
            if (!char.IsWhiteSpace(text[i]))
            {
                continue;
            }

            if (text[i] == '\n' || text[i - 1] is '.' or '!' or '?' or '…')
            {
                return i + 1;
            }

            blank = blank < 0 ? i : blank;
        }

        return blank < 0 ? end : blank + 1;
    }
}
