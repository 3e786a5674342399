namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>Which digit groups are telephone numbers in the countries whose languages the engine reads.</summary>
internal static class PhoneNumbers
{
    /// <param name="digits">Digits only.</param>
    /// <param name="international">Written with "+" or "00" in front (which the digits then do not hold).</param>
    /// <param name="groups">How many groups the writer made of it.</param>
    /// <param name="told">A word such as "phone" stands before it.</param>
    public static bool IsPhone(ReadOnlySpan<char> digits, bool international, int groups, bool told, string language)
    {
        if (international)
        {
            return digits.Length is >= 8 and <= 15 && digits[0] != '0';
        }

        if (told && digits.Length is >= 7 and <= 13)
        {
            return true;
        }

        // A trunk 0 and then no second one: France, Italy, Germany, the Netherlands, the United Kingdom.
        if (digits.Length > 2 && digits[0] == '0' && digits[1] != '0')
        {
            return digits.Length switch
            {
                10 or 11 => true,
                9 or 12 => groups >= 2,
                7 or 8 or 13 => groups is 2 or 3,
                _ => false,
            };
        }

        return language switch
        {
            // Nine digits, 6 7 8 9 in front.
            "es" => digits.Length == 9 && digits[0] is >= '6' and <= '9',
            // Portugal: nine digits; Brazil: area code, then eight or nine digits.
            "pt" => (digits.Length == 9 && digits[0] is '2' or '9') || (digits.Length is 10 or 11 && digits[0] != '0' && groups >= 2),
            // Mobile numbers have ten digits and no trunk 0.
            "it" => digits.Length is 9 or 10 && digits[0] == '3' && digits[1] != '0',
            // North America: three, three, four.
            "en" => digits.Length == 10 && digits[0] is >= '2' && digits[3] is >= '2' && groups >= 3,
            _ => false,
        };
    }
}
