namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>The check digits of payment cards (Luhn, ISO/IEC 7812) and IBANs (mod 97, ISO 13616).</summary>
internal static class Checksums
{
    // ISO 13616 registry: letters of the country, whole length.
    private static readonly Dictionary<string, int> IbanLengths = new(StringComparer.Ordinal)
    {
        ["AD"] = 24, ["AE"] = 23, ["AT"] = 20, ["BE"] = 16, ["BG"] = 22, ["BR"] = 29, ["CH"] = 21, ["CY"] = 28, ["CZ"] = 24, ["DE"] = 22,
        ["DK"] = 18, ["EE"] = 20, ["ES"] = 24, ["FI"] = 18, ["FR"] = 27, ["GB"] = 22, ["GI"] = 23, ["GR"] = 27, ["HR"] = 21, ["HU"] = 28,
        ["IE"] = 22, ["IL"] = 23, ["IS"] = 26, ["IT"] = 27, ["LI"] = 21, ["LT"] = 20, ["LU"] = 20, ["LV"] = 21, ["MC"] = 27, ["MT"] = 31,
        ["NL"] = 18, ["NO"] = 15, ["PL"] = 28, ["PT"] = 25, ["RO"] = 24, ["SA"] = 24, ["SE"] = 24, ["SI"] = 19, ["SK"] = 24, ["SM"] = 27,
        ["TN"] = 24, ["TR"] = 26,
    };

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
