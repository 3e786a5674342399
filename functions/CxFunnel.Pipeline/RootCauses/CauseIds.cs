using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>
/// The one id space of root causes: kebab-case words are the taxonomy's, <c>stated-…</c> were picked in a survey and are in no
/// taxonomy, <c>found-…</c> were discovered. An id never changes its meaning.
/// </summary>
public static class CauseIds
{
    /// <summary>Joins the two ids of a pair, the ordinally smaller first; no id holds it.</summary>
    public const char PairSeparator = '+';

    /// <summary>
    /// Causes of one feedback that count: 16 make 120 pairs, which keeps its contribution below 10 KB. Those that the customer
    /// picked come first, then those found, in the order of the texts.
    /// </summary>
    public const int MaxPerFeedback = 16;

    public const int MaxIdChars = 64;

    private const string StatedPrefix = "stated-";
    private const int MaxSlugChars = 48;
    private const int HashDigits = 8;

    /// <summary>The id of a pick that no taxonomy knows: its letters and digits, without accents and case.</summary>
    /// <param name="pick">As the survey sent it. Spellings that differ in case, accents or punctuation alone are one cause.</param>
    public static string Stated(string pick)
    {
        ArgumentNullException.ThrowIfNull(pick);
        StringBuilder slug = new(pick.Length);
        foreach (char c in pick.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        string words = slug.ToString().TrimEnd('-');
        if (words.Length is > 0 and <= MaxSlugChars)
        {
            return StatedPrefix + words;
        }

        // Too long for a key, or of nothing but signs: a hash tells it from its like.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words.Length == 0 ? pick : words)))[..HashDigits];
        return words.Length == 0 ? StatedPrefix + hash : $"{StatedPrefix}{words[..(MaxSlugChars - HashDigits - 1)].TrimEnd('-')}-{hash}";
    }

    /// <returns>The distinct ones, at most <see cref="MaxPerFeedback"/>, in the order given.</returns>
    public static IReadOnlyList<string> Distinct(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        List<string>? distinct = null;
        foreach (string id in ids)
        {
            distinct ??= [];
            if (!distinct.Contains(id))
            {
                distinct.Add(id);
                if (distinct.Count == MaxPerFeedback)
                {
                    break;
                }
            }
        }

        return distinct ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The value of a pair's cell.</summary>
    public static string Pair(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? $"{one}{PairSeparator}{other}" : $"{other}{PairSeparator}{one}";

    /// <returns>The two ids of a pair's cell; null for the cell that holds the pairs beyond the cap.</returns>
    public static (string One, string Other)? OfPair(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int at = value.IndexOf(PairSeparator, StringComparison.Ordinal);
        return at < 0 ? null : (value[..at], value[(at + 1)..]);
    }
}
