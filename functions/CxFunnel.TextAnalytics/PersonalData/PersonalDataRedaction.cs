using System.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>Takes personal data out of a text.</summary>
public static class PersonalDataRedaction
{
    /// <summary>The text with every span replaced by its kind in brackets, for example <c>[email]</c>.</summary>
    /// <param name="text">The text that was looked through.</param>
    /// <param name="found">In the order of the text, inside it, without overlaps.</param>
    public static string Redact(string text, IReadOnlyList<PersonalDataSpan> found)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(found);
        if (found.Count == 0)
        {
            return text;
        }

        StringBuilder redacted = new(text.Length + (found.Count * 8));
        int at = 0;
        foreach (PersonalDataSpan span in found)
        {
            redacted.Append(text, at, span.Offset - at).Append('[').Append(span.Kind).Append(']');
            at = span.Offset + span.Length;
        }

        return redacted.Append(text, at, text.Length - at).ToString();
    }
}
