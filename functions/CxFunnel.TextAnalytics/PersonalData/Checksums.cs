using System.Globalization;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>The check digits of payment cards (Luhn, ISO/IEC 7812) and IBANs (mod 97, ISO 13616).</summary>
internal static class Checksums
{
    // ISO 13616 registry: letters of the country, whole length.
    private static readonly Dictionary<string, int> IbanLengths =
        ("AD24 AE23 AT20 BE16 BG22 BR29 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 " +
         "IL23 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25 RO24 SA24 SE24 SI19 SK24 SM27 TN24 TR26")
        .Split(' ')
        .ToDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>13 to 19 digits of a known card scheme whose last one checks.</summary>
    public static bool IsCard(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 13 or > 19 || digits[0] is not ('2' or '3' or '4' or '5' or '6'))
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[digits.Length - 1 - i] - '0';
            digit = (i & 1) == 0 ? digit : digit * 2;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0 && digits.TrimEnd(digits[0]).Length > 0;
    }

    /// <summary>How long an IBAN of this country is; 0 for a country without one.</summary>
    public static int IbanLength(ReadOnlySpan<char> country) =>
        IbanLengths.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(country, out int length) ? length : 0;

    /// <param name="iban">Without blanks, upper case.</param>
    public static bool IsIban(ReadOnlySpan<char> iban)
    {
        if (iban.Length < 15 || IbanLength(iban[..2]) != iban.Length)
        {
            return false;
        }

        int rest = 0;
        for (int i = 0; i < iban.Length; i++)
        {
            char c = iban[(i + 4) % iban.Length];
            if (char.IsAsciiDigit(c))
            {
                rest = ((rest * 10) + (c - '0')) % 97;
            }
            else if (char.IsAsciiLetterUpper(c))
            {
                rest = ((rest * 100) + (c - 'A' + 10)) % 97;
            }
            else
            {
                return false;
            }
        }

        return rest == 1;
    }
}
