namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>International bank account numbers, by country and checksum.</summary>
internal static class AccountNumbers
{
    /// <summary>Longer than the longest of any country (34), blanks left out.</summary>
    private const int LongestIban = 40;

    public static bool TryIban(ReadOnlySpan<char> all, int start, out int end)
    {
        end = start;
        if (start + 15 > all.Length || !char.IsAsciiLetter(all[start]) || !char.IsAsciiLetter(all[start + 1]) || !char.IsAsciiDigit(all[start + 2]))
        {
            return false;
        }

        Span<char> country = [char.ToUpperInvariant(all[start]), char.ToUpperInvariant(all[start + 1])];
        int length = Checksums.IbanLength(country);
        Span<char> iban = stackalloc char[LongestIban];
        int count = 0;
        int at = start;
        while (length > 0 && at < all.Length && count < length)
        {
            char c = all[at];
            if (char.IsAsciiLetterOrDigit(c))
            {
                iban[count++] = char.ToUpperInvariant(c);
            }
            else if (c is not (' ' or '-' or '.' or '\u00A0'))
            {
                return false;
            }

            at++;
        }

        end = at;
        return count == length && length > 0 && (at == all.Length || !char.IsAsciiLetterOrDigit(all[at])) && Checksums.IsIban(iban[..count]);
    }
}
